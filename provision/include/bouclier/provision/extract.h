// SPDX-License-Identifier: Apache-2.0
// A project's extract: the rows and columns a permit gives of one snapshot, re-pseudonymised, sealed under the
// project's own keys, published as a whole or not at all. docs/formats/extract.md. Under the job's lock.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/ports/audit.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/clock.h"
#include "bouclier/ports/object_store.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/provision/given_columns.h"
#include "bouclier/provision/permitted_view.h"
#include "bouclier/vault/dataset_keys.h"

namespace bouclier::provision {

// The pointed-to things outlive the extract.
struct ExtractParts {
  ports::StateStore* state = nullptr;
  ports::ObjectStore* store = nullptr;
  ports::AuditSink* sink = nullptr;
  ports::AuditTrail* trail = nullptr;
  ports::Clock* clock = nullptr;
  vault::DatasetKeysPtr tables, crosswalk;    // of the base
  vault::DatasetKeysPtr project, pseudonyms;  // the project's own; of the hub's secret
  const SecretBytes* marks = nullptr;         // seals how far the ledger was read; null: it is read whole
};

struct ExtractAsk {
  ViewAsker who;
  AskAgain permit_now;
};

constexpr uint64_t kExtractMemory = uint64_t{1} << 30;
constexpr uint64_t kLeastExtractMemory = uint64_t{256} << 20;

struct ExtractOptions {
  uint64_t memory = kExtractMemory;   // bytes for everything the process holds
  size_t threads = 0;                 // 0: one a core
  uint64_t test_only_row_memory = 0;  // 0: by `memory`
  bool test_only_anew = false;        // make it although it is there
};

struct ExtractProgress {
  std::string table;
  uint64_t rows_read = 0, rows_total = 0;  // rows of the table at rest, all passes
};
struct ExtractControl {
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const ExtractProgress&)> progress;  // from any thread, one at a time
};

// How many people objected and are not in it: for the steward's report, never the project's.
struct ObjectionCounts {
  uint64_t lists = 0, identifiers = 0, unknown = 0, persons = 0, numbers = 0;
};

struct ExtractResult {
  vault::TableSnapshot snapshot;  // of the project's dataset
  crypto::Json manifest;
  bool nothing_new = false;                   // the same extract was there
  std::optional<ObjectionCounts> objections;  // of an extract that was made now
  uint64_t ledger_index = 0;                  // of the intent that published it, or opened it
};

struct PlannedTable {
  std::string table;
  std::vector<GivenColumn> columns;
  uint64_t files = 0, rows = 0;  // at rest, read at most
};
struct ExtractPlan {
  uint64_t base_snapshot = 0;
  std::vector<PlannedTable> tables;
};

// What would be read. Reads no row. **Errors:** those of the permit; not_found: the base has no such snapshot.
Result<ExtractPlan> PlanExtract(const ExtractParts& parts, const ExtractAsk& ask);
// **Ledger:** provision.open.intent, extract.publish; extract.open.intent when it is there already. **Errors:** those
// of PlanExtract; denied: more persons than the permit allows, or the permit changed meanwhile; exhausted (memory),
// cancelled, corruption, those of the ports. After an error nobody sees anything of it.
Result<ExtractResult> RunExtract(const ExtractParts& parts, const ExtractAsk& ask, const ExtractOptions& options,
                                 const ExtractControl& control);

// The newest extract of a project: its list of files, its manifest. `receipt` is what the door demands.
struct OpenedExtract {
  vault::SnapshotTables tables;
  crypto::Json manifest;
};
// **Errors:** not_found: there is none yet; denied (the receipt), corruption.
Result<vault::PublishedSnapshot> NewestExtract(ports::AuditTrail& trail, DatasetId project);
// The snapshot that an extract was made of, by the ledger: the entry that published the extract names it, and whether
// it was revoked since is told too. **Errors:** corruption. **Cost:** reads the ledger.
Result<vault::PublishedSnapshot> SnapshotOf(ports::AuditTrail& trail, const vault::PublishedSnapshot& extract,
                                            DatasetId tables);
Result<OpenedExtract> OpenExtract(ports::LedgerReceipt receipt, vault::TableDoor door, const vault::TablePlace& place,
                                  const vault::PublishedSnapshot& published);

}  // namespace bouclier::provision

// SPDX-License-Identifier: Apache-2.0
// From the sealed files of a base to a published snapshot of its tables. Stopped anywhere and run again, it goes on:
// what was staged is not made twice. Under the job's lock, like every change of a hub.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/catalog/known_tables.h"
#include "bouclier/ingest/code_lists.h"
#include "bouclier/ingest/quarantine.h"
#include "bouclier/ingest/report.h"
#include "bouclier/ports/audit.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/clock.h"
#include "bouclier/ports/object_store.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"
#include "bouclier/vault/table_snapshot.h"

namespace bouclier::ingest {

// The pointed-to things outlive the delivery.
struct DeliveryParts {
  ports::StateStore* state = nullptr;
  ports::ObjectStore* store = nullptr;
  ports::AuditSink* sink = nullptr;
  ports::AuditTrail* trail = nullptr;
  ports::Clock* clock = nullptr;
  std::vector<vault::DatasetKeysPtr> raw;                                // the base's datasets
  vault::DatasetKeysPtr tables, quarantine, crosswalk;                   // its own
  const catalog::KnownTables* known = &catalog::KnownTables::BuiltIn();  // whose files are taken
  uint64_t actor = 0;
};

constexpr uint64_t kDefaultMemory = uint64_t{1} << 30;
constexpr uint64_t kLeastMemory = uint64_t{256} << 20;
constexpr uint32_t kDefaultBucketWidth = 1 << 16;

struct DeliveryOptions {
  uint64_t memory = kDefaultMemory;      // bytes for everything the process holds
  size_t threads = 0;                    // 0: one a core
  std::optional<uint32_t> bucket_width;  // people a file; of a base's first snapshot only
  const CodeLists* codes = nullptr;      // null: none loaded; outlives the run
  uint64_t test_only_row_memory = 0;     // of one period; 0: by `memory`
};

struct DeliveryProgress {
  const char* phase = "";  // look, ingest
  uint64_t files_done = 0, files_total = 0, bytes_done = 0, bytes_total = 0;
};
struct DeliveryControl {
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const DeliveryProgress&)> progress;  // from any thread, one at a time
};

// What a run would read.
struct PlannedFile {
  std::string name, table, period;  // table empty: not taken
  std::string reason, detail;       // why not
  uint64_t bytes = 0;
};
struct DeliveryPlan {
  std::vector<PlannedFile> files;
  uint64_t next_snapshot = 1;
  bool nothing_new = false;  // the newest snapshot was made of exactly these files
};

struct DeliveryResult {
  vault::TableSnapshot snapshot;
  DeliveryReport report;
  bool nothing_new = false;      // the snapshot and report are those that were there
  uint64_t periods_resumed = 0;  // of an earlier run that was stopped
};

// Changes nothing. **Errors:** those of the ports.
Result<DeliveryPlan> PlanDelivery(const DeliveryParts& parts);
// **Ledger:** ingest.open.intent, ingest.crosswalk, ingest.stage (one a period), ingest.publish. **Errors:** exhausted
// (one bucket or the crosswalk does not fit the memory), precondition (no file of a known table), cancelled,
// corruption, those of the ports. After an error no reader sees anything of it.
Result<DeliveryResult> RunDelivery(const DeliveryParts& parts, const DeliveryOptions& options,
                                   const DeliveryControl& control);
// Reads every table file of a snapshot through the door to rows, and whole: record, length, root and digest of the
// body, number and order of rows. A file that is refused is an answer. **Ledger:** ingest.open.intent.
struct TableFinding {
  std::string table, period;
  uint32_t bucket = 0;
  ObjectId object;
  std::string found;  // why it was refused
};
struct SnapshotCheck {
  uint64_t files = 0, rows = 0, bytes = 0;
  std::vector<TableFinding> findings;  // by table, period and bucket
};
// **Errors:** corruption: the list of files is not the one that was published; cancelled.
Result<SnapshotCheck> CheckSnapshot(const DeliveryParts& parts, const vault::PublishedSnapshot& published,
                                    size_t threads, const DeliveryControl& control);

// Refused rows of a snapshot, file by file. `visit` gets what the deliverer wrote. **Ledger:** ingest.open.intent.
struct QuarantineCount {
  std::string table, period;
  uint64_t rows = 0;
};
Result<std::vector<QuarantineCount>> CountQuarantine(const DeliveryParts& parts, uint64_t snapshot);
using QuarantineVisitor = std::function<Result<void>(const QuarantineCount& file, const QuarantineRecord& record)>;
// Of one table and period, or all (empty). A visitor's error ends it.
Result<void> ReadQuarantine(const DeliveryParts& parts, uint64_t snapshot, const std::string& table,
                            const std::string& period, const QuarantineVisitor& visit);

// Forgets the raw files that the newest snapshot was made of, and deletes their bodies: the tables, the crosswalk and
// the quarantine stay. Files delivered since are not touched. **Ledger:** vault.drop_raw. **Errors:** precondition:
// there is no snapshot, or the files are not those it was made of.
struct DroppedRaw {
  uint64_t files = 0, bytes = 0, bodies_deleted = 0;
  bool may_delete = true;  // else the host's key has no such right: the bodies stay, sealed, named by nobody
};
enum class DropMode { kForetell, kDrop };
Result<DroppedRaw> DropRaw(const DeliveryParts& parts, DropMode mode);

// **Ledger:** ingest.revoke. **Errors:** not_found; precondition (revoked already).
Result<void> RevokeSnapshot(const DeliveryParts& parts, uint64_t number);

// The report of a snapshot. **Ledger:** ingest.open.intent.
Result<DeliveryReport> ReadDeliveryReport(const DeliveryParts& parts, const vault::PublishedSnapshot& published);

}  // namespace bouclier::ingest

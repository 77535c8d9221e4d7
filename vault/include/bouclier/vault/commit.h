// SPDX-License-Identifier: Apache-2.0
// The commit order: body durable at the host → ledger intent → one transaction → ledger outcome. docs/COMMIT_ORDER.md
// says what start-up does for each gap. Any state change of any room goes through here; bodies or not. Thread-safe as
// its ports are; several processes may commit at once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bouclier/crypto/json.h"
#include "bouclier/ports/audit.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"
#include "bouclier/vault/manifest_book.h"
#include "bouclier/vault/prepared_object.h"

namespace bouclier::vault {

using StateChange = std::function<Result<void>(ports::StateTransaction&)>;

struct CommitLine {
  DatasetId dataset;
  ManifestLine line;
};

struct CommitBatch {
  std::string action;  // `migrate.batch`; logged as `<action>.intent`, then `.done` or `.abandoned`
  ports::EntryClass entry_class = ports::EntryClass::kMigration;
  uint64_t actor = 0;
  crypto::Json::Object body;  // extra members of the intent; the names of the intent's own are refused
  std::vector<PreparedObject> objects;
  ManifestId manifest;  // where the lines go
  std::vector<CommitLine> lines;
  std::vector<DatasetKeysPtr> keys;  // of every dataset named by objects and lines
  StateChange also;                  // the caller's own tables, in the same transaction; may be empty
};

struct Committed {
  BatchId batch;
  ports::LedgerReceipt intent;
  ports::LedgerReceipt outcome;
};

struct RecoveryReport {
  uint64_t finished = 0;   // open intents whose transaction is in: outcome written
  uint64_t abandoned = 0;  // open intents whose transaction is not: abandoned, in database and ledger
  uint64_t entries_read = 0;
};

// What the database says of a batch whose intent is in the ledger.
enum class BatchState : uint8_t { kDone = 1, kAbandoned = 2 };
struct OpenIntent {
  BatchId batch;
  uint64_t index = 0;  // of the intent
  std::string action;  // without `.intent`
  ports::EntryClass entry_class = ports::EntryClass::kSystem;
  uint64_t actor = 0;
};

class Committer {
 public:
  Committer(ports::StateStore& state, ports::AuditSink& sink, ports::AuditTrail& trail)
      : state_(state), sink_(sink), trail_(trail) {}
  // **Ledger:** two entries per batch: members batch, objects, bytes, lines, root (of the batch's lines), and `body`.
  // **Errors:** conflict (name or generation taken by another one, or abandoned by a start-up beside it),
  // invalid_argument, those of ports. After an error the batch is wholly in or not at all; Recover says which in the
  // ledger.
  Result<Committed> Commit(CommitBatch batch);
  // At start-up of a job, under the job's lock: settles every intent left open. Repeating it changes nothing. Beside a
  // live committer it is safe, but the batch under way may be abandoned: its Commit then answers conflict.
  Result<RecoveryReport> Recover();

 private:
  Result<void> Write(const CommitBatch& batch, const BatchId& id);
  Result<BatchState> Decide(const OpenIntent& intent);
  Result<BatchState> Settle(const OpenIntent& intent);
  Result<std::vector<OpenIntent>> FindOpen(uint64_t from, uint64_t size, RecoveryReport& report);

  ports::StateStore& state_;
  ports::AuditSink& sink_;
  ports::AuditTrail& trail_;
};

}  // namespace bouclier::vault

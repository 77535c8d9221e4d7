// SPDX-License-Identifier: Apache-2.0
// docs/COMMIT_ORDER.md. What makes it safe beside other processes: the transaction of a batch and the one that abandons
// it both write the batch's marker, so exactly one of them wins; the ledger's outcome only tells what the marker says.
#include "bouclier/vault/commit.h"

#include <algorithm>
#include <map>

#include "batch_marker.h"
#include "bouclier/crypto/random.h"
#include "manifest_rows.h"
#include "manifest_text.h"
#include "stored_record.h"
#include "tables.h"
#include "upload_state.h"

namespace bouclier::vault {
namespace {

using crypto::Json;
constexpr std::string_view kIntent = ".intent";

Error Conflict(const char* why) { return Error(ErrorCode::kConflict, std::string("commit batch: ") + why); }

Result<ports::AuditEntry> IntentEntry(const CommitBatch& batch, const BatchId& id) {
  uint64_t bytes = 0;
  for (const PreparedObject& object : batch.objects) bytes += object.record().plaintext_length;
  crypto::MerkleAccumulator tree;
  for (const CommitLine& line : batch.lines) tree.Add(LineLeaf(line.line));
  Json::Object body{{"batch", id.ToString()},
                    {"objects", uint64_t{batch.objects.size()}},
                    {"bytes", bytes},
                    {"lines", uint64_t{batch.lines.size()}},
                    {"root", Hex(tree.Root())}};
  for (const auto& [member, value] : batch.body)
    if (!body.emplace(member, value).second)
      return Error(ErrorCode::kInvalidArgument, "commit batch: the intent has a member of this name already",
                   "rename " + member);
  return ports::AuditEntry{batch.entry_class, batch.action + std::string(kIntent), batch.actor,
                           Json(std::move(body)).Canonical()};
}

Result<const DatasetKeys*> KeysOf(const CommitBatch& batch, const DatasetId& dataset) {
  for (const DatasetKeysPtr& keys : batch.keys)
    if (keys->dataset() == dataset) return keys.get();
  return Error(ErrorCode::kInvalidArgument, "commit batch: the keys of a dataset were not given");
}

// A body sealed under a KEK version that was destroyed meanwhile must not be recorded: nobody could open it.
Result<void> CheckKeysAlive(ports::StateTransaction& transaction, const CommitBatch& batch) {
  std::map<std::pair<DatasetId, uint32_t>, bool> seen;
  for (const PreparedObject& object : batch.objects) {
    const KeyRecord& record = object.record();
    if (!seen.emplace(std::pair(record.dataset, record.kek_version), true).second) continue;
    BOUCLIER_TRY(const std::optional<Bytes> row,
                 transaction.Get(tables::kKek, tables::KekKey(record.dataset, record.kek_version)));
    if (!row) return Conflict("the dataset's key was replaced and destroyed meanwhile");
  }
  return {};
}

Result<void> PutUnlessOther(ports::StateTransaction& transaction, std::string_view table, ByteView key, ByteView value,
                            const char* why) {
  BOUCLIER_TRY(const std::optional<Bytes> row, transaction.Get(table, key));
  if (row && !Equal(*row, value)) return Conflict(why);
  return row ? Result<void>() : transaction.Put(table, key, value);
}

}  // namespace

// What one batch writes, but for its marker.
struct CommitWriter {
  ports::StateTransaction& transaction;

  Result<void> PutObject(const KeyRecord& record, ByteView sealed_meta, const std::vector<Digest32>& leaves,
                         const Digest32& name_tag) {
    BOUCLIER_TRY_VOID(PutUnlessOther(transaction, tables::kObject, record.id.object.bytes, record.dataset.bytes,
                                     "the object belongs to another dataset"));
    const Bytes key = tables::RecordKey(record.dataset, record.id.object, record.id.generation);
    BOUCLIER_TRY(const std::optional<Bytes> taken, transaction.Get(tables::kRecord, key));
    if (taken) return Conflict("this generation of the object is there already");
    BOUCLIER_TRY_VOID(transaction.Put(tables::kRecord, key, EncodeStored(record, sealed_meta, leaves)));
    Bytes name_key = tables::Key(record.dataset);
    Append(name_key, name_tag);
    return PutUnlessOther(transaction, tables::kName, name_key, record.id.object.bytes,
                          "another object has this name already");
  }
};

Result<Committed> Committer::Commit(CommitBatch batch) {
  const BatchId id{crypto::RandomArray<16>()};
  for (CommitLine& line : batch.lines) {
    line.line.batch = id;
    BOUCLIER_TRY_VOID(CheckLineText(line.line));
    BOUCLIER_TRY(const DatasetKeys* keys, KeysOf(batch, line.dataset));
    static_cast<void>(keys);
  }
  BOUCLIER_TRY(const ports::AuditEntry entry, IntentEntry(batch, id));
  BOUCLIER_TRY(ports::LedgerReceipt intent, sink_.RecordOne(entry));
  const OpenIntent open{id, intent.index(), batch.action, batch.entry_class, batch.actor};
  if (auto written = Write(batch, id); !written.ok()) {
    auto state = Settle(open);  // best effort: start-up does it otherwise
    if (!state.ok() || *state != BatchState::kDone) return std::move(written).error();
  }
  BOUCLIER_TRY(ports::LedgerReceipt outcome, sink_.RecordOne(OutcomeEntry(open, BatchState::kDone)));
  return Committed{id, std::move(intent), std::move(outcome)};
}

Result<void> Committer::Write(const CommitBatch& batch, const BatchId& id) {
  BOUCLIER_TRY(const auto transaction, state_.Begin());
  BOUCLIER_TRY(const std::optional<BatchState> marker, ReadMarker(*transaction, id));
  if (marker) return Conflict("a start-up beside it abandoned the batch");
  BOUCLIER_TRY_VOID(CheckKeysAlive(*transaction, batch));
  CommitWriter writer{*transaction};
  for (const PreparedObject& object : batch.objects) {
    BOUCLIER_TRY_VOID(writer.PutObject(object.record_, object.sealed_meta_, object.leaves_, object.name_tag_));
    if (object.upload_parts_ != 0)
      BOUCLIER_TRY_VOID(DeleteUpload(*transaction, object.record_.id, object.upload_parts_));
  }
  for (const CommitLine& line : batch.lines) {
    BOUCLIER_TRY(const DatasetKeys* keys, KeysOf(batch, line.dataset));
    BOUCLIER_TRY_VOID(PutLine(*transaction, batch.manifest, *keys, line.line));
  }
  if (batch.also) BOUCLIER_TRY_VOID(batch.also(*transaction));
  BOUCLIER_TRY_VOID(WriteMarker(*transaction, id, BatchState::kDone));
  return transaction->Commit();
}

}  // namespace bouclier::vault

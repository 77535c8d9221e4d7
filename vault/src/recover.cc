// SPDX-License-Identifier: Apache-2.0
// Start-up: what the ledger says was meant, what the database says was done. docs/COMMIT_ORDER.md.
#include <algorithm>
#include <map>

#include "batch_marker.h"
#include "tables.h"

namespace bouclier::vault {
namespace {

using crypto::Json;
constexpr std::string_view kIntent = ".intent";
constexpr std::string_view kDone = ".done";
constexpr std::string_view kAbandoned = ".abandoned";
constexpr uint64_t kTrailPage = 1024;
constexpr std::string_view kSettledKey = "settled";

}  // namespace

ports::AuditEntry OutcomeEntry(const OpenIntent& intent, BatchState state) {
  const Json body(Json::Object{{"batch", intent.batch.ToString()}, {"intent", intent.index}});
  return {intent.entry_class, intent.action + std::string(state == BatchState::kDone ? kDone : kAbandoned),
          intent.actor, body.Canonical()};
}

Result<std::optional<BatchState>> ReadMarker(ports::StateReader& reader, const BatchId& batch) {
  BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(tables::kBatch, batch.bytes));
  if (!row) return std::optional<BatchState>();
  if (row->size() != 1 || ((*row)[0] != static_cast<uint8_t>(BatchState::kDone) &&
                           (*row)[0] != static_cast<uint8_t>(BatchState::kAbandoned)))
    return Error(ErrorCode::kCorruption, "read batch marker: the row is damaged", "restore the metadata database");
  return std::optional<BatchState>(static_cast<BatchState>((*row)[0]));
}

Result<void> WriteMarker(ports::StateTransaction& transaction, const BatchId& batch, BatchState state) {
  return transaction.Put(tables::kBatch, batch.bytes, Bytes{static_cast<uint8_t>(state)});
}

Result<void> NoteEntry(const ports::LoggedEntry& entry, std::map<BatchId, OpenIntent>& open) {
  const std::string_view action = entry.action;
  const bool is_outcome = action.ends_with(kDone) || action.ends_with(kAbandoned);
  if (!is_outcome && !action.ends_with(kIntent)) return {};
  BOUCLIER_TRY(const Json body, Json::ParseCanonical(entry.body));
  const Json* batch_member = body.Find("batch");
  if (batch_member == nullptr || batch_member->if_string() == nullptr) return {};  // an intent of another kind
  const auto batch = BatchId::Parse(*batch_member->if_string());
  if (!batch.ok()) return {};
  if (is_outcome) {
    open.erase(*batch);
    return {};
  }
  if (body.Find("root") == nullptr) return {};
  OpenIntent intent;
  intent.batch = *batch;
  intent.index = entry.index;
  intent.action = std::string(action.substr(0, action.size() - kIntent.size()));
  if (const auto whole = Json::ParseCanonical(AsText(entry.entry)); whole.ok()) {
    if (const auto actor = whole->GetCount("actor"); actor.ok()) intent.actor = *actor;
    if (const auto name = whole->GetString("class"); name.ok()) intent.entry_class = ClassNamed(*name);
  }
  open.insert_or_assign(*batch, std::move(intent));
  return {};
}

ports::EntryClass ClassNamed(std::string_view name) {
  using enum ports::EntryClass;
  constexpr std::pair<std::string_view, ports::EntryClass> kNames[] = {{"access", kAccess},
                                                                       {"output", kOutput},
                                                                       {"export", kExport},
                                                                       {"matching", kMatching},
                                                                       {"administration", kAdministration},
                                                                       {"query", kQuery},
                                                                       {"key", kKey},
                                                                       {"host", kHost},
                                                                       {"permit", kPermit},
                                                                       {"migration", kMigration}};
  for (const auto& [known, entry_class] : kNames)
    if (known == name) return entry_class;
  return kSystem;
}

// Makes the batch done or abandoned for good, in the database. It is done if its transaction is in.
Result<BatchState> Committer::Decide(const OpenIntent& intent) {
  BOUCLIER_TRY(const auto transaction, state_.Begin());
  BOUCLIER_TRY(const std::optional<BatchState> marker, ReadMarker(*transaction, intent.batch));
  if (marker) return *marker;
  BOUCLIER_TRY_VOID(WriteMarker(*transaction, intent.batch, BatchState::kAbandoned));
  BOUCLIER_TRY_VOID(transaction->Commit());
  return BatchState::kAbandoned;
}

Result<BatchState> Committer::Settle(const OpenIntent& intent) {
  BOUCLIER_TRY(const BatchState state, Decide(intent));
  if (state == BatchState::kAbandoned) {
    BOUCLIER_TRY(const auto receipt, sink_.RecordOne(OutcomeEntry(intent, state)));
    static_cast<void>(receipt);
  }
  return state;
}

Result<RecoveryReport> Committer::Recover() {
  uint64_t from = 0;
  {
    BOUCLIER_TRY(const auto reader, state_.Read());
    BOUCLIER_TRY(const std::optional<Bytes> row, reader->Get(tables::kSettled, AsBytes(kSettledKey)));
    if (row && row->size() != 8) return Error(ErrorCode::kCorruption, "recover: the settled mark is damaged");
    if (row) from = LoadBe64(row->data());
  }
  BOUCLIER_TRY(const uint64_t size, trail_.Size());
  if (size < from)
    return Error(ErrorCode::kCorruption, "recover: the ledger is shorter than the database knows it to be",
                 "one of the two was put back from a copy: restore both of the same moment");
  RecoveryReport report;
  BOUCLIER_TRY(const std::vector<OpenIntent> open, FindOpen(from, size, report));
  for (const OpenIntent& intent : open) {
    BOUCLIER_TRY(const BatchState state, Settle(intent));
    if (state == BatchState::kDone) {
      BOUCLIER_TRY(const auto receipt, sink_.RecordOne(OutcomeEntry(intent, state)));
      static_cast<void>(receipt);
    }
    ++(state == BatchState::kDone ? report.finished : report.abandoned);
  }
  if (size == from) return report;
  BOUCLIER_TRY(const auto transaction, state_.Begin());
  BOUCLIER_TRY_VOID(transaction->Put(tables::kSettled, AsBytes(kSettledKey), WithBe64({}, size)));
  BOUCLIER_TRY_VOID(transaction->Commit());
  return report;
}

Result<std::vector<OpenIntent>> Committer::FindOpen(uint64_t from, uint64_t size, RecoveryReport& report) {
  std::map<BatchId, OpenIntent> open;
  while (from < size) {
    BOUCLIER_TRY(const std::vector<ports::LoggedEntry> page, trail_.Read(from, std::min(kTrailPage, size - from)));
    if (page.empty()) return Error(ErrorCode::kCorruption, "recover: the ledger ends before its size");
    for (const ports::LoggedEntry& entry : page) {
      BOUCLIER_TRY_VOID(NoteEntry(entry, open));
      from = entry.index + 1;
      ++report.entries_read;
    }
  }
  std::vector<OpenIntent> out;
  for (auto& [batch, intent] : open) out.push_back(std::move(intent));
  std::sort(out.begin(), out.end(), [](const OpenIntent& a, const OpenIntent& b) { return a.index < b.index; });
  return out;
}

}  // namespace bouclier::vault

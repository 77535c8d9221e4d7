// SPDX-License-Identifier: Apache-2.0
// What a steward does with a delivery once it is published: its quarantine, its raw files, its revocation.
#include <algorithm>

#include "bouclier/vault/commit.h"
#include "bouclier/vault/forget.h"
#include "delivery_files.h"
#include "delivery_opener.h"
#include "delivery_state.h"

namespace bouclier::ingest {
namespace {

using crypto::Json;

// Lines that come in pieces.
class LineReader {
 public:
  explicit LineReader(std::function<Result<void>(std::string_view)> take) : take_(std::move(take)) {}
  Result<void> Push(ByteView bytes) {
    std::string_view text = AsText(bytes);
    for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      begun_.append(text.substr(0, end));
      BOUCLIER_TRY_VOID(take_(begun_));
      begun_.clear();
      text.remove_prefix(end + 1);
    }
    begun_.append(text);
    return {};
  }

 private:
  std::function<Result<void>(std::string_view)> take_;
  std::string begun_;
};

Result<void> CommitState(const DeliveryParts& parts, const char* action, Json::Object body, vault::StateChange change) {
  vault::CommitBatch batch;
  batch.action = action;
  batch.entry_class = ports::EntryClass::kMatching;
  batch.actor = parts.actor;
  batch.body = std::move(body);
  batch.body.emplace("dataset", parts.tables->dataset().ToString());
  batch.also = std::move(change);
  vault::Committer committer(*parts.state, *parts.sink, *parts.trail);
  BOUCLIER_TRY(const vault::Committed committed, committer.Commit(std::move(batch)));
  static_cast<void>(committed);
  return {};
}

// Deletes at the host; stops at the first refusal for want of the right.
Result<void> DeleteBodies(ports::ObjectStore& store, const std::vector<std::string>& bodies, DroppedRaw& dropped) {
  for (const std::string& body : bodies) {
    const Result<void> gone = store.Delete(body);
    if (!gone.ok() && gone.error().code == ErrorCode::kDenied) {
      dropped.may_delete = false;
      return {};
    }
    BOUCLIER_TRY_VOID(gone);
    ++dropped.bodies_deleted;
  }
  return {};
}

}  // namespace

Result<std::vector<QuarantineCount>> CountQuarantine(const DeliveryParts& parts, uint64_t snapshot) {
  BOUCLIER_TRY(const auto reader, parts.state->Read());
  BOUCLIER_TRY(const auto files, ReadQuarantineIndex(*reader, *parts.quarantine, snapshot));
  std::vector<QuarantineCount> counts;
  for (const QuarantineFile& file : files) {
    if (!counts.empty() && counts.back().table == file.table && counts.back().period == file.period)
      counts.back().rows += file.rows;
    else
      counts.push_back({file.table, file.period, file.rows});
  }
  std::ranges::sort(counts, [](const QuarantineCount& a, const QuarantineCount& b) {
    return std::tie(a.table, a.period) < std::tie(b.table, b.period);
  });
  return counts;
}

Result<void> ReadQuarantine(const DeliveryParts& parts, uint64_t snapshot, const std::string& table,
                            const std::string& period, const QuarantineVisitor& visit) {
  BOUCLIER_TRY(const Opener opener, Opener::Make(parts));
  BOUCLIER_TRY(const auto reader, parts.state->Read());
  BOUCLIER_TRY(const auto files, ReadQuarantineIndex(*reader, *parts.quarantine, snapshot));
  for (const QuarantineFile& file : files) {
    if ((!table.empty() && file.table != table) || (!period.empty() && file.period != period)) continue;
    const QuarantineCount of{file.table, file.period, file.rows};
    BOUCLIER_TRY(vault::SealedReader sealed, opener.Open(parts.quarantine->dataset(), file.sealed));
    LineReader lines([&](std::string_view line) -> Result<void> {
      BOUCLIER_TRY(const QuarantineRecord record, ParseQuarantineLine(line));
      return visit(of, record);
    });
    BOUCLIER_TRY_VOID(sealed.ReadAll([&](ByteView bytes) { return lines.Push(bytes); }));
  }
  return {};
}

Result<DroppedRaw> DropRaw(const DeliveryParts& parts, DropMode mode) {
  uint64_t next = 0;
  BOUCLIER_TRY(const auto newest, NewestOf(parts, next));
  if (!newest)
    return Error(ErrorCode::kPrecondition, "drop raw files: no snapshot was made of them yet",
                 "run: bouclier ingest run BASE");
  DroppedRaw dropped;
  std::map<DatasetId, std::vector<ObjectId>> objects;
  {
    BOUCLIER_TRY(const auto reader, parts.state->Read());
    BOUCLIER_TRY(const DeliveredFiles delivered, ListDelivered(*reader, parts));
    for (const auto& [period, digest] : delivered.Periods())
      if (const auto made = newest->periods.find(period); made == newest->periods.end() || made->second != digest)
        return Error(ErrorCode::kPrecondition, "drop raw files: the files here are not those of the newest snapshot",
                     "first: bouclier ingest run BASE");
    for (const DeliveredFile& file : delivered.taken) {
      objects[file.dataset].push_back(file.sealed.object);
      dropped.bytes += file.bytes;
    }
    dropped.files = delivered.taken.size();
  }
  if (mode == DropMode::kForetell) return dropped;
  std::vector<std::string> bodies;
  BOUCLIER_TRY_VOID(CommitState(parts, "vault.drop_raw", {{"files", dropped.files}, {"snapshot", newest->number}},
                                [&](ports::StateTransaction& transaction) -> Result<void> {
                                  for (const vault::DatasetKeysPtr& keys : parts.raw) {
                                    BOUCLIER_TRY(std::vector<std::string> gone,
                                                 vault::ForgetObjects(transaction, *keys, objects[keys->dataset()]));
                                    bodies.insert(bodies.end(), gone.begin(), gone.end());
                                  }
                                  return {};
                                }));
  BOUCLIER_TRY_VOID(DeleteBodies(*parts.store, bodies, dropped));
  return dropped;
}

Result<void> RevokeSnapshot(const DeliveryParts& parts, uint64_t number) {
  BOUCLIER_TRY(const auto published, vault::ReadPublished(*parts.trail, parts.tables->dataset()));
  if (number == 0 || number > published.size())
    return Error(ErrorCode::kNotFound, "revoke snapshot: there is none of that number",
                 "see: bouclier ingest list BASE");
  if (published[number - 1].revoked)
    return Error(ErrorCode::kPrecondition, "revoke snapshot: it is revoked already", "", Retry::kNever);
  return CommitState(parts, vault::kRevokeAction, {{"snapshot", number}}, {});
}

}  // namespace bouclier::ingest

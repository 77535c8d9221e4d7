// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/settled_entries.h"

#include <algorithm>
#include <map>
#include <optional>

#include "bouclier/crypto/hash.h"

namespace bouclier::vault {
namespace {

using crypto::Json;

constexpr std::string_view kIntent = ".intent", kDone = ".done", kAbandoned = ".abandoned";

class ChangeReader {
 public:
  ChangeReader(std::string_view prefix, std::string_view entry_class) : prefix_(prefix), class_(entry_class) {}

  Result<void> Note(const ports::LoggedEntry& logged) {
    const std::string_view action = logged.action;
    if (!action.starts_with(prefix_)) return {};
    const bool intent = action.ends_with(kIntent), done = action.ends_with(kDone);
    if (!intent && !done && !action.ends_with(kAbandoned)) return {};
    BOUCLIER_TRY(Json body, Json::ParseCanonical(logged.body));
    const Json* batch = body.Find("batch");
    if (batch == nullptr || batch->if_string() == nullptr) return {};  // not of the commit order
    const std::string id = *batch->if_string();
    if (!intent) {
      auto pending = pending_.extract(id);  // a second outcome says what the first said
      if (!pending.empty() && done) out_.done.push_back(std::move(pending.mapped()));
      return {};
    }
    BOUCLIER_TRY(std::optional<ChangeEntry> change, Parse(logged, std::move(body)));
    if (change) pending_.insert_or_assign(id, std::move(*change));
    return {};
  }

  // An intent that the mark says was done.
  Result<void> NoteDone(const ports::LoggedEntry& logged) {
    BOUCLIER_TRY(Json body, Json::ParseCanonical(logged.body));
    BOUCLIER_TRY(std::optional<ChangeEntry> change, Parse(logged, std::move(body)));
    if (!change) return Error(ErrorCode::kCorruption, "no such change");
    out_.done.push_back(std::move(*change));
    return {};
  }

  ChangeEntries Finish() {
    for (auto& [batch, change] : pending_) out_.open.push_back(std::move(change));
    return std::move(out_);
  }

 private:
  Result<std::optional<ChangeEntry>> Parse(const ports::LoggedEntry& logged, Json body) const {
    const std::string_view action = logged.action;
    if (!action.starts_with(prefix_) || !action.ends_with(kIntent)) return std::optional<ChangeEntry>();
    BOUCLIER_TRY(const Json entry, Json::ParseCanonical(AsText(logged.entry)));
    BOUCLIER_TRY(const std::string entry_class, entry.GetString("class"));
    if (entry_class != class_) return std::optional<ChangeEntry>();
    ChangeEntry change;
    change.change = action.substr(prefix_.size(), action.size() - prefix_.size() - kIntent.size());
    change.index = logged.index;
    BOUCLIER_TRY(change.actor, entry.GetCount("actor"));
    BOUCLIER_TRY(const std::string time, entry.GetString("time"));
    BOUCLIER_TRY(change.time, ParseTime(time));
    change.body = std::move(body);
    return std::optional<ChangeEntry>(std::move(change));
  }

  const std::string_view prefix_, class_;
  std::map<std::string, ChangeEntry> pending_;  // by batch
  ChangeEntries out_;
};

// How far the ledger was read, and which intents before were done, in order.
struct Mark {
  uint64_t upto = 0;
  Digest32 last{};  // of entry upto - 1
  std::vector<uint64_t> intents;
};

Digest32 MacOf(const SecretBytes& key, std::string_view prefix, ByteView mark) {
  Bytes data = ToBytes(AsBytes("bouclier/ledger-mark/v1"));
  data.push_back(static_cast<uint8_t>(prefix.size()));
  Append(data, AsBytes(prefix));
  Append(data, mark);
  return crypto::HmacSha256(key, data);
}

Bytes Encode(const Mark& mark) {
  Bytes out;
  AppendLe64(out, mark.upto);
  Append(out, mark.last);
  for (const uint64_t index : mark.intents) AppendLe64(out, index);
  return out;
}

// Nothing: there is none, or somebody else wrote it.
Result<std::optional<Mark>> ReadMark(const ChangeLog& log, std::string_view prefix) {
  if (log.mark_key == nullptr) return std::optional<Mark>();
  BOUCLIER_TRY(const auto reader, log.state.Read());
  BOUCLIER_TRY(const std::optional<Bytes> row, reader->Get(kMarkTable, AsBytes(prefix)));
  if (!row || row->size() < 32) return std::optional<Mark>();
  const ByteView bytes(*row);
  if (!Equal(bytes.first(32), MacOf(*log.mark_key, prefix, bytes.subspan(32)))) return std::optional<Mark>();
  ByteReader fields(bytes.subspan(32));
  Mark mark;
  BOUCLIER_TRY(mark.upto, fields.Le64());
  BOUCLIER_TRY(mark.last, fields.Array<32>());
  while (fields.left() > 0) {
    BOUCLIER_TRY(const uint64_t index, fields.Le64());
    mark.intents.push_back(index);
  }
  return std::optional<Mark>(std::move(mark));
}

Result<void> WriteMark(const ChangeLog& log, std::string_view prefix, const Mark& mark) {
  const Bytes body = Encode(mark);
  Bytes row = ToBytes(MacOf(*log.mark_key, prefix, body));
  Append(row, body);
  BOUCLIER_TRY(const auto transaction, log.state.Begin());
  BOUCLIER_TRY_VOID(transaction->Put(kMarkTable, AsBytes(prefix), row));
  return transaction->Commit();
}

Result<ports::LoggedEntry> EntryAt(ports::AuditTrail& trail, uint64_t index) {
  BOUCLIER_TRY(std::vector<ports::LoggedEntry> one, trail.Read(index, 1));
  if (one.empty()) return LedgerMalformed("entries are missing", index);
  return std::move(one.front());
}

}  // namespace

Error LedgerMalformed(const std::string& cause, uint64_t index) {
  return Error(ErrorCode::kCorruption, "read changes in the ledger: " + cause,
               "see: bouclier ledger show " + std::to_string(index));
}

Result<ChangeEntries> ReadChanges(const ChangeLog& log, std::string_view prefix, std::string_view entry_class) {
  constexpr uint64_t kPage = 1024;
  ChangeReader reader(prefix, entry_class);
  BOUCLIER_TRY(const uint64_t size, log.trail.Size());
  BOUCLIER_TRY(const std::optional<Mark> mark, ReadMark(log, prefix));
  const uint64_t begin = mark ? mark->upto : 0;
  if (begin > size) return LedgerMalformed("it is shorter than when it was last read", size);
  if (mark && begin > 0) {
    BOUCLIER_TRY(const ports::LoggedEntry last, EntryAt(log.trail, begin - 1));
    if (crypto::Sha256::Of(last.entry) != mark->last)
      return LedgerMalformed("it is of another history than when it was last read", begin - 1);
    for (const uint64_t index : mark->intents) {
      BOUCLIER_TRY(const ports::LoggedEntry intent, EntryAt(log.trail, index));
      if (!reader.NoteDone(intent).ok()) return LedgerMalformed("an entry is malformed", index);
    }
  }
  Mark next{size, {}, {}};
  for (uint64_t from = begin; from < size;) {
    BOUCLIER_TRY(const std::vector<ports::LoggedEntry> page, log.trail.Read(from, std::min(kPage, size - from)));
    if (page.empty()) return LedgerMalformed("entries are missing", from);
    for (const ports::LoggedEntry& logged : page)
      if (!reader.Note(logged).ok()) return LedgerMalformed("an entry is malformed", logged.index);
    next.last = crypto::Sha256::Of(page.back().entry);
    from += page.size();
  }
  ChangeEntries changes = reader.Finish();
  if (log.mark_key != nullptr && size - begin >= kMarkEvery && changes.open.empty()) {
    for (const ChangeEntry& entry : changes.done) next.intents.push_back(entry.index);
    static_cast<void>(WriteMark(log, prefix, next).ok());  // without it the next reading is as long as this one
  }
  return changes;
}

}  // namespace bouclier::vault

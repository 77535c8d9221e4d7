// SPDX-License-Identifier: Apache-2.0
#include "settled_entries.h"

#include <algorithm>
#include <map>

namespace bouclier::provision {
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
    BOUCLIER_TRY(const Json entry, Json::ParseCanonical(AsText(logged.entry)));
    BOUCLIER_TRY(const std::string entry_class, entry.GetString("class"));
    if (entry_class != class_) return {};
    ChangeEntry change;
    change.change = action.substr(prefix_.size(), action.size() - prefix_.size() - kIntent.size());
    change.index = logged.index;
    BOUCLIER_TRY(change.actor, entry.GetCount("actor"));
    BOUCLIER_TRY(const std::string time, entry.GetString("time"));
    BOUCLIER_TRY(change.time, ParseTime(time));
    change.body = std::move(body);
    pending_.insert_or_assign(id, std::move(change));
    return {};
  }

  ChangeEntries Finish() {
    for (auto& [batch, change] : pending_) out_.open.push_back(std::move(change));
    return std::move(out_);
  }

 private:
  const std::string_view prefix_, class_;
  std::map<std::string, ChangeEntry> pending_;  // by batch
  ChangeEntries out_;
};

}  // namespace

Error LedgerMalformed(const std::string& cause, uint64_t index) {
  return Error(ErrorCode::kCorruption, "read changes in the ledger: " + cause,
               "see: bouclier ledger show " + std::to_string(index));
}

Result<ChangeEntries> ReadChanges(ports::AuditTrail& trail, std::string_view prefix, std::string_view entry_class) {
  constexpr uint64_t kPage = 1024;
  ChangeReader reader(prefix, entry_class);
  BOUCLIER_TRY(const uint64_t size, trail.Size());
  for (uint64_t from = 0; from < size;) {
    BOUCLIER_TRY(const std::vector<ports::LoggedEntry> page, trail.Read(from, std::min(kPage, size - from)));
    if (page.empty()) return LedgerMalformed("entries are missing", from);
    for (const ports::LoggedEntry& logged : page)
      if (!reader.Note(logged).ok()) return LedgerMalformed("an entry is malformed", logged.index);
    from += page.size();
  }
  return reader.Finish();
}

}  // namespace bouclier::provision

// SPDX-License-Identifier: Apache-2.0
#include "foresight.h"

#include <algorithm>

#include "bouclier/crypto/json.h"
#include "bouclier/vault/layout.h"

namespace bouclier::migrate {
namespace {

std::string Code(std::string_view property) {
  std::string code;
  for (char c : property) {
    const bool lower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (c >= 'A' && c <= 'Z') {
      code += static_cast<char>(c - 'A' + 'a');
    } else {
      code += lower ? c : '_';
    }
  }
  return code;
}

}  // namespace

bool ChangedSinceMove(const UnitRow& row) {
  if (row.moved.generation == 0) return false;
  if (!row.listed.validator.empty()) return row.listed.validator != row.moved.validator;
  return row.listed.size != row.moved.size || row.listed.last_modified != row.moved.last_modified;
}

bool DeletedAtSource(const UnitRow& row, uint64_t round) { return row.seen_round < round; }

Foresight Foresee(const UnitRow& row, uint64_t round) {
  if (!row.dataset) return {Fate::kNoPrefix, ""};
  const auto refuse = [&row](const char* why) {
    const bool known = row.state == UnitState::kRefused && row.reason == why;
    return known ? Foresight{} : Foresight{Fate::kRefuse, why};
  };
  if (!row.unit.snapshot.empty())
    return row.state == UnitState::kLost ? Foresight{} : Foresight{Fate::kLose, reason::kSnapshot};
  if (DeletedAtSource(row, round)) return row.state == UnitState::kPending ? refuse(reason::kGone) : Foresight{};
  if (row.state == UnitState::kMoved && !ChangedSinceMove(row) && !row.moved.damaged) return {};
  if (!crypto::IsUtf8(row.unit.name)) return refuse(reason::kNotText);
  if (row.listed.size > vault::kMaxPlaintext) return refuse(reason::kTooLarge);
  if (row.listed.archived) return refuse(reason::kArchived);
  return {Fate::kMove, ""};
}

std::vector<std::string> PropertyLosses(const ports::UnitInfo& info) {
  std::vector<std::string> losses;
  for (const auto& [property, value] : info.other) losses.push_back(Code(property));
  if (info.kind == ports::BlobKind::kAppend) losses.push_back("append_blob");
  if (info.kind == ports::BlobKind::kPage) losses.push_back("page_blob");
  if (info.content_md5 && info.content_md5->size() != 16) losses.push_back("content_md5");
  const auto text_only = [&losses](const char* code, std::string_view value) {
    if (!crypto::IsUtf8(value)) losses.push_back(code);
  };
  text_only("content_type", info.content_type);
  text_only("content_encoding", info.content_encoding);
  text_only("content_language", info.content_language);
  text_only("content_disposition", info.content_disposition);
  text_only("cache_control", info.cache_control);
  text_only("last_modified", info.last_modified);
  for (const auto& [key, value] : info.metadata)
    if (!crypto::IsUtf8(key) || !crypto::IsUtf8(value)) losses.push_back("metadata");
  for (const auto& [key, value] : info.tags)
    if (!crypto::IsUtf8(key) || !crypto::IsUtf8(value)) losses.push_back("tags");
  std::sort(losses.begin(), losses.end());
  losses.erase(std::unique(losses.begin(), losses.end()), losses.end());
  return losses;
}

}  // namespace bouclier::migrate

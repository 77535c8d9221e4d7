// SPDX-License-Identifier: Apache-2.0
#include "schema_members.h"

namespace bouclier::catalog {
namespace {

using simdjson::dom::element;

constexpr size_t kLongestName = 256;  // a longer one is no plain name in any case
constexpr size_t kMostNames = 256;

// nullopt: an object or a list.
std::optional<std::string> Scalar(const element& value) {
  switch (value.type()) {
    case simdjson::dom::element_type::STRING:
      return std::string(value.get_string().value_unsafe());
    case simdjson::dom::element_type::NULL_VALUE:
      return std::string();
    case simdjson::dom::element_type::ARRAY:
    case simdjson::dom::element_type::OBJECT:
      return std::nullopt;
    default:
      return simdjson::minify(value);
  }
}

}  // namespace

Members::Members(simdjson::dom::object object, std::string_view where, Findings& findings)
    : where_(where), findings_(findings) {
  for (const auto member : object)
    if (!members_.emplace(member.key, member.value).second) findings.Add(FindingKind::kMemberTwice, where, member.key);
}

std::optional<element> Members::Find(std::string_view name) const {
  const auto at = members_.find(name);
  if (at == members_.end()) return std::nullopt;
  return at->second;
}

std::string Members::Text(std::string_view name, size_t limit) const {
  const auto value = Find(name);
  if (!value) return "";
  const auto text = Scalar(*value);
  if (!text) findings_.Add(FindingKind::kMemberUnreadable, where_, name);
  if (text && text->size() > limit) findings_.Add(FindingKind::kTextCut, where_, name);
  return text ? Shown(*text, limit) : "";
}

std::string Members::Name(std::string_view name) const {
  const auto value = Find(name);
  const auto text = value ? Scalar(*value) : std::string();
  if (!text) findings_.Add(FindingKind::kMemberUnreadable, where_, name);
  return text ? text->substr(0, kLongestName) : "";
}

std::vector<std::string> Members::Texts(std::string_view name, size_t most) const {
  std::vector<std::string> out;
  const auto value = Find(name);
  if (!value || value->is_null()) return out;
  simdjson::dom::array list;
  if (value->get_array().get(list) != simdjson::SUCCESS) {
    findings_.Add(FindingKind::kMemberUnreadable, where_, name);
    return out;
  }
  for (const element one : list) {
    const auto text = Scalar(one);
    if (!text || out.size() == most) {
      findings_.Add(text ? FindingKind::kTextCut : FindingKind::kMemberUnreadable, where_, name);
      break;
    }
    out.push_back(Shown(*text, kLongestName));
  }
  return out;
}

std::optional<NameList> Members::Names(std::string_view name) const {
  NameList out;
  const auto value = Find(name);
  if (!value || value->is_null()) return out;
  std::string_view text;
  if (value->get_string().get(text) == simdjson::SUCCESS) {
    out.as_text = true;
    if (!text.empty()) out.names.emplace_back(text.substr(0, kLongestName));
    return out;
  }
  simdjson::dom::array list;
  if (value->get_array().get(list) != simdjson::SUCCESS || list.size() > kMostNames) return std::nullopt;
  for (const element one : list) {
    if (one.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
    out.names.emplace_back(text.substr(0, kLongestName));
  }
  return out;
}

}  // namespace bouclier::catalog

// SPDX-License-Identifier: Apache-2.0
#include "permit_node.h"

#include <algorithm>

#include "bouclier/policy/permit.h"

namespace bouclier::provision {

Error PermitNode::Refuse(const std::string& cause) const {
  return Error(ErrorCode::kInvalidArgument, "read permit: " + (place_.empty() ? "it" : place_) + " " + cause,
               "docs/formats/permit.md says what stands where");
}

Result<void> PermitNode::Members(Names required, Names optional, Names unsupported) const {
  const crypto::Json::Object* object = json_->if_object();
  if (object == nullptr) return Refuse("is not an object");
  for (const auto& [key, value] : *object) {
    if (std::ranges::find(unsupported, key) != unsupported.end())
      return Error(ErrorCode::kUnsupported, "read permit: `" + key + "` is not supported yet", "leave it out");
    if (std::ranges::find(required, key) == required.end() && std::ranges::find(optional, key) == optional.end())
      return Refuse("has an unknown member").WithContext("member " + key);
  }
  for (const std::string_view key : required)
    if (!object->contains(key)) return Refuse("lacks `" + std::string(key) + "`");
  return {};
}

PermitNode PermitNode::At(std::string_view key) const {
  const crypto::Json* found = json_->Find(key);
  BOUCLIER_CHECK(found != nullptr);
  return {*found, (place_.empty() ? "" : place_ + ".") + std::string(key)};
}

Result<std::string> PermitNode::Text(size_t limit) const {
  const std::string* text = json_->if_string();
  if (text == nullptr) return Refuse("is not a text");
  if (text->empty() || text->size() > limit) return Refuse("is not 1 to " + std::to_string(limit) + " bytes long");
  if (std::ranges::any_of(*text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return Refuse("holds a control character");
  return *text;
}

Result<std::string> PermitNode::Name() const {
  BOUCLIER_TRY(std::string name, Text(64));
  if (!name.empty() && !policy::IsPermitName(name))
    return Refuse("has a character other than letters, digits, `_`, `.`, `-`");
  return name;
}

Result<uint64_t> PermitNode::Count(uint64_t low) const {
  const int64_t* number = json_->if_int();
  if (number == nullptr || *number < 0 || static_cast<uint64_t>(*number) < low)
    return Refuse("is not a whole number of at least " + std::to_string(low));
  return static_cast<uint64_t>(*number);
}

Result<policy::Day> PermitNode::Date() const {
  const std::string* text = json_->if_string();
  if (text != nullptr)
    if (const auto day = policy::ParseDay(*text); day.ok()) return *day;
  return Refuse("is not a day written YYYY-MM-DD");
}

Result<policy::Month> PermitNode::YearMonth() const {
  const std::string* text = json_->if_string();
  if (text != nullptr)
    if (const auto month = policy::ParseMonth(*text); month.ok()) return *month;
  return Refuse("is not a month written YYYY-MM");
}

Result<std::vector<PermitNode>> PermitNode::Items(size_t low, size_t high) const {
  const crypto::Json::Array* array = json_->if_array();
  if (array == nullptr) return Refuse("is not a list");
  if (array->size() < low || array->size() > high)
    return Refuse("does not have " + std::to_string(low) + " to " + std::to_string(high) + " items");
  std::vector<PermitNode> items;
  for (const crypto::Json& item : *array) items.emplace_back(item, place_ + "[" + std::to_string(items.size()) + "]");
  return items;
}

namespace {

Result<std::vector<std::string>> Distinct(const PermitNode& list, std::vector<std::string> texts) {
  std::vector<std::string> sorted = texts;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) return list.Refuse("has an item twice");
  return texts;
}

}  // namespace

Result<std::vector<std::string>> PermitNode::Texts(size_t low, size_t high, size_t limit) const {
  BOUCLIER_TRY(const std::vector<PermitNode> items, Items(low, high));
  std::vector<std::string> texts;
  for (const PermitNode& item : items) {
    BOUCLIER_TRY(std::string text, item.Text(limit));
    texts.push_back(std::move(text));
  }
  return Distinct(*this, std::move(texts));
}

Result<std::vector<std::string>> PermitNode::NameList(size_t low, size_t high) const {
  BOUCLIER_TRY(const std::vector<PermitNode> items, Items(low, high));
  std::vector<std::string> names;
  for (const PermitNode& item : items) {
    BOUCLIER_TRY(std::string name, item.Name());
    names.push_back(std::move(name));
  }
  return Distinct(*this, std::move(names));
}

}  // namespace bouclier::provision

// SPDX-License-Identifier: Apache-2.0
// Which column a name means, and small readings of the parsed tree.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "allow_list.h"
#include "person_rules.h"

namespace bouclier::workspace {

Error RefusedOutput(Refusal why, std::string_view what, std::string hint, std::string about) {
  return Error(ErrorCode::kUnsupported, fmt::format("refuse output: {}", what), std::move(hint))
      .Because(why, std::move(about));
}

std::string_view CarrierName(Owner owner) {
  switch (owner) {
    case Owner::kPerson:
      return "NUM_ENQ_IDT";
    case Owner::kLine:
      return "LINE_P";
    case Owner::kStay:
      return "RSA_NUM_P";
    case Owner::kNone:
      break;
  }
  return "nothing";
}

bool IsEmpty(const Tree* tree) {
  return !tree || tree->kind == Tree::Kind::kNull || (tree->kind == Tree::Kind::kList && tree->items.empty()) ||
         (tree->kind == Tree::Kind::kObject && tree->members.empty());
}

const std::vector<Tree>& ItemsOf(const Tree* list) {
  static const std::vector<Tree> none;
  return list ? list->items : none;
}

Conditions ConditionsOf(const Tree* condition) {
  if (IsEmpty(condition)) return {};
  if (condition->Text("type") != "CONJUNCTION_AND") return {condition};
  Conditions parts;
  const Tree* children = condition->Find("children");
  for (const Tree& child : ItemsOf(children)) {
    const Conditions inner = ConditionsOf(&child);
    parts.insert(parts.end(), inner.begin(), inner.end());
  }
  return parts;
}

Aliases AliasesOf(const Tree& select_node) {
  Aliases aliases;
  for (const Tree& item : ItemsOf(select_node.Find("select_list"))) {
    const std::string alias = LowerCase(item.Text("alias"));
    if (!alias.empty()) aliases.emplace(alias, &item);
  }
  return aliases;
}

bool Holds(const Tree& tree, std::string_view expression_class) {
  if (tree.Text("class") == expression_class) return true;
  return std::any_of(tree.members.begin(), tree.members.end(),
                     [&](const TreeMember& member) { return Holds(member.value, expression_class); }) ||
         std::any_of(tree.items.begin(), tree.items.end(),
                     [&](const Tree& item) { return Holds(item, expression_class); });
}

bool HoldsAggregate(const Tree& tree) {
  const std::string_view part = tree.Text("class");
  if (part == "SUBQUERY") return false;
  if (part == "FUNCTION" && IsAggregateFunction(LowerCase(tree.Text("function_name")))) return true;
  return std::any_of(tree.members.begin(), tree.members.end(),
                     [](const TreeMember& member) { return HoldsAggregate(member.value); }) ||
         std::any_of(tree.items.begin(), tree.items.end(), HoldsAggregate);
}

size_t Matches(const Relation& relation, const Tree& column_ref, const RelationColumn** found) {
  const Tree* names = column_ref.Text("class") == "COLUMN_REF" ? column_ref.Find("column_names") : nullptr;
  if (!names || names->items.empty() || names->items.size() > 2) return 0;
  const std::string name = LowerCase(names->items.back().scalar);
  const bool qualified = names->items.size() == 2;
  const std::string table = qualified ? LowerCase(names->items[0].scalar) : std::string();
  size_t count = 0;
  for (const RelationColumn& column : relation.columns) {
    if (column.name.empty() || column.name != name || (qualified ? column.table != table : column.merged)) continue;
    *found = &column;
    ++count;
  }
  return count;
}

const RelationColumn* FindCarrier(const Relation& from, const Aliases& aliases, const Tree& tree) {
  const RelationColumn* found = nullptr;
  if (Matches(from, tree, &found) != 1 || found->carries == Owner::kNone) return nullptr;
  const Tree* names = tree.Find("column_names");
  auto alias = names->items.size() == 1 ? aliases.find(LowerCase(names->items[0].scalar)) : aliases.end();
  if (alias == aliases.end()) return found;
  const RelationColumn* given = nullptr;
  return Matches(from, *alias->second, &given) == 1 && given == found ? found : nullptr;
}

const Tree* ResolveGroup(const Tree& group, const Tree& select_node, const Relation& from) {
  const Tree* list = select_node.Find("select_list");
  if (group.Text("class") == "CONSTANT") {
    const Tree* value = group.Find("value");
    const std::string_view text = value ? value->Text("value") : std::string_view();
    size_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || !list || number < 1 || number > list->items.size()) return nullptr;
    return &list->items[number - 1];
  }
  const RelationColumn* column = nullptr;
  const Tree* names = group.Text("class") == "COLUMN_REF" ? group.Find("column_names") : nullptr;
  if (!names || Matches(from, group, &column) != 0) return &group;
  if (names->items.size() != 1) return nullptr;
  const Aliases aliases = AliasesOf(select_node);
  auto alias = aliases.find(LowerCase(names->items[0].scalar));
  return alias == aliases.end() ? nullptr : alias->second;
}

}  // namespace bouclier::workspace

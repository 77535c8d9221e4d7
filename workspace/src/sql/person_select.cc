// SPDX-License-Identifier: Apache-2.0
// Below the top: SELECT, UNION and its kin, WITH.
#include <fmt/format.h>

#include <algorithm>

#include "allow_list.h"
#include "person_rules.h"

namespace bouclier::workspace {

namespace {

bool AnyCarries(const std::vector<RelationColumn>& columns, Owner owner) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const RelationColumn& column) { return column.carries == owner; });
}

// The columns of `*` or `t.*`.
Result<std::vector<RelationColumn>> Star(const Tree& star, const Relation& from) {
  for (const auto& [name, held] : star.members) {
    const bool plain = name == "class" || name == "type" || name == "query_location" || name == "relation_name";
    const bool nothing =
        IsEmpty(&held) || (held.kind == Tree::Kind::kScalar && (held.scalar.empty() || held.scalar == "false"));
    if (!plain && !nothing)
      return RefusedOutput(Refusal::kNotUnderstood, "a star with EXCLUDE, REPLACE or COLUMNS", "name the columns", "*");
  }
  std::vector<RelationColumn> columns;
  for (RelationColumn column : from.columns) {
    if (!IsInStar(star, column)) continue;
    column.table.clear();
    column.merged = column.made = column.tied = false;
    columns.push_back(std::move(column));
  }
  return columns;
}

bool IsIdentifier(std::string_view name) {
  const auto letter = [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); };
  return letter(name[0]) && name != "null" && name != "true" && name != "false" &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// Of a query as a table, each name must mean one column: DuckDB gives a second one of a name another. An expression
// without a name has its text as one: next to it, names may not look like texts.
Result<void> CheckNames(const std::vector<RelationColumn>& columns) {
  const bool unnamed =
      std::any_of(columns.begin(), columns.end(), [](const auto& column) { return column.name.empty(); });
  std::set<std::string> seen;
  for (const RelationColumn& column : columns) {
    if (column.name.empty()) continue;
    if (!seen.insert(column.name).second) {
      return RefusedOutput(Refusal::kName, fmt::format("two columns named {}", Said(column.name)),
                           "give each a name with AS", Said(column.name));
    }
    if (unnamed && !IsIdentifier(column.name)) {
      return RefusedOutput(Refusal::kName, "a quoted name beside an expression without one",
                           "give each a name with AS");
    }
  }
  return {};
}

void RenameFirst(Relation& relation, const Tree* names) {
  const size_t count = names ? std::min(names->items.size(), relation.columns.size()) : 0;
  for (size_t i = 0; i < count; ++i) relation.columns[i].name = LowerCase(names->items[i].scalar);
}

}  // namespace

Result<void> PersonRules::With(const Tree& node, Ctes& ctes) const {
  const Tree* with = node.Find("cte_map");
  const Tree* map = with ? with->Find("map") : nullptr;
  for (const Tree& entry : ItemsOf(map)) {
    const Tree* value = entry.Find("value");
    const Tree* query = value ? value->Find("query") : nullptr;
    const Tree* inner = query ? query->Find("node") : nullptr;
    if (!inner) return RefusedOutput(Refusal::kNotUnderstood, "this form of WITH", "a SELECT for each name", "WITH");
    if (inner->Text("type") == "RECURSIVE_CTE_NODE") {
      return RefusedOutput(Refusal::kNotUnderstood, "WITH RECURSIVE", "range(from, to) makes numbers and days",
                           "WITH RECURSIVE");
    }
    BOUCLIER_TRY(Relation relation, Query(*inner, ctes));
    RenameFirst(relation, value->Find("aliases"));
    ctes.insert_or_assign(LowerCase(entry.Text("key")), std::move(relation));
  }
  return {};
}

Result<Relation> PersonRules::Query(const Tree& node, const Ctes& outer) const {
  Ctes ctes = outer;
  BOUCLIER_TRY_VOID(With(node, ctes));
  if (node.Text("type") == "SET_OPERATION_NODE") return SetOperation(node, ctes);
  if (node.Text("type") != "SELECT_NODE")
    return RefusedOutput(Refusal::kNotUnderstood, "this kind of query", "SELECT and UNION");
  BOUCLIER_TRY(Relation from, From(node.Find("from_table"), ctes, ConditionsOf(node.Find("where_clause"))));
  return Select(node, from, ctes, nullptr);
}

Result<Relation> PersonRules::SetOperation(const Tree& node, const Ctes& ctes) const {
  const std::string_view type = node.Text("setop_type");
  if (type != "UNION" && type != "EXCEPT" && type != "INTERSECT") {
    return RefusedOutput(Refusal::kNotUnderstood, "UNION BY NAME", "the same columns in the same places",
                         "UNION BY NAME");
  }
  std::vector<Relation> sides;
  for (const char* name : {"left", "right"}) {
    const Tree* side = node.Find(name);
    if (IsEmpty(side)) continue;
    BOUCLIER_TRY(Relation relation, Query(*side, ctes));
    sides.push_back(std::move(relation));
  }
  const Tree* children = node.Find("children");
  for (const Tree& child : ItemsOf(children)) {
    BOUCLIER_TRY(Relation relation, Query(child, ctes));
    sides.push_back(std::move(relation));
  }
  if (sides.size() < 2) return RefusedOutput(Refusal::kNotUnderstood, "this form of UNION", "two queries", "UNION");
  Relation all = sides[0];
  for (const Relation& side : sides) {
    if (side.owner != all.owner || side.columns.size() != all.columns.size()) {
      return RefusedOutput(Refusal::kPersonLost, "UNION of what belongs to persons with what does not",
                           "both sides with the same columns", "UNION");
    }
    for (size_t i = 0; i < all.columns.size(); ++i) {
      if (side.columns[i].carries != all.columns[i].carries) all.columns[i].carries = Owner::kNone;
      if (side.columns[i].plain != all.columns[i].plain) all.columns[i].plain.reset();
      all.columns[i].pseudonym |= side.columns[i].pseudonym;
      // Which side a row comes from tells what chose that side's rows.
      AddReads(all.columns[i].reads, side.columns[i].reads);
      AddReads(all.columns[i].reads, side.rows);
    }
    AddReads(all.rows, side.rows);
  }
  BOUCLIER_TRY_VOID(KeepsUnitsOfSides(sides));
  const bool bag = type == "UNION" && node.Text("setop_all") == "true";
  if (!bag && all.owner != Owner::kNone && !AnyCarries(all.columns, all.owner)) {
    return RefusedOutput(Refusal::kPersonLost,
                         fmt::format("UNION, EXCEPT or INTERSECT without {} in the same place", CarrierName(all.owner)),
                         "select it on both sides", std::string(type));
  }
  BOUCLIER_TRY_VOID(Modifiers(node, all.owner, all.columns));
  const Reads compared = ReadsOf(all.columns);
  if (!bag) AddReads(all.rows, compared);
  // Which labels stay depends on the codes beside them.
  for (RelationColumn& column : all.columns) {
    if (type != "UNION") AddReads(column.reads, compared);
  }
  ReadModifiers(node, Relation(), all);
  return all;
}

Result<Relation> PersonRules::Select(const Tree& node, const Relation& relation, const Ctes& ctes,
                                     const Scope* outer) const {
  const Tree* sample = node.Find("sample");
  if (sample && sample->kind != Tree::Kind::kNull)
    return RefusedOutput(Refusal::kDependsOnOthers, "TABLESAMPLE", "ask all rows", "TABLESAMPLE");
  const Tree* sets = node.Find("group_sets");
  if (sets && sets->items.size() > 1) {
    return RefusedOutput(Refusal::kTotalsAmongCells, "ROLLUP, CUBE or GROUPING SETS",
                         "ask the totals in a query of their own", "GROUP BY");
  }
  const Aliases aliases = AliasesOf(node);
  Relation from = relation;
  const Scope scope{from, ctes, aliases, outer};
  BOUCLIER_TRY(Seen seen, Filter(node, from, scope));
  BOUCLIER_TRY(std::vector<RelationColumn> columns, Items(node, scope, seen));
  const bool grouped = seen.aggregate || !IsEmpty(node.Find("group_expressions")) || !IsEmpty(node.Find("having")) ||
                       node.Text("aggregate_handling") == "FORCE_AGGREGATES";
  Reads groups;
  BOUCLIER_TRY(const bool groups_carry, GroupsCarry(node, scope, columns, groups));
  // Rows that a subquery finds are all of one owner: it may do with them what it likes.
  const Owner owner = outer ? Owner::kNone : from.owner;
  BOUCLIER_TRY_VOID(KeepsUnits(node, from));
  if (grouped && owner != Owner::kNone && !groups_carry) {
    return RefusedOutput(Refusal::kPersonLost, fmt::format("a GROUP BY below the top without {}", CarrierName(owner)),
                         "group by it too, or ask the inner query by itself", "GROUP BY");
  }
  BOUCLIER_TRY_VOID(Modifiers(node, owner, columns));
  if (!outer) BOUCLIER_TRY_VOID(CheckNames(columns));
  Relation selected{from.owner, std::move(columns), from.rows};
  ReadGroups(groups, selected);
  ReadModifiers(node, from, selected);
  for (const RelationColumn* named : seen.named) {
    const auto is = [&](const RelationColumn& column) { return &column == named; };
    if (std::none_of(from.columns.begin(), from.columns.end(), is)) selected.outside.insert(named);
  }
  return selected;
}

Result<std::vector<RelationColumn>> PersonRules::Items(const Tree& node, const Scope& scope, Seen& seen) const {
  std::vector<RelationColumn> columns;
  const Tree* list = node.Find("select_list");
  for (const Tree& item : ItemsOf(list)) {
    if (item.Text("class") == "STAR") {
      BOUCLIER_TRY(const auto all, Star(item, scope.from));
      columns.insert(columns.end(), all.begin(), all.end());
      continue;
    }
    BOUCLIER_TRY(const Seen held, Expression(item, scope, Position::kValue));
    seen.Add(held);
    RelationColumn column;
    const Tree* names = item.Text("class") == "COLUMN_REF" ? item.Find("column_names") : nullptr;
    column.name = LowerCase(item.Text("alias"));
    if (column.name.empty() && names) column.name = LowerCase(names->items.back().scalar);
    column.pseudonym = held.pseudonym;
    column.reads = held.reads;
    column.gathered = held.aggregate || held.window;
    column.plain = PlainOf(item, scope.from);
    const RelationColumn* source = nullptr;
    if (Matches(scope.from, item, &source) == 1) {
      column.carries = source->carries;
      column.counts = source->counts;
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

// Whether a column that carries the owner is one of the groups.
Result<bool> PersonRules::GroupsCarry(const Tree& node, const Scope& scope, const std::vector<RelationColumn>& columns,
                                      Reads& groups) const {
  if (node.Text("aggregate_handling") == "FORCE_AGGREGATES") {
    for (const RelationColumn& column : columns) {
      if (!column.gathered) AddReads(groups, column.reads);
    }
    return AnyCarries(columns, scope.from.owner);
  }
  bool carry = false;
  for (const Tree& group : ItemsOf(node.Find("group_expressions"))) {
    const Tree* meant = ResolveGroup(group, node, scope.from);
    if (!meant)
      return RefusedOutput(Refusal::kNotUnderstood, "a GROUP BY that names no column and no output",
                           "write the expression", "GROUP BY");
    BOUCLIER_TRY(const Seen seen, Expression(*meant, scope, Position::kValue));
    AddReads(groups, seen.reads);
    const RelationColumn* column = nullptr;
    carry |= Matches(scope.from, *meant, &column) == 1 && column->carries == scope.from.owner;
  }
  return carry;
}

Result<void> PersonRules::Modifiers(const Tree& node, Owner owner, const std::vector<RelationColumn>& columns) const {
  const Tree* modifiers = node.Find("modifiers");
  for (const Tree& modifier : ItemsOf(modifiers)) {
    const std::string_view type = modifier.Text("type");
    if (type == "ORDER_MODIFIER") {
      const Tree* orders = modifier.Find("orders");
      for (const Tree& order : ItemsOf(orders)) {
        const Tree* by = order.Find("expression");
        const std::string_view part = by ? by->Text("class") : std::string_view();
        if (part != "COLUMN_REF" && part != "CONSTANT" && part != "STAR") {
          return RefusedOutput(Refusal::kNotUnderstood, "ORDER BY of an expression below the top",
                               "leave it out: it changes nothing", "ORDER BY");
        }
      }
    } else if (type == "DISTINCT_MODIFIER") {
      const Tree* targets = modifier.Find("distinct_on_targets");
      const Relation selected{owner, columns};
      if (!IsEmpty(targets)) BOUCLIER_TRY_VOID(ChoiceKeepsUnits(*targets, selected));
      std::vector<RelationColumn> by;
      for (const Tree& target : ItemsOf(targets)) {
        const RelationColumn* column = nullptr;
        const Tree* names = target.Find("column_names");
        if (names && names->items.size() == 1 && Matches(selected, target, &column) == 1) by.push_back(*column);
      }
      if (owner != Owner::kNone && !AnyCarries(IsEmpty(targets) ? columns : by, owner)) {
        return RefusedOutput(Refusal::kPersonLost, fmt::format("a DISTINCT without {}", CarrierName(owner)),
                             "select it too", "DISTINCT");
      }
    } else {
      return RefusedOutput(Refusal::kDependsOnOthers, "LIMIT below the top", "a filter that each row decides by itself",
                           "LIMIT");
    }
  }
  return {};
}

}  // namespace bouclier::workspace

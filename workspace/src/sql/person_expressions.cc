// SPDX-License-Identifier: Apache-2.0
// Expressions: each gives, for a row, what the rows of its owner alone give.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "allow_list.h"
#include "person_rules.h"

namespace bouclier::workspace {

namespace {

// Their answer depends on no order of the rows.
bool IsExactAggregate(std::string_view name) {
  static constexpr std::string_view kExact[] = {
      "count", "count_star", "count_if", "countif",       "sum",           "avg",     "mean",    "min",
      "max",   "median",     "bool_and", "quantile_cont", "quantile_disc", "bool_or", "bit_and", "bit_or"};
  return std::find(std::begin(kExact), std::end(kExact), name) != std::end(kExact);
}

// A pseudonym as it stands; what is computed from one may be a part of it.
bool AreColumns(const std::vector<Tree>& expressions) {
  return std::all_of(expressions.begin(), expressions.end(),
                     [](const Tree& expression) { return expression.Text("class") == "COLUMN_REF"; });
}

bool HasOrders(const Tree& function) {
  const Tree* orders = function.Find("order_bys");
  return orders && !IsEmpty(orders->Find("orders"));
}

// The relation outside whose column `tree` names, when it carries `owner` and its rows are the owner's (or a person's,
// who holds it).
bool CarriesOutside(const Tree& tree, const Scope* scope, Owner owner) {
  for (; scope; scope = scope->outer) {
    const RelationColumn* found = nullptr;
    const size_t count = Matches(scope->from, tree, &found);
    if (count == 0) {
      const Tree* names = tree.Find("column_names");
      const bool plain = names && names->items.size() == 1;
      if (plain && scope->aliases.count(LowerCase(names->items[0].scalar))) return false;
      continue;
    }
    const RelationColumn* carrier = FindCarrier(scope->from, scope->aliases, tree);
    const bool led = scope->from.owner == owner || scope->from.owner == Owner::kPerson;
    return carrier && carrier->carries == owner && led;
  }
  return false;
}

// Among the conditions of a subquery: one of its carriers is one of the rows outside.
bool IsCorrelated(const Conditions& conditions, const Relation& from, const Aliases& aliases, const Scope* outside) {
  for (const Tree* condition : conditions) {
    const std::string_view type = condition->Text("type");
    const bool equal = type == "COMPARE_EQUAL" || (type == "COMPARE_NOT_DISTINCT_FROM" && from.owner == Owner::kPerson);
    const Tree* left = condition->Find("left");
    const Tree* right = condition->Find("right");
    if (!equal || !left || !right) continue;
    for (const auto& [inner, outer] : {std::pair(left, right), std::pair(right, left)}) {
      const RelationColumn* carrier = FindCarrier(from, aliases, *inner);
      const RelationColumn* found = nullptr;
      const Tree* names = outer->Find("column_names");
      const bool hidden = names && names->items.size() == 1 && aliases.count(LowerCase(names->items[0].scalar));
      if (carrier && carrier->carries == from.owner && !hidden && Matches(from, *outer, &found) == 0 &&
          CarriesOutside(*outer, outside, from.owner)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

Result<Seen> PersonRules::Each(const Tree* list, const Scope& scope, Position position) const {
  Seen seen;
  for (const Tree& item : ItemsOf(list)) {
    BOUCLIER_TRY(const Seen one, Expression(item, scope, position));
    seen.Add(one);
  }
  return seen;
}

Result<Seen> PersonRules::Expression(const Tree& tree, const Scope& scope, Position position) const {
  if (tree.kind == Tree::Kind::kNull) return Seen();
  if (tree.kind == Tree::Kind::kList) return Each(&tree, scope, position);
  const std::string_view part = tree.Text("class"), type = tree.Text("type");
  if (part == "CONSTANT") return Seen();
  if (part == "COLUMN_REF") return Column(tree, scope);
  if (part == "CONJUNCTION") return Each(tree.Find("children"), scope, position);
  if (part == "FUNCTION") return Function(tree, scope);
  if (part == "WINDOW") return Window(tree, scope);
  if (part == "SUBQUERY") return Subquery(tree, scope, position);
  if (part == "COMPARISON" || type == "COMPARE_IN" || type == "COMPARE_NOT_IN") return Compared(tree, scope);
  if (part == "OPERATOR") {
    if (type == "GROUPING_FUNCTION")
      return RefusedOutput(Refusal::kTotalsAmongCells, "grouping()", "ask the totals in a query of their own",
                           "grouping()");
    const Tree* children = tree.Find("children");
    BOUCLIER_TRY(Seen seen, Each(children, scope, Position::kValue));
    const bool tests_null = type == "OPERATOR_IS_NULL" || type == "OPERATOR_IS_NOT_NULL";
    if (tests_null && AreColumns(ItemsOf(children))) seen.pseudonym = false;
    return seen;
  }
  Seen seen;
  const auto add = [&](const Tree* held, Position where) -> Result<void> {
    if (!held) return {};
    BOUCLIER_TRY(const Seen one, Expression(*held, scope, where));
    seen.Add(one);
    return {};
  };
  if (part == "CASE") {
    for (const Tree& check : ItemsOf(tree.Find("case_checks"))) {
      BOUCLIER_TRY_VOID(add(check.Find("when_expr"), Position::kFilter));
      BOUCLIER_TRY_VOID(add(check.Find("then_expr"), Position::kValue));
    }
    BOUCLIER_TRY_VOID(add(tree.Find("else_expr"), Position::kValue));
    return seen;
  }
  if (part != "CAST" && part != "BETWEEN") {
    return RefusedOutput(Refusal::kNotUnderstood,
                         part == "COLLATE" ? "COLLATE"
                         : part == "STAR"  ? "a star here"
                                           : "this kind of expression",
                         "columns, functions, CASE, comparisons",
                         part == "COLLATE" ? "COLLATE"
                         : part == "STAR"  ? "*"
                                           : "");
  }
  for (const char* name : {"child", "input", "lower", "upper"}) {
    BOUCLIER_TRY_VOID(add(tree.Find(name), Position::kValue));
  }
  return seen;
}

Result<Seen> PersonRules::Column(const Tree& tree, const Scope& scope) const {
  const Tree* names = tree.Find("column_names");
  const size_t parts = names ? names->items.size() : 0;
  if (parts < 1 || parts > 2) return RefusedOutput(Refusal::kName, "a name of more than two parts", "table.column");
  const std::string last = LowerCase(names->items.back().scalar);
  for (const Scope* here = &scope; here; here = here->outer) {
    const RelationColumn* column = nullptr;
    const size_t count = Matches(here->from, tree, &column);
    if (count == 1) {
      return Seen{.pseudonym = column->pseudonym, .outer = here != &scope, .reads = column->reads, .named = {column}};
    }
    if (count > 1) {
      return RefusedOutput(Refusal::kName, fmt::format("the name {}, which may be several columns", Said(last)),
                           "table.column", Said(last));
    }
    if (parts == 1 && here->aliases.count(last)) {
      return RefusedOutput(Refusal::kName, fmt::format("the name {} of the same select list", Said(last)),
                           "write the expression again, or name it in a subquery", Said(last));
    }
  }
  return RefusedOutput(Refusal::kName, fmt::format("the name {}, which no table in FROM has", Said(last)),
                       "describe TABLE lists columns; what a subquery computes needs a name: AS", Said(last));
}

// Two pseudonyms may be compared; a pseudonym with something else tells of it, and so do parts of two.
Result<Seen> PersonRules::Compared(const Tree& tree, const Scope& scope) const {
  std::vector<const Tree*> sides;
  for (const char* name : {"left", "right"}) {
    if (const Tree* side = tree.Find(name)) sides.push_back(side);
  }
  for (const Tree& child : ItemsOf(tree.Find("children"))) sides.push_back(&child);
  Seen all;
  bool only_pseudonyms = true;
  for (const Tree* side : sides) {
    BOUCLIER_TRY(const Seen one, Expression(*side, scope, Position::kValue));
    only_pseudonyms &= one.pseudonym && side->Text("class") == "COLUMN_REF";
    all.Add(one);
  }
  const bool equality = tree.Text("type") == "COMPARE_EQUAL" || tree.Text("type") == "COMPARE_NOTEQUAL";
  if (only_pseudonyms && equality) all.pseudonym = false;
  return all;
}

Result<Seen> PersonRules::Function(const Tree& tree, const Scope& scope) const {
  const std::string name = LowerCase(tree.Text("function_name"));
  const Tree* children = tree.Find("children");
  BOUCLIER_TRY(Seen seen, Each(children, scope, Position::kValue));
  if (IsWindowFunction(name))
    return RefusedOutput(Refusal::kNotUnderstood, fmt::format("{} without OVER", name), "OVER (PARTITION BY …)", name);
  if (!IsAggregateFunction(name)) {
    if (name == "age" && ItemsOf(children).size() < 2) {
      return RefusedOutput(Refusal::kNotRepeatable, "age of one date, which reads the clock", "age(later, earlier)",
                           "age");
    }
    return seen;
  }
  if (!IsExactAggregate(name)) {
    return RefusedOutput(Refusal::kNotRepeatable, fmt::format("the aggregate {}", name),
                         "one whose answer depends on no order: min, max, sum", name);
  }
  if (seen.aggregate || (name == "count_star" && !IsEmpty(children))) {
    return RefusedOutput(Refusal::kNotUnderstood, "an aggregate over an aggregate, or count(*) of something",
                         "group in a subquery first", name);
  }
  if (HasOrders(tree))
    return RefusedOutput(Refusal::kNotRepeatable, "ORDER BY in an aggregate", "leave it out: it changes nothing",
                         "ORDER BY");
  if ((name == "min" || name == "max") && ItemsOf(children).size() != 1) {
    return RefusedOutput(Refusal::kNotUnderstood, fmt::format("{} with a number", name), "one value", name);
  }
  if (const Tree* filter = tree.Find("filter")) {
    BOUCLIER_TRY(const Seen held, Expression(*filter, scope, Position::kFilter));
    seen.outer |= held.outer;
    AddReads(seen.reads, held.reads);
    seen.named.insert(held.named.begin(), held.named.end());
    seen.subquery |= held.subquery;
  }
  // SQL computes an aggregate of outer columns in the outer query.
  if (seen.outer)
    return RefusedOutput(Refusal::kNotUnderstood, "an aggregate over a column from outside", "compute it outside",
                         name);
  if (name.rfind("count", 0) == 0 && AreColumns(ItemsOf(children))) seen.pseudonym = false;
  seen.aggregate = true;
  return seen;
}

Result<Seen> PersonRules::Window(const Tree& tree, const Scope& scope) const {
  const std::string name = LowerCase(tree.Text("function_name"));
  if (IsAggregateFunction(name) && !IsExactAggregate(name)) {
    return RefusedOutput(Refusal::kNotRepeatable, fmt::format("the aggregate {}", name),
                         "first_value, last_value, min, max, sum", name);
  }
  Seen seen;
  // What a window gives is made of its arguments; the other parts only choose rows of the person.
  const auto add = [&](const Tree& held, bool given) -> Result<void> {
    BOUCLIER_TRY(Seen one, Expression(held, scope, Position::kValue));
    one.pseudonym &= given && !(name.rfind("count", 0) == 0 && AreColumns(held.items));
    seen.Add(one);
    return {};
  };
  for (const auto& [member, held] : tree.members) {
    if (member == "orders" || member == "arg_orders") {
      for (const Tree& order : held.items) {
        const Tree* by = order.Find("expression");
        if (by) BOUCLIER_TRY_VOID(add(*by, false));
      }
    } else if (member == "filter_expr" || member == "children" || member == "partitions" || member == "start_expr" ||
               member == "end_expr" || member == "offset_expr" || member == "default_expr") {
      BOUCLIER_TRY_VOID(add(held, member == "children" || member == "default_expr"));
    }
  }
  seen.window = true;
  BOUCLIER_TRY_VOID(WindowKeepsUnits(tree, scope.from, scope.aliases));
  if (scope.from.owner == Owner::kNone) return seen;
  for (const Tree& partition : ItemsOf(tree.Find("partitions"))) {
    const RelationColumn* carrier = FindCarrier(scope.from, scope.aliases, partition);
    if (carrier && carrier->carries == scope.from.owner) return seen;
  }
  return RefusedOutput(Refusal::kDependsOnOthers, "a window over more than one person",
                       fmt::format("PARTITION BY {}, or fixed bounds", CarrierName(scope.from.owner)), "OVER");
}

Result<Seen> PersonRules::Subquery(const Tree& tree, const Scope& scope, Position position) const {
  const Tree* select = tree.Find("subquery");
  const Tree* node = select ? select->Find("node") : nullptr;
  if (!node) return RefusedOutput(Refusal::kNotUnderstood, "this form of subquery", "EXISTS (SELECT …)");
  Seen child;
  if (const Tree* compared = tree.Find("child")) {
    BOUCLIER_TRY(child, Expression(*compared, scope, Position::kValue));
  }
  child.subquery = true;
  Ctes ctes = scope.ctes;
  BOUCLIER_TRY_VOID(With(*node, ctes));
  if (node->Text("type") == "SELECT_NODE") {
    const Conditions conditions = ConditionsOf(node->Find("where_clause"));
    BOUCLIER_TRY(const Relation from, From(node->Find("from_table"), ctes, conditions));
    BOUCLIER_TRY_VOID(NoUnits("a subquery in an expression", from));
    if (from.owner == Owner::kNone || IsCorrelated(conditions, from, AliasesOf(*node), &scope)) {
      BOUCLIER_TRY(const Relation relation, Select(*node, from, ctes, &scope));
      const bool exists = tree.Text("subquery_type").find("EXISTS") != std::string_view::npos;
      child.pseudonym |= !exists && std::any_of(relation.columns.begin(), relation.columns.end(),
                                                [](const RelationColumn& column) { return column.pseudonym; });
      AddReads(child.reads, relation.rows);
      if (!exists) AddReads(child.reads, ReadsOf(relation.columns));
      child.named.insert(relation.outside.begin(), relation.outside.end());
      return child;
    }
  }
  BOUCLIER_TRY(const Seen held, In(tree, scope, position));
  child.Add(held);
  child.pseudonym = false;
  return child;
}

// `carrier IN (SELECT carrier …)`, the subquery seeing nothing of the rows outside.
Result<Seen> PersonRules::In(const Tree& tree, const Scope& scope, Position position) const {
  const Tree* select = tree.Find("subquery");
  const Tree* child = tree.Find("child");
  const bool is_in = tree.Text("subquery_type") == "ANY" && tree.Text("comparison_type") == "COMPARE_EQUAL";
  if (!is_in || !child || child->Text("class") != "COLUMN_REF") {
    return RefusedOutput(Refusal::kDependsOnOthers, "a subquery over more than one person",
                         "equate the person in its WHERE: x.NUM_ENQ_IDT = y.NUM_ENQ_IDT", "SELECT");
  }
  BOUCLIER_TRY(const Relation relation, Query(*select->Find("node"), scope.ctes));
  BOUCLIER_TRY_VOID(NoUnits("a subquery in an expression", relation));
  Seen seen;
  seen.reads = relation.rows;
  AddReads(seen.reads, ReadsOf(relation.columns));
  if (relation.owner == Owner::kNone) return seen;
  const bool carries = relation.columns.size() == 1 && relation.columns[0].carries == relation.owner &&
                       CarriesOutside(*child, &scope, relation.owner);
  if (!carries) {
    return RefusedOutput(Refusal::kDependsOnOthers, "a subquery over more than one person",
                         "equate the person in its WHERE: x.NUM_ENQ_IDT = y.NUM_ENQ_IDT", "SELECT");
  }
  if (position == Position::kFilter) return seen;
  return RefusedOutput(Refusal::kDependsOnOthers, "IN (SELECT …) where null and false differ",
                       "NOT EXISTS (SELECT 1 FROM … x WHERE x.NUM_ENQ_IDT = y.NUM_ENQ_IDT)", "IN");
}

}  // namespace bouclier::workspace

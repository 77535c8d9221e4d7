// SPDX-License-Identifier: Apache-2.0
#include "output_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "allow_list.h"

namespace bouclier::workspace {

namespace {

bool IsArithmetic(std::string_view function) {
  static constexpr std::string_view kArithmetic[] = {
      "+",  "-",     "*",    "/",   "//",  "%",   "round", "floor",   "ceil",     "abs",   "sqrt",
      "ln", "log10", "log2", "log", "exp", "pow", "power", "ceiling", "greatest", "least", "nullif"};
  return std::find(std::begin(kArithmetic), std::end(kArithmetic), function) != std::end(kArithmetic);
}

// What it gives is the value of one person, or of a few.
bool IsOnePersons(std::string_view aggregate) {
  static constexpr std::string_view kOnes[] = {"any_value",     "arg_max",       "arg_min",   "array_agg", "first",
                                               "last",          "list",          "mad",       "max",       "max_by",
                                               "median",        "min",           "min_by",    "mode",      "quantile",
                                               "quantile_cont", "quantile_disc", "string_agg"};
  return std::find(std::begin(kOnes), std::end(kOnes), aggregate) != std::end(kOnes);
}

bool IsNumberType(const Tree* cast_type) {
  static constexpr std::string_view kNumbers[] = {"INTEGER", "BIGINT",  "HUGEINT", "SMALLINT", "DOUBLE",
                                                  "FLOAT",   "DECIMAL", "INT",     "NUMERIC",  "REAL"};
  if (!cast_type) return false;
  std::string_view id = cast_type->Text("id");
  const Tree* info = cast_type->Find("type_info");
  const Tree* named = info ? info->Find("expr") : nullptr;
  if (id == "UNBOUND" && named) id = named->Text("type_name");
  const std::string lower = LowerCase(id);
  return std::any_of(std::begin(kNumbers), std::end(kNumbers),
                     [&](std::string_view number) { return LowerCase(number) == lower; });
}

bool IsIgnored(const TreeMember& member) {
  return member.name == "alias" || member.name == "query_location" || IsEmpty(&member.value);
}

// What leads to one measure: a call without what does not matter to it.
Tree Canonical(const Tree& call, std::string_view function, bool bare) {
  Tree canonical;
  canonical.kind = Tree::Kind::kObject;
  Tree name;
  name.kind = Tree::Kind::kScalar;
  name.scalar = std::string(function);
  canonical.members.push_back({"measure", std::move(name)});
  for (const char* member : {"children", "filter"}) {
    const Tree* held = call.Find(member);
    if (held && !(bare && std::string_view(member) == "children")) canonical.members.push_back({member, *held});
  }
  return canonical;
}

class Planner {
 public:
  Planner(const Tree& node, const Relation& from, const Ctes& ctes, const PersonRules& rules)
      : node_(node), from_(from), rules_(rules), aliases_(AliasesOf(node)), scope_{from_, ctes, none_} {}

  Result<OutputPlan> Plan() {
    BOUCLIER_TRY_VOID(FindPerson());
    BOUCLIER_TRY_VOID(FindUnits());
    BOUCLIER_TRY_VOID(Groups());
    for (const Tree& item : ItemsOf(node_.Find("select_list"))) {
      if (item.Text("class") == "STAR")
        return RefusedOutput(Refusal::kNotUnderstood, "a star at the top", "name the keys", "*");
      if (Holds(item, "SUBQUERY"))
        return RefusedOutput(Refusal::kNotArithmetic, "a subquery in an output", "name it in a subquery in FROM",
                             "SELECT");
      if (Holds(item, "WINDOW"))
        return RefusedOutput(Refusal::kWindow, "a window at the top", "arithmetic on measures", "OVER");
      BOUCLIER_TRY(PlannedOutput output, HoldsAggregate(item) ? Measured(item) : Key(item));
      plan_.outputs.push_back(std::move(output));
    }
    if (plan_.calls.empty())
      return RefusedOutput(Refusal::kNoMeasure, "a query without a measure", "count(*), sum(x), avg(x)");
    if (std::find(shown_.begin(), shown_.end(), false) != shown_.end()) {
      return RefusedOutput(Refusal::kKeyNotShown, "a key that is not shown", "select each key");
    }
    return std::move(plan_);
  }

 private:
  Result<void> FindPerson() {
    for (const RelationColumn& column : from_.columns) {
      if (column.carries != Owner::kPerson) continue;
      plan_.person = ReferenceTo(column);
      if (!plan_.person.empty()) return {};
    }
    return RefusedOutput(Refusal::kNoPerson, "rows that carry no person",
                         "join what has NUM_ENQ_IDT, on it or on LINE_P, and keep it in each subquery");
  }

  Result<void> FindUnits() {
    for (const RelationColumn& column : from_.columns) {
      if (column.counts == nullptr) continue;
      plan_.units.push_back({*column.counts, ReferenceTo(column)});
      if (plan_.units.back().column.empty()) return LosesUnit("FROM", *column.counts);
    }
    return {};
  }

  // The parts of its name; empty when a name cannot tell it from another.
  std::vector<std::string> ReferenceTo(const RelationColumn& column) const {
    if (column.name.empty()) return {};
    std::vector<std::string> parts = {column.name};
    if (!column.table.empty()) parts.insert(parts.begin(), column.table);
    Tree names;
    names.kind = Tree::Kind::kList;
    for (const std::string& part : parts) {
      Tree& name = names.items.emplace_back();
      name.kind = Tree::Kind::kScalar;
      name.scalar = part;
    }
    Tree reference;
    reference.kind = Tree::Kind::kObject;
    reference.members.push_back({"class", {Tree::Kind::kScalar, "COLUMN_REF", {}, {}}});
    reference.members.push_back({"column_names", std::move(names)});
    const RelationColumn* found = nullptr;
    return Matches(from_, reference, &found) == 1 ? parts : std::vector<std::string>();
  }

  Result<void> Groups() {
    all_ = node_.Text("aggregate_handling") == "FORCE_AGGREGATES";
    for (const Tree& group : ItemsOf(node_.Find("group_expressions"))) {
      const Tree* meant = ResolveGroup(group, node_, from_);
      if (!meant)
        return RefusedOutput(Refusal::kNotUnderstood, "a GROUP BY that names no column and no output",
                             "write the expression", "GROUP BY");
      groups_.push_back(meant);
    }
    shown_.assign(groups_.size(), false);
    return {};
  }

  Result<PlannedOutput> Key(const Tree& item) {
    bool grouped = all_;
    for (size_t i = 0; i < groups_.size(); ++i) {
      if (!Same(*groups_[i], item)) continue;
      grouped = shown_[i] = true;
    }
    if (!grouped) {
      return RefusedOutput(Refusal::kKeyNotShown, "an output that is neither a key nor a measure",
                           "put it in GROUP BY, or leave it out", std::string(item.Text("alias")));
    }
    BOUCLIER_TRY(const Seen seen, rules_.Expression(item, scope_, Position::kValue));
    if (seen.pseudonym)
      return RefusedOutput(Refusal::kPseudonym, "a key made of a pseudonym", "group by something many share");
    return PlannedOutput{OutputColumn::Kind::kKey, {}, seen.reads, PlainOf(item, from_).has_value()};
  }

  Result<PlannedOutput> Measured(const Tree& item) {
    PlannedOutput output;
    BOUCLIER_TRY_VOID(Arithmetic(item, output));
    const size_t calls = item.Text("class") == "FUNCTION" && IsAggregateFunction(LowerCase(item.Text("function_name")));
    output.kind = calls && output.measures.size() == 1 ? OutputColumn::Kind::kMeasure : OutputColumn::Kind::kDerived;
    for (const size_t measure : output.measures) AddReads(output.reads, plan_.measures[measure].reads);
    return output;
  }

  // The measures that `tree` is computed from.
  Result<void> Arithmetic(const Tree& tree, PlannedOutput& output) {
    const std::string_view part = tree.Text("class"), type = tree.Text("type");
    const std::string name = LowerCase(tree.Text("function_name"));
    if (part == "CONSTANT") return {};
    if (part == "FUNCTION" && IsAggregateFunction(name)) return Call(name, tree, output);
    const bool arithmetic = (part == "FUNCTION" && IsArithmetic(name)) ||
                            (part == "CAST" && IsNumberType(tree.Find("cast_type"))) || type == "OPERATOR_COALESCE" ||
                            type == "OPERATOR_NULLIF";
    if (!arithmetic) {
      return RefusedOutput(Refusal::kNotArithmetic, "an output that is not arithmetic on measures",
                           "+ - * / round sqrt ln exp power greatest least nullif coalesce and casts to numbers");
    }
    if (const Tree* child = tree.Find("child")) BOUCLIER_TRY_VOID(Arithmetic(*child, output));
    for (const Tree& child : ItemsOf(tree.Find("children"))) BOUCLIER_TRY_VOID(Arithmetic(child, output));
    return {};
  }

  Result<void> Call(const std::string& name, const Tree& tree, PlannedOutput& output) {
    using Kind = OutputMeasure::Kind;
    const bool mean = name == "avg" || name == "mean", counts = name == "count_if" || name == "countif";
    const bool distinct = tree.Text("distinct") == "true";
    if (!mean && !counts && name != "count" && name != "count_star" && name != "sum") {
      return RefusedOutput(IsOnePersons(name) ? Refusal::kOnePersonsValue : Refusal::kAggregate,
                           fmt::format("the aggregate {} at the top", name),
                           "counts by classes of the value, or a mean", name);
    }
    BOUCLIER_TRY(const Seen seen, rules_.Expression(tree, scope_, Position::kValue));
    if (seen.pseudonym)
      return RefusedOutput(Refusal::kPseudonym, "a sum of a pseudonym", "count(DISTINCT NUM_ENQ_IDT)");
    const Tree* children = tree.Find("children");
    std::vector<size_t> measures;
    if (distinct) {
      const RelationColumn* column =
          ItemsOf(children).size() == 1 ? FindCarrier(from_, none_, children->items[0]) : nullptr;
      if (name != "count" || !column || column->carries != Owner::kPerson) {
        return RefusedOutput(Refusal::kDistinctOfOthers, fmt::format("{}(DISTINCT …) of what is not the person", name),
                             "count(DISTINCT NUM_ENQ_IDT), or the values as keys", name);
      }
      measures = {Measure(Kind::kPersons, IsEmpty(tree.Find("filter")) ? "" : "count_star", true, tree)};
    } else if (mean) {
      measures = {Measure(Kind::kSum, "sum", false, tree), Measure(Kind::kCount, "count", false, tree)};
    } else if (name == "sum") {
      measures = {Measure(Kind::kSum, "sum", false, tree)};
    } else if (counts) {
      measures = {Measure(Kind::kCount, "count_if", false, tree)};
    } else if (name == "count" && !IsEmpty(children)) {
      measures = {Measure(Kind::kCount, "count", false, tree)};
    } else {
      measures = {Measure(Kind::kRows, "count_star", true, tree)};
    }
    for (const size_t measure : measures) {
      AddReads(plan_.measures[measure].reads, seen.reads);
      auto& all = output.measures;
      if (std::find(all.begin(), all.end(), measure) == all.end()) all.push_back(measure);
    }
    const auto same = [&](const PlannedCall& call) { return SameExpression(call.tree, tree); };
    if (std::none_of(plan_.calls.begin(), plan_.calls.end(), same)) plan_.calls.push_back({tree, mean, measures});
    return {};
  }

  size_t Measure(OutputMeasure::Kind kind, std::string function, bool bare, const Tree& call) {
    Tree same = Canonical(call, kind == OutputMeasure::Kind::kPersons ? "persons" : function, bare);
    for (size_t i = 0; i < plan_.measures.size(); ++i) {
      if (SameExpression(plan_.measures[i].same, same)) return i;
    }
    const auto is = [&](const PlannedCall& planned) { return SameExpression(planned.tree, call); };
    const auto at = std::find_if(plan_.calls.begin(), plan_.calls.end(), is) - plan_.calls.begin();
    plan_.measures.push_back({kind, std::move(function), bare, static_cast<size_t>(at), std::move(same)});
    return plan_.measures.size() - 1;
  }

  // The same expression, or two names of one column.
  bool Same(const Tree& a, const Tree& b) const {
    const RelationColumn *first = nullptr, *second = nullptr;
    if (Matches(from_, a, &first) == 1 && Matches(from_, b, &second) == 1) return first == second;
    return SameExpression(a, b);
  }

  const Tree& node_;
  const Relation& from_;
  const PersonRules& rules_;
  const Aliases aliases_, none_;
  const Scope scope_;
  OutputPlan plan_;
  bool all_ = false;  // GROUP BY ALL
  std::vector<const Tree*> groups_;
  std::vector<bool> shown_;
};

Result<void> CheckTop(const Tree& node) {
  for (const Tree& modifier : ItemsOf(node.Find("modifiers"))) {
    const std::string_view type = modifier.Text("type");
    if (type == "DISTINCT_MODIFIER")
      return RefusedOutput(Refusal::kNotUnderstood, "DISTINCT at the top", "keys are distinct without it", "DISTINCT");
    if (type != "ORDER_MODIFIER")
      return RefusedOutput(Refusal::kChosenLines, "LIMIT at the top", "release all keys and choose afterwards",
                           "LIMIT");
  }
  if (node.Text("type") != "SELECT_NODE") {
    return RefusedOutput(Refusal::kUnion, "UNION at the top",
                         "one query for each, or put the UNION in FROM and count its rows", "UNION");
  }
  if (!IsEmpty(node.Find("having"))) {
    return RefusedOutput(Refusal::kMissingCells, "HAVING at the top",
                         "leave it out; small cells are hidden by the airlock", "HAVING");
  }
  if (!IsEmpty(node.Find("qualify")))
    return RefusedOutput(Refusal::kChosenLines, "QUALIFY at the top", "leave it out", "QUALIFY");
  const Tree* sample = node.Find("sample");
  if (sample && sample->kind != Tree::Kind::kNull)
    return RefusedOutput(Refusal::kChosenLines, "TABLESAMPLE", "ask all rows", "TABLESAMPLE");
  if (ItemsOf(node.Find("group_sets")).size() > 1) {
    return RefusedOutput(Refusal::kTotalsAmongCells, "ROLLUP, CUBE or GROUPING SETS",
                         "ask the totals in a query of their own", "GROUP BY");
  }
  return {};
}

}  // namespace

bool SameExpression(const Tree& a, const Tree& b) {
  if (a.kind != b.kind || a.scalar != b.scalar || a.items.size() != b.items.size()) return false;
  for (size_t i = 0; i < a.items.size(); ++i) {
    if (!SameExpression(a.items[i], b.items[i])) return false;
  }
  const auto next = [](const std::vector<TreeMember>& members, size_t at) {
    while (at < members.size() && IsIgnored(members[at])) ++at;
    return at;
  };
  size_t i = next(a.members, 0), j = next(b.members, 0);
  for (; i < a.members.size() && j < b.members.size(); i = next(a.members, i + 1), j = next(b.members, j + 1)) {
    if (a.members[i].name != b.members[j].name || !SameExpression(a.members[i].value, b.members[j].value)) return false;
  }
  return i >= a.members.size() && j >= b.members.size();
}

Result<OutputPlan> PlanOutput(const ParsedQuery& query, const TableColumns& tables,
                              const std::vector<CountedUnit>& units, PersonRules::Joins joins) {
  const Tree* node = query.size() == 1 ? query[0].tree.Find("node") : nullptr;
  if (!node) return RefusedOutput(Refusal::kNotUnderstood, "what is not one SELECT", "one SELECT");
  BOUCLIER_TRY_VOID(CheckTop(*node));
  const PersonRules rules(tables, units, joins);
  Ctes ctes;
  BOUCLIER_TRY_VOID(rules.With(*node, ctes));
  BOUCLIER_TRY(Relation from, rules.From(node->Find("from_table"), ctes, ConditionsOf(node->Find("where_clause"))));
  const Aliases none;
  BOUCLIER_TRY_VOID(rules.Filter(*node, from, Scope{from, ctes, none}));
  return Planner(*node, from, ctes, rules).Plan();
}

}  // namespace bouclier::workspace

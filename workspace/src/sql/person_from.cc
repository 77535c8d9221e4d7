// SPDX-License-Identifier: Apache-2.0
// What stands in FROM: tables, lists, joins.
#include <fmt/format.h>

#include <algorithm>

#include "allow_list.h"
#include "person_rules.h"

namespace bouclier::workspace {

namespace {

constexpr std::string_view kLineColumn = "line_p", kStayColumn = "rsa_num_p";

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool IsPseudonym(std::string_view name) {
  return name == kPersonColumn || name == "num_enq" || name == "num_enq_ano" || EndsWith(name, "_p");
}

Owner CarriedBy(std::string_view name) {
  return name == kPersonColumn ? Owner::kPerson
         : name == kLineColumn ? Owner::kLine
         : name == kStayColumn ? Owner::kStay
                               : Owner::kNone;
}

Relation TableRelation(const std::string& table, const std::vector<std::string>& names_in_file) {
  Relation relation;
  std::vector<std::string> names;
  for (const std::string& name : names_in_file) names.push_back(LowerCase(name));
  const auto has = [&](std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  relation.owner = has(kPersonColumn) ? Owner::kPerson
                   : has(kLineColumn) ? Owner::kLine
                   : has(kStayColumn) ? Owner::kStay
                                      : Owner::kNone;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    RelationColumn column;
    column.name = name;
    column.reads = {{table, names_in_file[i]}};
    column.plain = {table, names_in_file[i]};
    column.pseudonym = IsPseudonym(name);
    const Owner carries = CarriedBy(name);
    if (relation.owner == Owner::kPerson || carries == relation.owner) column.carries = carries;
    // Whose rows are there tells who is in the table.
    if (carries != Owner::kNone && carries == relation.owner) relation.rows = column.reads;
    relation.columns.push_back(std::move(column));
  }
  return relation;
}

// New names for the first columns, and the name before the dot.
void Rename(Relation& relation, const std::string& table, const Tree* names) {
  for (RelationColumn& column : relation.columns) {
    column.table = table;
    column.merged = false;
    column.made = true;
  }
  const size_t count = names ? std::min(names->items.size(), relation.columns.size()) : 0;
  for (size_t i = 0; i < count; ++i) relation.columns[i].name = LowerCase(names->items[i].scalar);
}

std::string AliasOr(const Tree& table, std::string_view otherwise) {
  const std::string_view alias = table.Text("alias");
  return LowerCase(alias.empty() ? otherwise : alias);
}

// Which side's rows a join keeps, also those without a partner.
enum class Keeps { kNeither, kLeft, kRight };

Keeps KeptBy(std::string_view type) {
  if (type == "LEFT" || type == "SEMI" || type == "ANTI") return Keeps::kLeft;
  return type == "RIGHT" ? Keeps::kRight : Keeps::kNeither;
}

std::string_view JoinType(const Tree& join) {
  const std::string_view type = join.Text("join_type");
  return type.empty() ? "INNER" : type;
}

Result<void> CheckKindOfJoin(const Tree& join) {
  // It hides the names of what it joins: another of that name might be meant, outside.
  if (!join.Text("alias").empty())
    return RefusedOutput(Refusal::kJoin, "a name given to a join", "name its tables, or a subquery");
  const std::string_view kind = join.Text("ref_type"), type = JoinType(join);
  if (kind == "NATURAL")
    return RefusedOutput(Refusal::kJoin, "a NATURAL JOIN", "name the columns: ON or USING", "NATURAL JOIN");
  if (kind == "ASOF" || kind == "POSITIONAL" || kind == "DEPENDENT") {
    return RefusedOutput(Refusal::kJoin, "an ASOF, POSITIONAL or dependent join", "an inner or left join with ON",
                         std::string(kind));
  }
  if (type == "FULL" || type == "OUTER")
    return RefusedOutput(Refusal::kRowsOfNobody, "a FULL JOIN",
                         "two left joins and UNION ALL, or a left join from all persons", "FULL JOIN");
  if (type != "INNER" && type != "LEFT" && type != "RIGHT" && type != "SEMI" && type != "ANTI") {
    return RefusedOutput(Refusal::kJoin, "this kind of join", "an inner or left join with ON");
  }
  if (type == "RIGHT" && !IsEmpty(join.Find("using_columns"))) {
    return RefusedOutput(Refusal::kJoin, "a RIGHT JOIN with USING", "ON, or a LEFT JOIN", "RIGHT JOIN");
  }
  return {};
}

// One side's column carries `owner`, and so does the other's: equal rows are of one owner.
bool Equates(const Tree& condition, const Relation& left, const Relation& right, Owner owner) {
  const std::string_view type = condition.Text("type");
  const bool equal = type == "COMPARE_EQUAL" || (type == "COMPARE_NOT_DISTINCT_FROM" && owner == Owner::kPerson);
  const Tree* one = condition.Find("left");
  const Tree* other = condition.Find("right");
  if (!equal || !one || !other) return false;
  const auto carries = [&](const Relation& side, const Relation& opposite, const Tree& column) {
    const RelationColumn* found = FindCarrier(side, {}, column);
    const RelationColumn* elsewhere = nullptr;
    return found && found->carries == owner && Matches(opposite, column, &elsewhere) == 0;
  };
  return (carries(left, right, *one) && carries(right, left, *other)) ||
         (carries(left, right, *other) && carries(right, left, *one));
}

bool EquatesByUsing(const Tree* names, const Relation& left, const Relation& right, Owner owner) {
  if (!names) return false;
  return std::any_of(names->items.begin(), names->items.end(), [&](const Tree& item) {
    const std::string name = LowerCase(item.scalar);
    const auto carries = [&](const Relation& side) {
      return std::any_of(side.columns.begin(), side.columns.end(), [&](const RelationColumn& column) {
        return column.name == name && !column.merged && column.carries == owner;
      });
    };
    return carries(left) && carries(right);
  });
}

Error NotEquated(Owner owner) {
  const std::string_view name = CarrierName(owner);
  return RefusedOutput(
      Refusal::kJoin, fmt::format("a join that does not equate {}", name),
      fmt::format("add AND a.{} = b.{}; tables without {} hang on its key", name, name, CarrierName(Owner::kPerson)),
      std::string(name));
}

}  // namespace

Result<Relation> PersonRules::From(const Tree* table, const Ctes& ctes, const Conditions& where) const {
  if (!table || table->kind == Tree::Kind::kNull) return Relation();
  const std::string_view type = table->Text("type");
  const Tree* sample = table->Find("sample");
  if (sample && sample->kind != Tree::Kind::kNull) {
    return RefusedOutput(Refusal::kDependsOnOthers, "TABLESAMPLE", "ask all rows, or filter by what stands in them",
                         "TABLESAMPLE");
  }
  if (type == "EMPTY") return Relation();
  if (type == "BASE_TABLE") return BaseTable(*table, ctes);
  if (type == "JOIN") return Join(*table, ctes, where);
  if (type == "EXPRESSION_LIST" || type == "TABLE_FUNCTION") return TableOfValues(*table, ctes);
  const Tree* subquery = type == "SUBQUERY" ? table->Find("subquery") : nullptr;
  const Tree* node = subquery ? subquery->Find("node") : nullptr;
  if (!node)
    return RefusedOutput(Refusal::kNotUnderstood, "this part of FROM",
                         "tables, subqueries, VALUES, range and joins of these", "FROM");
  BOUCLIER_TRY(Relation relation, Query(*node, ctes));
  Rename(relation, AliasOr(*table, ""), table->Find("column_name_alias"));
  return relation;
}

Result<Relation> PersonRules::BaseTable(const Tree& table, const Ctes& ctes) const {
  const std::string name = LowerCase(table.Text("table_name"));
  Relation relation;
  if (auto cte = ctes.find(name); cte != ctes.end()) {
    relation = cte->second;
  } else {
    auto known = tables_.find(name);
    if (known == tables_.end())
      return RefusedOutput(Refusal::kName, "a table that is not the project's", "describe lists its columns");
    relation = TableRelation(known->first, known->second);
    MarkUnits(name, units_, relation);
    if (relation.owner == Owner::kNone) {
      return RefusedOutput(Refusal::kNoPerson,
                           fmt::format("the table {}, which has neither NUM_ENQ_IDT nor LINE_P nor RSA_NUM_P", name),
                           "the permit must grant a column that says whose rows these are", name);
    }
  }
  Rename(relation, AliasOr(table, name), table.Find("column_name_alias"));
  for (RelationColumn& column : relation.columns) column.made = ctes.count(name) != 0;
  return relation;
}

// VALUES, range and generate_series: the same for everyone.
Result<Relation> PersonRules::TableOfValues(const Tree& table, const Ctes& ctes) const {
  Relation relation;
  if (table.Text("type") == "TABLE_FUNCTION") {
    const Tree* function = table.Find("function");
    const std::string name = LowerCase(function ? function->Text("function_name") : std::string_view());
    relation.columns.push_back({.table = "", .name = name});
    Rename(relation, AliasOr(table, name), table.Find("column_name_alias"));
    return relation;
  }
  const Tree* rows = table.Find("values");
  const Relation none;
  const Aliases no_aliases;
  const Scope scope{none, ctes, no_aliases};
  for (const Tree& row : ItemsOf(rows)) {
    BOUCLIER_TRY_VOID(Each(&row, scope, Position::kValue));
  }
  const size_t width = rows && !rows->items.empty() ? rows->items[0].items.size() : 0;
  for (size_t i = 0; i < width; ++i) relation.columns.push_back({.table = "", .name = fmt::format("col{}", i)});
  Rename(relation, AliasOr(table, ""), table.Find("expected_names"));
  return relation;
}

Result<Relation> PersonRules::Join(const Tree& join, const Ctes& ctes, const Conditions& where) const {
  BOUCLIER_TRY_VOID(CheckKindOfJoin(join));
  const std::string_view type = JoinType(join);
  const Keeps keeps = KeptBy(type);
  const Tree* on = join.Find("condition");
  Conditions conditions = ConditionsOf(on);
  if (type == "INNER") conditions.insert(conditions.end(), where.begin(), where.end());
  const Conditions& below = type == "INNER" ? conditions : where;
  BOUCLIER_TRY(Relation left, From(join.Find("left"), ctes, keeps == Keeps::kRight ? Conditions() : below));
  BOUCLIER_TRY(Relation right, From(join.Find("right"), ctes, keeps == Keeps::kLeft ? Conditions() : below));
  BOUCLIER_TRY_VOID(MayJoin(join, left, right, conditions));
  BOUCLIER_TRY_VOID(Using(join, left, right));
  // Of whose absence a row tells, it does not carry.
  if (keeps != Keeps::kNeither) BOUCLIER_TRY_VOID(NoUnits("an outer join", keeps == Keeps::kLeft ? right : left));

  Relation joined;
  for (const Relation* side : {&left, &right}) {
    AddReads(joined.rows, side->rows);
    AddReads(joined.ties, side->ties);
  }
  joined.owner = left.owner == Owner::kNone || right.owner == Owner::kPerson ? right.owner : left.owner;
  joined.columns = left.columns;
  joined.columns.insert(joined.columns.end(), right.columns.begin(), right.columns.end());
  if (on && on->kind != Tree::Kind::kNull) {
    if (Holds(*on, "SUBQUERY"))
      return RefusedOutput(Refusal::kNotUnderstood, "a subquery in ON", "put it in WHERE, or in a subquery in FROM",
                           "ON");
    const Aliases none;
    for (const Tree* condition : ConditionsOf(on)) {
      BOUCLIER_TRY(const Seen seen, Expression(*condition, Scope{joined, ctes, none}, Position::kFilter));
      AddReads(joined.rows, seen.reads);
      TieColumns(joined, seen);
    }
  }
  // A row without a partner has null on that side: it carries nothing there, and its null tells that there is none.
  for (size_t i = 0; i < joined.columns.size() && keeps != Keeps::kNeither; ++i) {
    if ((i < left.columns.size()) == (keeps == Keeps::kLeft)) continue;
    joined.columns[i].carries = Owner::kNone;
    joined.columns[i].plain.reset();
    AddReads(joined.columns[i].reads, joined.rows);
  }
  if (type == "SEMI" || type == "ANTI") joined.columns.resize(left.columns.size());
  return joined;
}

Result<void> PersonRules::MayJoin(const Tree& join, const Relation& left, const Relation& right,
                                  const Conditions& conditions) const {
  const Keeps keeps = KeptBy(JoinType(join));
  const Owner a = left.owner, b = right.owner;
  if (joins_ == Joins::kTestOnlyAny || (a == Owner::kNone && b == Owner::kNone)) return {};
  const Owner owner = std::min(a, b) == Owner::kNone ? Owner::kNone : std::max(a, b);
  const bool left_leads = b == Owner::kNone || a == Owner::kPerson || a == b;
  const bool right_leads = a == Owner::kNone || b == Owner::kPerson || a == b;
  if ((keeps == Keeps::kLeft && !left_leads) || (keeps == Keeps::kRight && !right_leads)) {
    return RefusedOutput(Refusal::kRowsOfNobody, "an outer join that keeps rows of nobody",
                         "an inner join, or keep the side with the persons", "JOIN");
  }
  if (owner == Owner::kNone) return {};
  if (a != b && a != Owner::kPerson && b != Owner::kPerson) {
    return RefusedOutput(Refusal::kJoin, "a join of a care line and a stay", "join each to a table of persons",
                         "LINE_P, RSA_NUM_P");
  }
  if (EquatesByUsing(join.Find("using_columns"), left, right, owner)) return {};
  for (const Tree* condition : conditions) {
    if (Equates(*condition, left, right, owner)) return {};
  }
  return NotEquated(owner);
}

// Checks the names of USING and marks the right side's columns as merged.
Result<void> PersonRules::Using(const Tree& join, Relation& left, Relation& right) const {
  const Tree* names = join.Find("using_columns");
  for (const Tree& item : ItemsOf(names)) {
    const std::string name = LowerCase(item.scalar);
    const auto visible = [&](const RelationColumn& column) { return column.name == name && !column.merged; };
    if (std::count_if(left.columns.begin(), left.columns.end(), visible) != 1 ||
        std::count_if(right.columns.begin(), right.columns.end(), visible) != 1) {
      return RefusedOutput(Refusal::kJoin, fmt::format("USING ({}), which is not one column of each side", Said(name)),
                           "ON", Said(name));
    }
    RelationColumn& one = *std::find_if(left.columns.begin(), left.columns.end(), visible);
    RelationColumn& other = *std::find_if(right.columns.begin(), right.columns.end(), visible);
    AddReads(left.rows, one.reads);
    AddReads(right.rows, other.reads);
    if (one.carries == Owner::kNone || one.carries != other.carries) {
      TieColumn(left, one);
      TieColumn(right, other);
    }
    // Of equal values one is enough.
    if (one.counts && other.counts && one.counts->unit == other.counts->unit && JoinType(join) == "INNER")
      other.counts = nullptr;
    other.merged = true;
  }
  return {};
}

}  // namespace bouclier::workspace

// SPDX-License-Identifier: Apache-2.0
// Units that a rule counts beside persons (docs/formats/disclosure.md): a column that holds one stays on every row made
// of its row, up to the top, where it is counted. Whatever would drop it is refused. Without such a rule nothing here
// finds a column to ask about.
#include <fmt/format.h>

#include <algorithm>

#include "allow_list.h"
#include "person_rules.h"

namespace bouclier::workspace {

namespace {

std::string NameOf(const CountedUnit& unit) {
  return fmt::format("{} ({}.{})", unit.unit, LowerCase(unit.source.table), unit.source.column);
}

const RelationColumn* FirstUnit(const Relation& relation) {
  const auto found = std::find_if(relation.columns.begin(), relation.columns.end(),
                                  [](const RelationColumn& column) { return column.counts != nullptr; });
  return found == relation.columns.end() ? nullptr : &*found;
}

}  // namespace

void MarkUnits(const std::string& table, const std::vector<CountedUnit>& units, Relation& relation) {
  for (const CountedUnit& unit : units) {
    if (LowerCase(unit.source.table) != table) continue;
    for (RelationColumn& column : relation.columns) {
      if (column.name == LowerCase(unit.source.column)) column.counts = &unit;
    }
  }
}

Error LosesUnit(std::string_view where, const CountedUnit& unit) {
  return RefusedOutput(Refusal::kUnitLost, fmt::format("{} that loses the {}", where, NameOf(unit)),
                       fmt::format("the permit has each {0} counted: keep {1} as a column of its own up to the top, in "
                                   "SELECT, GROUP BY and PARTITION BY, or leave {2} out",
                                   unit.unit, unit.source.column, LowerCase(unit.source.table)),
                       unit.source.table + "." + unit.source.column);
}

Result<void> NoUnits(std::string_view where, const Relation& relation) {
  const RelationColumn* lost = FirstUnit(relation);
  if (lost) return LosesUnit(where, *lost->counts);
  return {};
}

bool IsInStar(const Tree& star, const RelationColumn& column) {
  const std::string table = LowerCase(star.Text("relation_name"));
  return table.empty() ? !column.merged : column.table == table;
}

// A plain column under GROUP BY is one of the groups: the engine takes no other.
Result<void> KeepsUnits(const Tree& select_node, const Relation& from) {
  if (!FirstUnit(from)) return {};
  std::set<const RelationColumn*> kept;
  for (const Tree& item : ItemsOf(select_node.Find("select_list"))) {
    const RelationColumn* named = nullptr;
    if (Matches(from, item, &named) == 1) kept.insert(named);
    if (item.Text("class") != "STAR") continue;
    for (const RelationColumn& column : from.columns) {
      if (IsInStar(item, column)) kept.insert(&column);
    }
  }
  for (const RelationColumn& column : from.columns) {
    if (column.counts && !kept.count(&column)) return LosesUnit("a subquery", *column.counts);
  }
  return {};
}

// In one place the sides have one source's numbers: those of another may name the same unit otherwise, and a text that
// is none would make few units look many.
Result<void> KeepsUnitsOfSides(const std::vector<Relation>& sides) {
  for (size_t i = 0; i < sides[0].columns.size(); ++i) {
    for (const Relation& side : sides) {
      const CountedUnit *one = sides[0].columns[i].counts, *other = side.columns[i].counts;
      if (one == other) continue;
      return LosesUnit("a UNION, EXCEPT or INTERSECT with other things in that place", one ? *one : *other);
    }
  }
  return {};
}

Result<void> WindowKeepsUnits(const Tree& window, const Relation& from, const Aliases& aliases) {
  std::set<const RelationColumn*> kept;
  for (const Tree& partition : ItemsOf(window.Find("partitions"))) {
    const RelationColumn* named = nullptr;
    if (Matches(from, partition, &named) != 1) continue;
    const Tree* names = partition.Find("column_names");
    const bool shadowed = names->items.size() == 1 && aliases.count(LowerCase(names->items[0].scalar));
    const RelationColumn* given = nullptr;
    const auto alias = shadowed ? aliases.find(LowerCase(names->items[0].scalar)) : aliases.end();
    if (!shadowed || (Matches(from, *alias->second, &given) == 1 && given == named)) kept.insert(named);
  }
  for (const RelationColumn& column : from.columns) {
    if (column.counts && !kept.count(&column)) return LosesUnit("a window", *column.counts);
  }
  return {};
}

Result<void> ChoiceKeepsUnits(const Tree& distinct_on_targets, const Relation& selected) {
  std::set<const RelationColumn*> kept;
  for (const Tree& target : distinct_on_targets.items) {
    const RelationColumn* named = nullptr;
    const Tree* names = target.Find("column_names");
    if (names && names->items.size() == 1 && Matches(selected, target, &named) == 1) kept.insert(named);
  }
  for (const RelationColumn& column : selected.columns) {
    if (column.counts && !kept.count(&column)) return LosesUnit("a DISTINCT ON", *column.counts);
  }
  return {};
}

}  // namespace bouclier::workspace

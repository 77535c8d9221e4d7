// SPDX-License-Identifier: Apache-2.0
// Lineage: which columns of the project's tables a value depends on. Where a rule is in doubt it reads more.
#include <algorithm>

#include "allow_list.h"
#include "person_rules.h"

namespace bouclier::workspace {

void AddReads(Reads& to, const Reads& from) { to.insert(from.begin(), from.end()); }

Reads ReadsOf(const std::vector<RelationColumn>& columns) {
  Reads all;
  for (const RelationColumn& column : columns) AddReads(all, column.reads);
  return all;
}

// A label of a list says what its code says, and a condition may say which code: what is made is tied whole.
void TieColumn(Relation& from, RelationColumn& column) {
  column.tied = true;
  AddReads(from.ties, column.reads);
  if (!column.made) return;
  for (RelationColumn& other : from.columns) other.tied |= other.made && other.table == column.table;
}

// A condition that compares two columns lets one tell of the other. That a carrier equals another, or is among those
// of a subquery, only chooses owners.
void TieColumns(Relation& from, const Seen& condition) {
  std::vector<RelationColumn*> named;
  bool carriers = true;
  for (RelationColumn& column : from.columns) {
    if (!condition.named.count(&column)) continue;
    named.push_back(&column);
    carriers &= column.carries != Owner::kNone;
  }
  if (carriers || named.size() + (condition.subquery ? 1 : 0) < 2) return;
  for (RelationColumn* column : named) TieColumn(from, *column);
  AddReads(from.ties, condition.reads);
}

void SettleReads(Relation& from) {
  for (RelationColumn& column : from.columns) {
    if (column.tied) AddReads(column.reads, from.ties);
  }
}

Result<Seen> PersonRules::Filter(const Tree& node, Relation& from, const Scope& scope) const {
  Seen all;
  Reads chosen;  // QUALIFY chooses among the rows of an owner, as an aggregate would
  for (const char* name : {"where_clause", "having", "qualify"}) {
    for (const Tree* condition : ConditionsOf(node.Find(name))) {
      BOUCLIER_TRY(const Seen one, Expression(*condition, scope, Position::kFilter));
      all.Add(one);
      TieColumns(from, one);
      if (std::string_view(name) == "qualify") AddReads(chosen, one.reads);
    }
  }
  AddReads(from.rows, all.reads);
  SettleReads(from);
  for (RelationColumn& column : from.columns) AddReads(column.reads, chosen);
  return all;
}

// Which rows an aggregate gathers is decided by the conditions and by the groups.
void ReadGroups(const Reads& groups, Relation& selected) {
  AddReads(selected.rows, groups);
  for (RelationColumn& column : selected.columns) {
    if (column.gathered) AddReads(column.reads, selected.rows);
    column.gathered = false;
  }
}

namespace {

// Of what DISTINCT ON or ORDER BY names: a column of FROM or of the select list; anything else may be all of them.
Reads Named(const Tree& tree, const Relation& from, const Relation& selected) {
  Reads reads, all;
  const Tree* names = tree.Text("class") == "COLUMN_REF" ? tree.Find("column_names") : nullptr;
  const std::string last = names && !names->items.empty() ? LowerCase(names->items.back().scalar) : std::string();
  for (const Relation* relation : {&from, &selected}) {
    for (const RelationColumn& column : relation->columns) {
      AddReads(all, column.reads);
      if (!last.empty() && column.name == last) AddReads(reads, column.reads);
    }
  }
  return reads.empty() ? all : reads;
}

}  // namespace

// How many rows DISTINCT leaves depends on what it compares; what DISTINCT ON leaves, on its order too.
void ReadModifiers(const Tree& node, const Relation& from, Relation& selected) {
  Reads compared;
  bool distinct = false, chooses = false;
  for (const Tree& modifier : ItemsOf(node.Find("modifiers"))) {
    const Tree* targets = modifier.Find("distinct_on_targets");
    distinct |= modifier.Text("type") == "DISTINCT_MODIFIER";
    chooses |= !IsEmpty(targets);
    for (const Tree& target : ItemsOf(targets)) AddReads(compared, Named(target, from, selected));
    for (const Tree& order : ItemsOf(modifier.Find("orders"))) {
      if (const Tree* by = order.Find("expression")) AddReads(compared, Named(*by, from, selected));
    }
  }
  if (!distinct) return;
  if (chooses) {
    AddReads(compared, selected.rows);
    for (RelationColumn& column : selected.columns) AddReads(column.reads, compared);
  }
  AddReads(selected.rows, ReadsOf(selected.columns));
}

}  // namespace bouclier::workspace

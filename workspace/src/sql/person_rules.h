// SPDX-License-Identifier: Apache-2.0
// Which queries can be cut by person (docs/formats/disclosure.md): a small type system over DuckDB's parsed tree. Pure;
// whatever it does not understand it refuses by name. Names are compared as DuckDB does, in small letters.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/workspace/output_query.h"
#include "parsed_query.h"

namespace bouclier::workspace {

using TableColumns = std::map<std::string, std::vector<std::string>>;  // of the project's tables, as in their files

inline constexpr std::string_view kPersonColumn = "num_enq_idt";

using Reads = std::set<SourceColumn>;  // what something depends on; rather more than less

// What the rows of a relation are cut by.
enum class Owner { kNone, kPerson, kLine, kStay };

struct RelationColumn {
  std::string table;  // the name before the dot; empty: has none
  std::string name;   // empty: an expression without a name
  Owner carries = Owner::kNone;
  bool pseudonym = false;               // is one, or is computed from one
  bool merged = false;                  // by USING: reached only with its table's name
  bool made = false;                    // of a subquery or a list, not of a table
  bool tied = false;                    // to others of FROM by a condition
  bool gathered = false;                // by an aggregate or a window
  const CountedUnit* counts = nullptr;  // holds such a unit unchanged: it must not get lost
  Reads reads = {};
  std::optional<SourceColumn> plain = {};  // whose value it is, as PlainOf says
};

struct Relation {
  Owner owner = Owner::kNone;
  std::vector<RelationColumn> columns;
  Reads rows = {};                               // what decides which rows there are
  Reads ties = {};                               // what the conditions read that tie columns to each other
  std::set<const RelationColumn*> outside = {};  // of a subquery: the columns of outer queries it names
};

using Ctes = std::map<std::string, Relation>;
using Conditions = std::vector<const Tree*>;         // joined by AND
using Aliases = std::map<std::string, const Tree*>;  // names given in a select list, and to what
enum class Position { kFilter, kValue };             // kFilter: null and false are the same there

// Where an expression stands: the rows of FROM, and those outside of a subquery.
struct Scope {
  const Relation& from;
  const Ctes& ctes;
  const Aliases& aliases;
  const Scope* outer = nullptr;
};

// What an expression holds.
struct Seen {
  bool pseudonym = false;
  bool aggregate = false;
  bool window = false;
  bool outer = false;  // a column of an outer query
  bool subquery = false;
  Reads reads = {};
  std::set<const RelationColumn*> named = {};  // columns, here and outside
  void Add(const Seen& other) {
    pseudonym |= other.pseudonym;
    aggregate |= other.aggregate;
    window |= other.window;
    outer |= other.outer;
    subquery |= other.subquery;
    reads.insert(other.reads.begin(), other.reads.end());
    named.insert(other.named.begin(), other.named.end());
  }
};

class PersonRules {
 public:
  // kTestOnlyAny: the twin without the rule that what is joined is of one person.
  enum class Joins { kEquateOwner, kTestOnlyAny };

  // All outlive it.
  PersonRules(const TableColumns& tables, const std::vector<CountedUnit>& units, Joins joins = Joins::kEquateOwner)
      : tables_(tables), units_(units), joins_(joins) {}

  // The relations that WITH names, added to `ctes`.
  Result<void> With(const Tree& node, Ctes& ctes) const;
  Result<Relation> From(const Tree* table, const Ctes& ctes, const Conditions& where) const;
  // The conditions of a SELECT over `from`, which learns what they read. `scope` is over that same `from`.
  Result<Seen> Filter(const Tree& node, Relation& from, const Scope& scope) const;
  Result<Seen> Expression(const Tree& tree, const Scope& scope, Position position) const;

 private:
  // person_from.cc
  Result<Relation> BaseTable(const Tree& table, const Ctes& ctes) const;
  Result<Relation> TableOfValues(const Tree& table, const Ctes& ctes) const;
  Result<Relation> Join(const Tree& join, const Ctes& ctes, const Conditions& where) const;
  Result<void> MayJoin(const Tree& join, const Relation& left, const Relation& right,
                       const Conditions& conditions) const;
  Result<void> Using(const Tree& join, Relation& left, Relation& right) const;

  // person_select.cc
  Result<Relation> Query(const Tree& node, const Ctes& outer) const;
  Result<Relation> SetOperation(const Tree& node, const Ctes& ctes) const;
  // With `outer`: a subquery whose rows are those of the owner of the rows outside.
  Result<Relation> Select(const Tree& node, const Relation& from, const Ctes& ctes, const Scope* outer) const;
  Result<std::vector<RelationColumn>> Items(const Tree& node, const Scope& scope, Seen& seen) const;
  Result<bool> GroupsCarry(const Tree& node, const Scope& scope, const std::vector<RelationColumn>& columns,
                           Reads& groups) const;
  Result<void> Modifiers(const Tree& node, Owner owner, const std::vector<RelationColumn>& columns) const;

  // person_expressions.cc
  Result<Seen> Each(const Tree* list, const Scope& scope, Position position) const;
  Result<Seen> Column(const Tree& tree, const Scope& scope) const;
  Result<Seen> Function(const Tree& tree, const Scope& scope) const;
  Result<Seen> Window(const Tree& tree, const Scope& scope) const;
  Result<Seen> Subquery(const Tree& tree, const Scope& scope, Position position) const;
  Result<Seen> Compared(const Tree& tree, const Scope& scope) const;
  Result<Seen> In(const Tree& tree, const Scope& scope, Position position) const;

  const TableColumns& tables_;
  const std::vector<CountedUnit>& units_;
  Joins joins_;
};

// unit_carriers.cc: further units stay on every row
void MarkUnits(const std::string& table, const std::vector<CountedUnit>& units, Relation& relation);
Error LosesUnit(std::string_view where, const CountedUnit& unit);
Result<void> NoUnits(std::string_view where, const Relation& relation);
Result<void> KeepsUnits(const Tree& select_node, const Relation& from);
Result<void> KeepsUnitsOfSides(const std::vector<Relation>& sides);
Result<void> WindowKeepsUnits(const Tree& window, const Relation& from, const Aliases& aliases);
Result<void> ChoiceKeepsUnits(const Tree& distinct_on_targets, const Relation& selected);
bool IsInStar(const Tree& star, const RelationColumn& column);

// person_reads.cc: what things depend on
void AddReads(Reads& to, const Reads& from);
void TieColumns(Relation& from, const Seen& condition);
void TieColumn(Relation& from, RelationColumn& column);
void SettleReads(Relation& from);  // once all conditions are known
void ReadModifiers(const Tree& node, const Relation& from, Relation& selected);
void ReadGroups(const Reads& groups, Relation& selected);
Reads ReadsOf(const std::vector<RelationColumn>& columns);

// person_plain.cc: the one column of a table whose value an expression over `from` gives, unchanged, taken to a
// calendar's period or a number's class, or the least or greatest of a person's. None: it is made of several, or of
// words.
std::optional<SourceColumn> PlainOf(const Tree& tree, const Relation& from);

// `about`: what of the query is meant, in its own words (SQL), so that it may stand in a sentence of any language.
Error RefusedOutput(Refusal why, std::string_view what, std::string hint, std::string about = "");
std::string_view CarrierName(Owner owner);  // "NUM_ENQ_IDT", as messages say it

const std::vector<Tree>& ItemsOf(const Tree* list);  // none of a null one
bool IsEmpty(const Tree* tree);                      // absent, null, or without items
Conditions ConditionsOf(const Tree* condition);      // the parts that AND joins; none of a null tree
Aliases AliasesOf(const Tree& select_node);
bool Holds(const Tree& tree, std::string_view expression_class);  // anywhere in it
bool HoldsAggregate(const Tree& expression);                      // not of a subquery, not as a window

// How many columns `column_ref` may mean; `found` is the last of them.
size_t Matches(const Relation& relation, const Tree& column_ref, const RelationColumn** found);
// The column, if `tree` names one of `from` that carries, and no name of the select list may stand for it.
const RelationColumn* FindCarrier(const Relation& from, const Aliases& aliases, const Tree& tree);
// What GROUP BY names by number or alias; `group` itself else; null when there is no such item.
const Tree* ResolveGroup(const Tree& group, const Tree& select_node, const Relation& from);

}  // namespace bouclier::workspace

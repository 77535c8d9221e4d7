// SPDX-License-Identifier: Apache-2.0
// The outermost SELECT of a query whose answer may leave: what are its keys, what its measures, and which column names
// the person. Pure; DuckDB's side of it is duckdb_output.h.
#pragma once

#include "bouclier/workspace/output_query.h"
#include "person_rules.h"

namespace bouclier::workspace {

// An aggregate as the query calls it.
struct PlannedCall {
  Tree tree;
  bool mean = false;             // measures: the sum, the count
  std::vector<size_t> measures;  // one, or two of a mean
};

struct PlannedMeasure {
  OutputMeasure::Kind kind = OutputMeasure::Kind::kRows;
  std::string function;  // that is called for each cell and person; empty: having a row is all
  bool bare = false;     // without the call's arguments
  size_t call = 0;       // whose arguments and filter it has
  Tree same;             // tells it from others
  Reads reads = {};
};

struct PlannedOutput {
  OutputColumn::Kind kind = OutputColumn::Kind::kKey;
  std::vector<size_t> measures;
  Reads reads = {};
  bool plain = false;  // see OutputColumn
};

struct PlannedUnit {
  CountedUnit counted;
  std::vector<std::string> column;  // a reference to it in FROM
};

struct OutputPlan {
  std::vector<std::string> person;     // a reference to the person's column in FROM
  std::vector<PlannedUnit> units;      // every one that the rows carry
  std::vector<PlannedOutput> outputs;  // one for each item of the select list
  std::vector<PlannedCall> calls;
  std::vector<PlannedMeasure> measures;
};

// Of a query that the allow-list let pass.
// **Errors:** unsupported, naming the part; the hint says how to mend it.
Result<OutputPlan> PlanOutput(const ParsedQuery& query, const TableColumns& tables,
                              const std::vector<CountedUnit>& units = {},
                              PersonRules::Joins joins = PersonRules::Joins::kEquateOwner);

// The same expression, whatever its alias and its place in the text.
bool SameExpression(const Tree& a, const Tree& b);

}  // namespace bouclier::workspace

// SPDX-License-Identifier: Apache-2.0
// A planned output (output_plan.h) as two statements of DuckDB: one that yields a row for each cell and person, and one
// that computes the outputs from the measures found. Included by the units of duckdb_state.h only.
#pragma once

#include <duckdb.hpp>
#include <duckdb/parser/statement/select_statement.hpp>

#include "engine.h"
#include "output_plan.h"

namespace bouclier::workspace {

using Answer = duckdb::unique_ptr<duckdb::QueryResult>;
using ParsedExpressions = duckdb::vector<duckdb::unique_ptr<duckdb::ParsedExpression>>;

// The rows of the same cells gathered by a unit in place of the person, and what they then give.
struct WrittenByUnit {
  OutputPlan plan;  // counts of persons are counts here
  duckdb::unique_ptr<duckdb::SelectStatement> statement;
};

struct WrittenOutput {
  OutputPlan plan;
  std::vector<WrittenByUnit> by_unit;                      // as plan.units
  duckdb::unique_ptr<duckdb::SelectStatement> per_person;  // keys, person, count(*), measures that call something
  ParsedExpressions computed;                              // of columns that are no keys: over call0, call1, …
};

inline std::string CallName(size_t call) { return "call" + std::to_string(call); }

struct OutputQuery::Statements {
  WrittenOutput written;
};

}  // namespace bouclier::workspace

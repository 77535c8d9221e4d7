// SPDX-License-Identifier: Apache-2.0
// The outputs of each cell, computed by DuckDB from the measures found: the query's own expressions over a list of
// values. Included by the units of duckdb_state.h only.
#pragma once

#include <duckdb/parser/expression/columnref_expression.hpp>
#include <duckdb/parser/expression/constant_expression.hpp>
#include <duckdb/parser/query_node/select_node.hpp>
#include <duckdb/parser/tableref/expressionlistref.hpp>

#include "duckdb_cells.h"

namespace bouclier::workspace {

inline constexpr size_t kCellsAtOnce = 1000;

// SELECT line, the outputs FROM (VALUES …) AS cells(line, call0, call1, …), of the cells from `first` to before `end`.
inline duckdb::unique_ptr<duckdb::SelectStatement> ComputeStatement(const WrittenOutput& statements,
                                                                    const CellCollector& found, const OutputRun& run,
                                                                    size_t first, size_t end) {
  auto values = duckdb::make_uniq<duckdb::ExpressionListRef>();
  values->alias = "cells";
  values->expected_names.push_back("line");
  const OutputPlan& plan = statements.plan;
  for (size_t i = 0; i < plan.calls.size(); ++i) values->expected_names.push_back(CallName(i));
  for (size_t line = first; line < end; ++line) {
    ParsedExpressions row;
    const auto put = [&](duckdb::Value value) {
      row.push_back(duckdb::make_uniq<duckdb::ConstantExpression>(std::move(value)));
    };
    put(duckdb::Value::UBIGINT(line));
    const OutputCell& cell = run.cells[line];
    for (const PlannedCall& call : plan.calls) {
      put(call.mean ? found.MeanOf(call, cell) : found.ValueOf(call.measures[0], cell.measures[call.measures[0]]));
    }
    values->values.push_back(std::move(row));
  }
  auto node = duckdb::make_uniq<duckdb::SelectNode>();
  node->from_table = std::move(values);
  node->select_list.push_back(duckdb::make_uniq<duckdb::ColumnRefExpression>("line"));
  for (size_t i = 0; i < plan.outputs.size(); ++i) {
    if (plan.outputs[i].kind != OutputColumn::Kind::kKey) node->select_list.push_back(statements.computed[i]->Copy());
  }
  auto statement = duckdb::make_uniq<duckdb::SelectStatement>();
  statement->node = std::move(node);
  return statement;
}

// Fills columns of `run` and the values of its cells. `execute` runs a statement.
template <typename Execute>
Result<void> ComputeOutputs(const std::vector<OutputColumn>& columns, const WrittenOutput& statements,
                            const CellCollector& found, Execute execute, OutputRun& run) {
  std::vector<size_t> computed, keys;
  for (size_t i = 0; i < columns.size(); ++i) {
    const bool key = columns[i].kind == OutputColumn::Kind::kKey;
    run.columns.push_back(key ? ColumnOf(columns[i].name, found.KeyType(keys.size()))
                              : SqlColumn{columns[i].name, SqlType::kOther, ""});
    (key ? keys : computed).push_back(i);
  }
  for (size_t line = 0; line < run.cells.size(); ++line) {
    run.cells[line].values.resize(columns.size());
    for (size_t i = 0; i < keys.size(); ++i) run.cells[line].values[keys[i]] = CellOf(found.KeysOf(line)[i]);
  }
  for (size_t first = 0; first < run.cells.size(); first += kCellsAtOnce) {
    const size_t end = std::min(first + kCellsAtOnce, run.cells.size());
    BOUCLIER_TRY(Answer answer, execute(ComputeStatement(statements, found, run, first, end)));
    for (size_t i = 0; i < computed.size(); ++i) {
      run.columns[computed[i]] = ColumnOf(columns[computed[i]].name, answer->types[i + 1]);
    }
    while (auto chunk = answer->Fetch()) {
      if (chunk->size() == 0) break;
      for (duckdb::idx_t row = 0; row < chunk->size(); ++row) {
        OutputCell& cell = run.cells[chunk->GetValue(0, row).GetValue<uint64_t>()];
        for (size_t i = 0; i < computed.size(); ++i) cell.values[computed[i]] = CellOf(chunk->GetValue(i + 1, row));
      }
    }
    if (answer->HasError()) return Error(ErrorCode::kInternal, "run output: its arithmetic failed");
  }
  return {};
}

}  // namespace bouclier::workspace

// SPDX-License-Identifier: Apache-2.0
// DuckDB, opened over given files and locked. This header needs no DuckDB; only the units of duckdb_state.h include
// it. Runs whatever it is given: sql_session.cc asks the allow-list first.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bouclier/workspace/output_run.h"
#include "bouclier/workspace/sql_session.h"
#include "output_plan.h"
#include "parsed_query.h"

namespace bouclier::workspace {

// A query that was parsed. What runs is this, not its text again.
class Prepared {
 public:
  Prepared(Prepared&&) noexcept;
  Prepared& operator=(Prepared&&) noexcept;
  ~Prepared();
  const ParsedQuery& parsed() const { return parsed_; }

 private:
  friend class Engine;
  struct Statements;
  Prepared();
  ParsedQuery parsed_;
  std::unique_ptr<Statements> statements_;
};

class Engine {
 public:
  // Errors of SqlSession::Make.
  static Result<Engine> Open(const std::vector<SqlTable>& tables, const SqlLimits& limits);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  // **Errors:** invalid_argument (does not parse), unsupported (too large or too deep to judge).
  Result<Prepared> Parse(std::string_view query);
  // Runs the first statement. Errors of SqlSession::Run.
  Result<SqlResult> Execute(Prepared query);

  // In small letters.
  Result<TableColumns> Columns(const std::set<std::string>& tables);
  // Writes the plan of the first statement as what RunOutput runs.
  Result<OutputQuery> ReadOutput(Prepared query, OutputPlan plan);
  // Errors of SqlSession::RunOutput.
  Result<OutputRun> RunOutput(const OutputQuery& query, const OutputLimits& limits);

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace bouclier::workspace

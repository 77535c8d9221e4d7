// SPDX-License-Identifier: Apache-2.0
#include "bouclier/workspace/sql_session.h"

#include <set>

#include "allow_list.h"
#include "engine.h"

namespace bouclier::workspace {

struct SqlSession::State {
  Engine engine;
  std::set<std::string> tables;
  TableColumns columns;  // once asked for
};

SqlSession::SqlSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqlSession::SqlSession(SqlSession&&) noexcept = default;
SqlSession& SqlSession::operator=(SqlSession&&) noexcept = default;
SqlSession::~SqlSession() = default;

Result<SqlSession> SqlSession::Make(const std::vector<SqlTable>& tables, SqlLimits limits) {
  BOUCLIER_TRY(Engine engine, Engine::Open(tables, limits));
  std::set<std::string> names;
  for (const SqlTable& table : tables) names.insert(table.name);
  return SqlSession(std::make_unique<State>(State{std::move(engine), std::move(names), {}}));
}

Result<SqlResult> SqlSession::Run(std::string_view query) {
  BOUCLIER_TRY(Prepared prepared, state_->engine.Parse(query));
  BOUCLIER_TRY_VOID(CheckQuery(prepared.parsed(), state_->tables));
  return state_->engine.Execute(std::move(prepared));
}

Result<OutputQuery> SqlSession::ReadOutput(std::string_view query, const std::vector<CountedUnit>& units) {
  BOUCLIER_TRY(Prepared prepared, state_->engine.Parse(query));
  BOUCLIER_TRY_VOID(CheckQuery(prepared.parsed(), state_->tables));
  if (state_->columns.empty()) {
    BOUCLIER_TRY(state_->columns, state_->engine.Columns(state_->tables));
  }
  BOUCLIER_TRY(OutputPlan plan, PlanOutput(prepared.parsed(), state_->columns, units));
  return state_->engine.ReadOutput(std::move(prepared), std::move(plan));
}

Result<OutputRun> SqlSession::RunOutput(const OutputQuery& query, const OutputLimits& limits) {
  return state_->engine.RunOutput(query, limits);
}

Result<Candidate> SqlSession::Propose(std::string_view query, const std::vector<CountedUnit>& units,
                                      const OutputLimits& limits) {
  BOUCLIER_TRY(const OutputQuery read, ReadOutput(query, units));
  BOUCLIER_TRY(OutputRun run, RunOutput(read, limits));
  return Candidate(std::string(query), read, std::move(run));
}

}  // namespace bouclier::workspace

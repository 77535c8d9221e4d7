// SPDX-License-Identifier: Apache-2.0
#include "bouclier/workspace/sql_session.h"

#include <set>

#include "allow_list.h"
#include "engine.h"

namespace bouclier::workspace {

struct SqlSession::State {
  Engine engine;
  std::set<std::string> tables;
};

SqlSession::SqlSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqlSession::SqlSession(SqlSession&&) noexcept = default;
SqlSession& SqlSession::operator=(SqlSession&&) noexcept = default;
SqlSession::~SqlSession() = default;

Result<SqlSession> SqlSession::Make(const std::vector<SqlTable>& tables, SqlLimits limits) {
  BOUCLIER_TRY(Engine engine, Engine::Open(tables, limits));
  std::set<std::string> names;
  for (const SqlTable& table : tables) names.insert(table.name);
  return SqlSession(std::make_unique<State>(State{std::move(engine), std::move(names)}));
}

Result<SqlResult> SqlSession::Run(std::string_view query) {
  BOUCLIER_TRY(Prepared prepared, state_->engine.Parse(query));
  BOUCLIER_TRY_VOID(CheckQuery(prepared.parsed(), state_->tables));
  return state_->engine.Execute(std::move(prepared));
}

}  // namespace bouclier::workspace

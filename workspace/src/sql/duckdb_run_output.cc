// SPDX-License-Identifier: Apache-2.0
// An output run: gathered by person and by further units, then computed.
#include "duckdb_compute.h"
#include "duckdb_state.h"
#include "watchdog.h"

namespace bouclier::workspace {

Result<OutputRun> Engine::RunOutput(const OutputQuery& query, const OutputLimits& limits) {
  state_->failure->Take();
  state_->numbers->Clear();
  Watchdog watchdog([this] { state_->connection->Interrupt(); }, state_->limits.time);
  return Guarded(*state_->failure, state_->limits, [&]() -> Result<OutputRun> {
    const WrittenOutput& statements = query.statements_->written;
    const auto run = [&](duckdb::unique_ptr<duckdb::SQLStatement> statement) -> Result<Answer> {
      return state_->Start(std::move(statement));
    };
    const auto gather = [&](const duckdb::SelectStatement& statement, CellCollector& cells) -> Result<OutputRun> {
      BOUCLIER_TRY(Answer answer, run(statement.Copy()));
      BOUCLIER_TRY_VOID(cells.Open(*answer));
      while (auto chunk = answer->Fetch()) {
        if (chunk->size() == 0) break;
        BOUCLIER_TRY_VOID(cells.Add(*chunk));
      }
      if (answer->HasError()) return Translate(answer->GetErrorObject(), state_->limits);
      answer.reset();
      return cells.Finish(state_->numbers->Take());
    };
    CellCollector cells(query.columns(), statements.plan, limits);
    BOUCLIER_TRY(OutputRun result, gather(*statements.per_person, cells));
    for (size_t i = 0; i < query.units().size(); ++i) {
      CellCollector by_unit(query.columns(), statements.by_unit[i].plan, limits);
      BOUCLIER_TRY(OutputRun gathered, gather(*statements.by_unit[i].statement, by_unit));
      // The same rows make the same cells, in the order of their keys.
      if (gathered.cells.size() != result.cells.size())
        return Error(ErrorCode::kInternal, "run output: cells by unit are others than cells by person");
      result.by_unit.push_back({query.units()[i], std::move(gathered.cells)});
    }
    BOUCLIER_TRY_VOID(ComputeOutputs(query.columns(), statements, cells, run, result));
    return result;
  });
}

}  // namespace bouclier::workspace

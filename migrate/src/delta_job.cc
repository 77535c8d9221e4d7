// SPDX-License-Identifier: Apache-2.0
#include "delta_job.h"

#include "foresight.h"
#include "run_job.h"

namespace bouclier::migrate {
namespace {

// What a unit is since the round before this one; empty: unchanged, or known to be gone before.
std::string SinceLastRound(const UnitRow& row, uint64_t round) {
  if (row.seen_round + 1 == round) return "deleted";
  if (row.seen_round < round) return "";
  if (row.first_round == round) return "added";
  if (row.returned_round == round) return "recreated";
  if (row.state == UnitState::kMoved && ChangedSinceMove(row)) return "changed";
  // Refused before, and now it can be tried again.
  if (row.state == UnitState::kRefused && Foresee(row, round).fate == Fate::kMove)
    return row.reason == reason::kGone ? "recreated" : "changed";
  return "";
}

Result<void> Classify(const Engine& engine, DeltaReport& report) {
  BOUCLIER_TRY(const InventoryHeader header, engine.WholeInventory());
  return ForEachRow(engine.book, *engine.parts.state, [&](UnitId id, const UnitRow& row) -> Result<void> {
    const std::string what = SinceLastRound(row, header.round);
    if (what == "deleted") ++report.deleted;
    if (what == "added") ++report.added;
    if (what == "recreated") ++report.recreated;
    if (what == "changed") ++report.changed;
    if (what.empty() && row.seen_round == header.round) ++report.unchanged;
    if (!what.empty()) AddNamed(report.named, NamedFrom(id, row, what));
    return {};
  });
}

// What the source shows now and the vault has not. A unit refused before is not counted: it is named by every run.
Result<NamedUnits> Behind(const Engine& engine) {
  BOUCLIER_TRY(const InventoryHeader header, engine.WholeInventory());
  NamedUnits behind;
  BOUCLIER_TRY_VOID(ForEachRow(engine.book, *engine.parts.state, [&](UnitId id, const UnitRow& row) -> Result<void> {
    const bool settled = row.state == UnitState::kRefused || Foresee(row, header.round).fate == Fate::kNothing;
    if (!settled) AddNamed(behind, NamedFrom(id, row, row.state == UnitState::kPending ? "added" : "changed"));
    return {};
  }));
  return behind;
}

void AddRun(DeltaReport& report, RunReport run) {
  CommitTotals totals;
  totals.moved = run.moved;
  totals.refused = std::move(run.refused);
  totals.lost = std::move(run.lost);
  totals.batches = run.batches;
  totals.md5 = std::move(run.md5);
  totals.property_losses = std::move(run.property_losses);
  totals.named = std::move(run.named);
  AddTotals(report.run, totals);
  report.run.unchanged = run.unchanged;
  report.run.bytes_read += run.bytes_read;
  report.run.bytes_resumed += run.bytes_resumed;
  report.run.restarts += run.restarts;
  report.run.seconds += run.seconds;
  report.run.leftovers = run.leftovers;
  report.run.rate = run.rate;
}

}  // namespace

Result<DeltaReport> RunDelta(Migration& migration, const Engine& engine, const DeltaOptions& options,
                             const JobControl& control) {
  BOUCLIER_TRY(const InventoryHeader before, engine.Header());
  static_cast<void>(before);
  DeltaReport report;
  for (uint32_t round = 0; !report.converged && round <= options.max_rounds; ++round) {
    BOUCLIER_TRY(const InventoryReport inventory, migration.Inventory(control));
    ++report.rounds;
    if (inventory.no_prefix.count() != 0) {
      BOUCLIER_TRY(const PlanReport plan, migration.Plan());  // says so, by name
      static_cast<void>(plan);
    }
    if (round == 0) BOUCLIER_TRY_VOID(Classify(engine, report));
    BOUCLIER_TRY(NamedUnits behind, Behind(engine));
    report.converged = behind.count() == 0 && round > 0;
    report.still_changing = std::move(behind);
    if (report.converged || round == options.max_rounds) break;
    const bool nothing_new = report.still_changing.count() == 0;
    BOUCLIER_TRY(RunReport run, migration.Run(options.run, control));
    AddRun(report, std::move(run));
    if (nothing_new) report.converged = true;
  }
  BOUCLIER_TRY_VOID(engine.Record("migrate.delta", {{"rounds", report.rounds},
                                                    {"added", report.added},
                                                    {"changed", report.changed},
                                                    {"recreated", report.recreated},
                                                    {"deleted", report.deleted},
                                                    {"converged", report.converged},
                                                    {"behind", report.still_changing.count()}}));
  return report;
}

}  // namespace bouclier::migrate

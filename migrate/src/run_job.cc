// SPDX-License-Identifier: Apache-2.0
#include "run_job.h"

#include <algorithm>
#include <deque>

#include "foresight.h"
#include "leftovers.h"
#include "plan_job.h"
#include "work_crew.h"

namespace bouclier::migrate {
namespace {

constexpr int kPasses = 4;  // beside another process that commits the same units

void AddReasons(ReasonTally& to, const ReasonTally& from) {
  for (const auto& [why, tally] : from) {
    to[why].units += tally.units;
    to[why].bytes += tally.bytes;
  }
}

crypto::Json::Object CountsOf(const std::map<std::string, uint64_t>& counts) {
  crypto::Json::Object json;
  for (const auto& [what, count] : counts) json[what] = count;
  return json;
}
crypto::Json::Object CountsOf(const ReasonTally& tallies) {
  crypto::Json::Object json;
  for (const auto& [why, tally] : tallies) json[why] = tally.units;
  return json;
}

}  // namespace

void AddTotals(RunReport& report, const CommitTotals& totals) {
  report.moved.units += totals.moved.units;
  report.moved.bytes += totals.moved.bytes;
  AddReasons(report.refused, totals.refused);
  AddReasons(report.lost, totals.lost);
  report.batches += totals.batches;
  for (const auto& [status, count] : totals.md5) report.md5[status] += count;
  for (const auto& [loss, count] : totals.property_losses) report.property_losses[loss] += count;
  for (const NamedUnit& unit : totals.named.units) AddNamed(report.named, unit);
  report.named.more += totals.named.more;
}

Result<void> RunJob::FindIn(Pass pass, WorkQueue& queue, CommitQueue& commits) {
  return ForEachRow(engine_.book, *engine_.parts.state, [&](UnitId id, const UnitRow& row) -> Result<void> {
    if (halt_.IsSet()) return Halt::CancelledError();
    const Foresight foresight = Foresee(row, header_.round);
    const bool large = foresight.fate == Fate::kMove && !vault::IsSmall(row.listed.size);
    if (foresight.fate == Fate::kNothing || large != (pass == Pass::kLarge)) return {};
    if (foresight.fate == Fate::kMove) {
      if (!queue.Push({id, row})) return Halt::CancelledError();
      return {};
    }
    BOUCLIER_TRY(ports::ObjectSource * source, engine_.SourceOf(row.source));
    commits.Push(Unmoved(id, row, foresight.fate, foresight.reason, source->Describe()), row);
    return {};
  });
}

Result<CommitTotals> RunJob::OnePass(const RunOptions& options) {
  CommitQueue commits(engine_, header_, options, meter_, halt_);
  WorkCrew crew(options_.workers, halt_, meter_);
  std::deque<UnitCopier> copiers;  // one a worker
  for (size_t i = 0; i < crew.workers(); ++i) copiers.emplace_back(engine_, options_, halt_, meter_, counts_);
  const auto find = [&](WorkQueue& queue) -> Result<void> {
    BOUCLIER_TRY_VOID(FindIn(Pass::kLarge, queue, commits));
    return FindIn(Pass::kOthers, queue, commits);
  };
  crew.Run(find, [&](size_t worker, NumberedRow unit) -> Result<void> {
    BOUCLIER_TRY(Finished finished, copiers[worker].Copy(unit.first, unit.second));
    commits.Push(std::move(finished), std::move(unit.second));
    return {};
  });
  auto totals = commits.Close();  // what was finished before an error is committed all the same
  if (!totals.ok()) return totals;
  BOUCLIER_TRY_VOID(crew.Outcome());
  return totals;
}

Result<RunReport> RunJob::Run() {
  BOUCLIER_TRY(const PlanReport plan, MakePlan(engine_));
  BOUCLIER_TRY(header_, engine_.WholeInventory());
  if (engine_.parts.store == nullptr) return Error(ErrorCode::kInternal, "run migration: no host was given");
  meter_.SetTotal(plan.to_move.units, plan.to_move.bytes);
  RunReport report;
  report.unchanged = plan.already_moved;
  RunOptions options = options_;
  for (int pass = 0;; ++pass) {
    BOUCLIER_TRY(const CommitTotals totals, OnePass(options));
    AddTotals(report, totals);
    if (totals.dropped == 0) break;
    if (pass + 1 == kPasses)
      return Error(ErrorCode::kConflict, "run migration: another process keeps committing the same units",
                   "let one of the two end, then type the command again", Retry::kBackoff);
    options.batch_units = 1;  // one unit that conflicts holds up no other
  }
  return End(std::move(report));
}

Result<RunReport> RunJob::End(RunReport report) {
  report.bytes_read = counts_.bytes_read;
  report.bytes_resumed = counts_.bytes_resumed;
  report.restarts = counts_.restarts;
  report.seconds = meter_.Seconds();
  if (report.seconds > 0) {
    report.rate.bytes_per_second = static_cast<double>(report.moved.bytes) / report.seconds;
    report.rate.units_per_second = static_cast<double>(report.moved.units) / report.seconds;
  }
  BOUCLIER_TRY(report.leftovers, SweepUploads(engine_));
  BOUCLIER_TRY_VOID(KeepRate(report));
  meter_.Tell();
  BOUCLIER_TRY_VOID(engine_.Record("migrate.run.done", {{"round", header_.round},
                                                        {"moved", report.moved.units},
                                                        {"bytes", report.moved.bytes},
                                                        {"unchanged", report.unchanged.units},
                                                        {"refused", CountsOf(report.refused)},
                                                        {"lost", CountsOf(report.lost)},
                                                        {"md5", CountsOf(report.md5)},
                                                        {"property_losses", CountsOf(report.property_losses)},
                                                        {"uploads_left", report.leftovers.left}}));
  return report;
}

// For the next plan. A run of a few small objects says nothing of a rate.
Result<void> RunJob::KeepRate(const RunReport& report) const {
  if (report.seconds < 1 || report.moved.units == 0) return {};
  BOUCLIER_TRY(std::unique_ptr<ports::StateTransaction> transaction, engine_.parts.state->Begin());
  BOUCLIER_TRY(std::optional<InventoryHeader> header, engine_.book.Header(*transaction));
  if (!header) return {};
  header->measured_bytes_per_second = std::max<uint64_t>(1, static_cast<uint64_t>(report.rate.bytes_per_second));
  header->measured_units_per_1000_seconds =
      std::max<uint64_t>(1, static_cast<uint64_t>(report.rate.units_per_second * 1000));
  BOUCLIER_TRY_VOID(engine_.book.PutHeader(*transaction, *header));
  return transaction->Commit();
}

}  // namespace bouclier::migrate

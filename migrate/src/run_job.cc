// SPDX-License-Identifier: Apache-2.0
#include "run_job.h"

#include <algorithm>

#include "foresight.h"
#include "leftovers.h"
#include "plan_job.h"

namespace bouclier::migrate {
namespace {

constexpr std::chrono::milliseconds kTellEvery{150};
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

void RunJob::Stop(Error error, WorkQueue& queue) {
  {
    const std::lock_guard lock(mutex_);
    if (!first_error_) first_error_ = std::move(error);
  }
  halt_.Set();
  queue.Drop();
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

void RunJob::Find(WorkQueue& queue, CommitQueue& commits) {
  for (Pass pass : {Pass::kLarge, Pass::kOthers}) {
    auto found = FindIn(pass, queue, commits);
    if (!found.ok()) {
      Stop(std::move(found).error(), queue);
      break;
    }
  }
  queue.Close();
}

void RunJob::Work(WorkQueue& queue, CommitQueue& commits) {
  UnitCopier copier(engine_, options_, halt_, meter_, counts_);
  while (!halt_.IsSet()) {
    std::optional<NumberedRow> unit = queue.Pop();
    if (!unit) break;
    auto finished = copier.Copy(unit->first, unit->second);
    if (!finished.ok()) {
      Stop(std::move(finished).error(), queue);
      break;
    }
    commits.Push(std::move(*finished), std::move(unit->second));
  }
  if (halt_.IsSet()) queue.Drop();
  const std::lock_guard lock(mutex_);
  --working_;
  ended_.notify_all();
}

Result<CommitTotals> RunJob::OnePass(const RunOptions& options) {
  WorkQueue queue(2 * options.workers);
  CommitQueue commits(engine_, header_, options, meter_, halt_);
  working_ = std::max<size_t>(options_.workers, 1);
  std::vector<std::thread> threads;
  threads.emplace_back([&] { Find(queue, commits); });
  for (size_t i = 0, count = working_; i < count; ++i) threads.emplace_back([&] { Work(queue, commits); });
  {
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, kTellEvery, [this] { return working_ == 0; })) {
      lock.unlock();
      if (halt_.IsSet()) queue.Drop();
      meter_.Tell();
      lock.lock();
    }
  }
  for (std::thread& thread : threads) thread.join();
  auto totals = commits.Close();  // what was finished before an error is committed all the same
  if (!totals.ok()) return totals;
  const std::lock_guard lock(mutex_);
  if (halt_.Cancelled()) return Halt::CancelledError();
  if (first_error_) return *first_error_;
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

// SPDX-License-Identifier: Apache-2.0
// Moves what the plan says: one thread finds units, several copy them, one commits, the caller's tells how far it is.
#pragma once

#include "commit_queue.h"
#include "work_queue.h"

namespace bouclier::migrate {

class RunJob {
 public:
  RunJob(const Engine& engine, const RunOptions& options, const JobControl& control)
      : engine_(engine), options_(options), halt_(control), meter_(engine, control, Phase::kCopy) {}
  Result<RunReport> Run();

 private:
  // Large objects first: the longest one decides when the run ends.
  enum class Pass : uint8_t { kLarge, kOthers };
  Result<CommitTotals> OnePass(const RunOptions& options);
  Result<void> FindIn(Pass pass, WorkQueue& queue, CommitQueue& commits);
  Result<RunReport> End(RunReport report);
  Result<void> KeepRate(const RunReport& report) const;

  const Engine& engine_;
  const RunOptions& options_;
  Halt halt_;
  ProgressMeter meter_;
  RunCounts counts_;
  InventoryHeader header_;
};

void AddTotals(RunReport& report, const CommitTotals& totals);

}  // namespace bouclier::migrate

// SPDX-License-Identifier: Apache-2.0
// The threads of one pass over the units: one finds them, several work on them, the caller's tells how far it is. The
// first error stops all of them. One pass an instance.
#pragma once

#include <condition_variable>
#include <functional>
#include <optional>

#include "bouclier/base/mutex.h"
#include "progress_meter.h"
#include "retry.h"
#include "work_queue.h"

namespace bouclier::migrate {

class WorkCrew {
 public:
  // Pushes every unit there is to do. Called once, on a thread of its own.
  using Find = std::function<Result<void>(WorkQueue&)>;
  // Does one unit. Called on `worker`'s thread, 0 … workers − 1: what belongs to a worker needs no lock.
  using Work = std::function<Result<void>(size_t worker, NumberedRow unit)>;

  WorkCrew(size_t workers, Halt& halt, const ProgressMeter& meter);
  size_t workers() const { return workers_; }
  // Returns when every thread has ended. What came of it: Outcome.
  void Run(const Find& find, const Work& work);
  // **Errors:** cancelled (the caller's stop), the first error of `find` or `work`.
  Result<void> Outcome() const;

 private:
  void Stop(Error error);
  void WorkOn(size_t worker, const Work& work);
  void TellUntilDone();

  const size_t workers_;  // at least one
  Halt& halt_;
  const ProgressMeter& meter_;
  WorkQueue queue_;

  mutable Mutex mutex_;
  std::condition_variable ended_;
  size_t working_ BOUCLIER_GUARDED_BY(mutex_);
  std::optional<Error> first_error_ BOUCLIER_GUARDED_BY(mutex_);
};

}  // namespace bouclier::migrate

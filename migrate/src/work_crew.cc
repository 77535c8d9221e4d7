// SPDX-License-Identifier: Apache-2.0
#include "work_crew.h"

#include <algorithm>
#include <thread>
#include <vector>

namespace bouclier::migrate {
namespace {

constexpr std::chrono::milliseconds kTellEvery{150};

}  // namespace

WorkCrew::WorkCrew(size_t workers, Halt& halt, const ProgressMeter& meter)
    : workers_(std::max<size_t>(workers, 1)), halt_(halt), meter_(meter), queue_(2 * workers_), working_(workers_) {}

void WorkCrew::Stop(Error error) {
  {
    const MutexLock lock(mutex_);
    if (!first_error_) first_error_ = std::move(error);
  }
  halt_.Set();
  queue_.Drop();
}

void WorkCrew::WorkOn(size_t worker, const Work& work) {
  while (!halt_.IsSet()) {
    std::optional<NumberedRow> unit = queue_.Pop();
    if (!unit) break;
    auto done = work(worker, std::move(*unit));
    if (!done.ok()) {
      Stop(std::move(done).error());
      break;
    }
  }
  if (halt_.IsSet()) queue_.Drop();
  const MutexLock lock(mutex_);
  --working_;
  ended_.notify_all();
}

// A halt that somebody else set is seen here: the finder may be waiting for room.
void WorkCrew::TellUntilDone() {
  MutexLock lock(mutex_);
  while (working_ != 0) {
    const auto next = std::chrono::steady_clock::now() + kTellEvery;
    while (working_ != 0 && lock.WaitUntil(ended_, next)) {
    }
    if (working_ == 0) return;
    lock.Unlock();
    if (halt_.IsSet()) queue_.Drop();
    meter_.Tell();
    lock.Lock();
  }
}

void WorkCrew::Run(const Find& find, const Work& work) {
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    auto found = find(queue_);
    if (!found.ok()) Stop(std::move(found).error());
    queue_.Close();
  });
  for (size_t worker = 0; worker < workers_; ++worker)
    threads.emplace_back([this, &work, worker] { WorkOn(worker, work); });
  TellUntilDone();
  for (std::thread& thread : threads) thread.join();
}

Result<void> WorkCrew::Outcome() const {
  if (halt_.Cancelled()) return Halt::CancelledError();
  const MutexLock lock(mutex_);
  if (first_error_) return *first_error_;
  return {};
}

}  // namespace bouclier::migrate

// SPDX-License-Identifier: Apache-2.0
// The time limit of a query.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <thread>

#include "bouclier/base/mutex.h"

namespace bouclier::workspace {

// Interrupts a query when its time is over, again and again: an interruption before the query began is forgotten.
class Watchdog {
 public:
  Watchdog(std::function<void()> interrupt, std::chrono::milliseconds time)
      : interrupt_(std::move(interrupt)),
        next_(std::chrono::steady_clock::now() + time),
        thread_([this] { Watch(); }) {}
  ~Watchdog() {
    {
      MutexLock lock(mutex_);
      done_ = true;
    }
    told_.notify_one();
    thread_.join();
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void Watch() {
    MutexLock lock(mutex_);
    while (!done_) {
      if (lock.WaitUntil(told_, next_)) continue;
      interrupt_();
      next_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
    }
  }

  std::function<void()> interrupt_;
  std::chrono::steady_clock::time_point next_;  // the thread's alone, once it runs
  Mutex mutex_;
  std::condition_variable told_;
  bool done_ BOUCLIER_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace bouclier::workspace

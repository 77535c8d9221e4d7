// SPDX-License-Identifier: Apache-2.0
// Repeats a remote call that failed in passing. Thread-safe.
#pragma once

#include <atomic>

#include "bouclier/base/result.h"
#include "bouclier/migrate/parts.h"

namespace bouclier::migrate {

// What may heal by itself: no answer, a storm, and (of a source) a body that was cut on the way.
enum class Heals { kAnswer, kAnswerOrBody };
bool MayHeal(const Error& error, Heals heals);

// Set by whoever ends a job: the caller's stop, or the first error that stops it as a whole.
class Halt {
 public:
  explicit Halt(const JobControl& control) : stop_(control.stop) {}
  void Set() { halted_ = true; }
  bool IsSet() const { return halted_ || Cancelled(); }
  bool Cancelled() const { return stop_ != nullptr && *stop_; }
  static Error CancelledError();

 private:
  std::atomic<bool> halted_{false};
  const std::atomic<bool>* stop_;
};

class Retrier {
 public:
  Retrier(const RetryPolicy& policy, const Halt& halt) : policy_(policy), halt_(halt) {}
  template <typename Call>
  auto Do(Heals heals, Call call) const -> decltype(call()) {
    std::chrono::milliseconds wait = policy_.first_wait;
    for (uint32_t attempt = 1;; ++attempt) {
      auto result = call();
      if (result.ok() || attempt >= policy_.attempts || halt_.IsSet() || !MayHeal(result.error(), heals)) return result;
      Wait(wait);
      wait *= 2;
    }
  }

 private:
  void Wait(std::chrono::milliseconds time) const;
  const RetryPolicy& policy_;
  const Halt& halt_;
};

}  // namespace bouclier::migrate

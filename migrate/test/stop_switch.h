// SPDX-License-Identifier: Apache-2.0
// Stops a whole process model at its n-th write, before or after it took effect: from then on every port answers as it
// would to a process that is no more. Test support; thread-safe.
#pragma once

#include <functional>
#include <mutex>

#include "bouclier/base/result.h"

namespace bouclier::migrate::test {

enum class StopKind { kNever, kBefore, kAfter };

class StopSwitch {
 public:
  void StopAt(uint64_t write, StopKind kind) {
    const std::lock_guard lock(mutex_);
    at_ = write, kind_ = kind, writes_ = 0, dead_ = false;
  }
  void Revive() { StopAt(0, StopKind::kNever); }
  bool dead() const {
    const std::lock_guard lock(mutex_);
    return dead_;
  }
  uint64_t writes() const {
    const std::lock_guard lock(mutex_);
    return writes_;
  }
  Result<void> Read() const { return dead() ? Result<void>(Gone()) : Result<void>(); }
  // What the next write meets: nullopt passes.
  StopKind Next() {
    const std::lock_guard lock(mutex_);
    if (dead_) return StopKind::kBefore;
    ++writes_;
    if (kind_ == StopKind::kNever || writes_ != at_) return StopKind::kNever;
    dead_ = true;
    return kind_;
  }
  template <typename Effect>
  auto Write(Effect effect) -> decltype(effect()) {
    const StopKind kind = Next();
    if (kind == StopKind::kBefore) return Gone();
    auto done = effect();
    if (kind == StopKind::kAfter) return Gone();
    return done;
  }

 private:
  static Error Gone() { return Error(ErrorCode::kUnavailable, "test: stopped", "", Retry::kUnknownOutcome); }
  mutable std::mutex mutex_;
  uint64_t at_ = 0, writes_ = 0;
  StopKind kind_ = StopKind::kNever;
  bool dead_ = false;
};

}  // namespace bouclier::migrate::test

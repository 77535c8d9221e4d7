// SPDX-License-Identifier: Apache-2.0
// Stops a process at its n-th write, before or after it took effect: from then on every port answers `unavailable`, as
// it would to a process that is no more. Or only loses one answer. Test support; not thread-safe.
#pragma once

#include <functional>

#include "bouclier/base/result.h"

namespace bouclier::vault::test {

enum class StopKind { kNever, kBefore, kAfter, kLostReply };

class StopPlan {
 public:
  void StopAt(uint64_t write, StopKind kind) { at_ = write, kind_ = kind, writes_ = 0, dead_ = false; }
  void Revive() { kind_ = StopKind::kNever, dead_ = false; }
  bool dead() const { return dead_; }
  uint64_t writes() const { return writes_; }

  Result<void> Read() const { return dead_ ? Result<void>(Gone()) : Result<void>(); }
  Result<void> Write(const std::function<Result<void>()>& effect) {
    if (dead_) return Gone();
    ++writes_;
    if (kind_ == StopKind::kNever || writes_ != at_) return effect();
    dead_ = kind_ != StopKind::kLostReply;
    if (kind_ == StopKind::kBefore) return Gone();
    BOUCLIER_TRY_VOID(effect());
    return Gone();
  }

 private:
  static Error Gone() { return Error(ErrorCode::kUnavailable, "test: stopped", "", Retry::kUnknownOutcome); }
  uint64_t at_ = 0;
  StopKind kind_ = StopKind::kNever;
  uint64_t writes_ = 0;
  bool dead_ = false;
};

}  // namespace bouclier::vault::test

// SPDX-License-Identifier: Apache-2.0
#include "retry.h"

#include <thread>

namespace bouclier::migrate {

bool MayHeal(const Error& error, Heals heals) {
  if (error.retry == Retry::kAfterFix) return false;
  if (error.retry == Retry::kBackoff || error.retry == Retry::kUnknownOutcome) return true;
  if (error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kDeadline) return true;
  return heals == Heals::kAnswerOrBody && error.code == ErrorCode::kCorruption;
}

Error Halt::CancelledError() {
  return Error(ErrorCode::kCancelled, "migrate: stopped by the caller", "the same command goes on where it stopped");
}

void Retrier::Wait(std::chrono::milliseconds time) const {
  if (policy_.wait) {
    policy_.wait(time);
    return;
  }
  for (; time.count() > 0 && !halt_.IsSet(); time -= std::chrono::milliseconds(50))
    std::this_thread::sleep_for(std::min(time, std::chrono::milliseconds(50)));
}

}  // namespace bouclier::migrate

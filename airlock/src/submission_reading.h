// SPDX-License-Identifier: Apache-2.0
// Reading ledger and database beside those who change them.
#pragma once

#include "bouclier/base/result.h"
#include "bouclier/ports/audit_trail.h"

namespace bouclier::airlock {

inline Error NotFinished() {
  return Error(ErrorCode::kConflict, "read submission: a change of it was not finished",
               "type that change again, or any command that changes the hub: it is settled first", Retry::kBackoff);
}

// Ledger and database are read one after the other: a change between the two looks like damage. What looks so while the
// ledger grew is read again.
template <typename Once>
auto AgainWhileItGrows(ports::AuditTrail& trail, Once once) -> decltype(once()) {
  constexpr int kAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    BOUCLIER_TRY(const uint64_t before, trail.Size());
    auto read = once();
    if (read.ok() || read.error().code != ErrorCode::kCorruption || attempt == kAttempts) return read;
    BOUCLIER_TRY(const uint64_t after, trail.Size());
    if (after == before) return read;
  }
}

}  // namespace bouclier::airlock

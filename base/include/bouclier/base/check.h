// SPDX-License-Identifier: Apache-2.0
// CHECK: a broken invariant of ours stops the process, in every build. Never for untrusted bytes: those give an Error.
#pragma once

namespace bouclier::internal {
[[noreturn]] void CheckFailed(const char* expression, const char* file, int line);
}  // namespace bouclier::internal

#define BOUCLIER_CHECK(expression)                                                         \
  do {                                                                                     \
    if (!(expression)) ::bouclier::internal::CheckFailed(#expression, __FILE__, __LINE__); \
  } while (false)

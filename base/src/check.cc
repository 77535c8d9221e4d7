// SPDX-License-Identifier: Apache-2.0
#include "bouclier/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace bouclier::internal {

void CheckFailed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "bouclier: broken invariant: %s (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace bouclier::internal

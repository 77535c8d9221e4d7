// SPDX-License-Identifier: Apache-2.0
// An error cannot be dropped by not looking.
// expect: ignoring return(ed)? value.*nodiscard
#include "bouclier/base/result.h"

bouclier::Result<int> Count();

int Use() {
  auto count = Count();
#ifdef BOUCLIER_BAD
  Count();
#endif
  return count.ok() ? *count : 0;
}

// SPDX-License-Identifier: Apache-2.0
// Nor the error of a function that returns nothing else.
// expect: ignoring return(ed)? value.*nodiscard
#include "bouclier/base/result.h"

bouclier::Result<void> Write();

bool Use() {
#ifdef BOUCLIER_BAD
  Write();
#endif
  return Write().ok();
}

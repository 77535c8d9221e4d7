// SPDX-License-Identifier: Apache-2.0
// A valid permit is what the book read back and verified; there is none to begin with.
// expect: ValidPermit::ValidPermit\(\).* is private
#include "bouclier/provision/permit_book.h"

using namespace bouclier;

Result<provision::ValidPermit> Use(provision::PermitBook& book) {
#ifdef BOUCLIER_BAD
  provision::ValidPermit of_my_own;
#endif
  return book.Read("p-1");
}

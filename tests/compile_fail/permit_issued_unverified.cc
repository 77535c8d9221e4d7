// SPDX-License-Identifier: Apache-2.0
// What is issued carries two verified signatures: a document, or a text whose form was read, is none.
// expect: (no|cannot|could not).*(convert|conversion|matching)
#include "bouclier/provision/permit_book.h"

using namespace bouclier;

Result<void> Use(provision::PermitBook& book, const provision::UnverifiedPermit& read,
                 const provision::SignedPermit& verified) {
#ifdef BOUCLIER_BAD
  return book.CheckIssue(read, {1, 1, {}});
#else
  static_cast<void>(read);
#endif
  return book.CheckIssue(verified, {1, 1, {}});
}

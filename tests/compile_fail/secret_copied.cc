// SPDX-License-Identifier: Apache-2.0
// A secret moves; there are never two of it by accident.
// expect: use of deleted function.*SecretBytes\(const
#include <utility>

#include "bouclier/base/secret_bytes.h"

bouclier::SecretBytes Use(bouclier::SecretBytes secret) {
#ifdef BOUCLIER_BAD
  bouclier::SecretBytes copy = secret;
#endif
  bouclier::SecretBytes moved = std::move(secret);
  return moved;
}

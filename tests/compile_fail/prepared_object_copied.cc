// SPDX-License-Identifier: Apache-2.0
// One attempt is committed once: there are never two of it.
// expect: (use of deleted function|implicitly deleted).*
#include <utility>

#include "bouclier/vault/prepared_object.h"

bouclier::vault::PreparedObject Use(bouclier::vault::PreparedObject sealed) {
#ifdef BOUCLIER_BAD
  bouclier::vault::PreparedObject copy = sealed;
#endif
  return std::move(sealed);
}

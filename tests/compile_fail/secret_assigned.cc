// SPDX-License-Identifier: Apache-2.0
// Assignment copies no secret either.
// expect: use of deleted function.*operator=\(const
#include <utility>

#include "bouclier/base/secret_bytes.h"

void Use(bouclier::SecretBytes& kept, bouclier::SecretBytes& given) {
#ifdef BOUCLIER_BAD
  kept = given;
#endif
  kept = std::move(given);
}

// SPDX-License-Identifier: Apache-2.0
// Empty braces do not stand for that name.
// expect: (explicit constructor|could not convert)
#include "bouclier/base/secret_bytes.h"

size_t Use(const bouclier::SecretBytes& secret) {
#ifdef BOUCLIER_BAD
  return secret.Reveal({}).size();
#endif
  return secret.Reveal(bouclier::SecretAccess{}).size();
}

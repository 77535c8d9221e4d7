// SPDX-License-Identifier: Apache-2.0
// Whoever reads a secret says so by name, so that every such place can be found.
// expect: no matching function for call to .*SecretBytes::Reveal\(\)|too few arguments
#include "bouclier/base/secret_bytes.h"

size_t Use(const bouclier::SecretBytes& secret) {
#ifdef BOUCLIER_BAD
  return secret.Reveal().size();
#endif
  return secret.Reveal(bouclier::SecretAccess{}).size();
}

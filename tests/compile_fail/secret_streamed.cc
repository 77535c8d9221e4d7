// SPDX-License-Identifier: Apache-2.0
// A secret has no way onto a stream.
// expect: no match for .operator<<.
#include <ostream>

#include "bouclier/base/secret_bytes.h"

void Use(std::ostream& out, const bouclier::SecretBytes& secret) {
#ifdef BOUCLIER_BAD
  out << secret;
#endif
  out << secret.size();
}

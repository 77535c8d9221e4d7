// SPDX-License-Identifier: Apache-2.0
// Nor into formatted text.
// expect: (Cannot format an argument|is not formattable|static assertion failed)
#include <fmt/format.h>

#include <string>

#include "bouclier/base/secret_bytes.h"

std::string Use(const bouclier::SecretBytes& secret) {
#ifdef BOUCLIER_BAD
  return fmt::format("{}", secret);
#endif
  return fmt::format("{} bytes", secret.size());
}

// SPDX-License-Identifier: Apache-2.0
// Texts of pseudonyms: what is read is written as the same text.
#include <cstdint>

#include "bouclier/base/check.h"
#include "bouclier/kernels/pseudonym.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = bouclier::AsText({data, size});
  const auto pseudonym = bouclier::kernels::ParsePseudonym(text);
  if (pseudonym.ok()) BOUCLIER_CHECK(bouclier::kernels::PseudonymText(*pseudonym) == text);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Bytes to seal, move and read back. Test support.
#pragma once

#include "bouclier/base/bytes.h"

namespace bouclier::test {

// Bytes that differ by place and by seed.
inline Bytes Pattern(uint64_t size, uint64_t seed) {
  Bytes out(size);
  uint64_t state = seed * 0x9E3779B97F4A7C15ull + 1;
  for (size_t i = 0; i < size; ++i) {
    if (i % 8 == 0) state = state * 6364136223846793005ull + 1442695040888963407ull;
    out[i] = static_cast<uint8_t>(state >> (8 * (i % 8)));
  }
  return out;
}

}  // namespace bouclier::test

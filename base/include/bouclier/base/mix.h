// SPDX-License-Identifier: Apache-2.0
// What tables in memory hash with, beside a seed of their own. Quick, and no protection of anything: digests are in
// crypto.
#pragma once

#include <cstdint>

namespace bouclier {

// The two halves of a × b, folded.
inline uint64_t MixProduct(uint64_t a, uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

}  // namespace bouclier

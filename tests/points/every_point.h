// SPDX-License-Identifier: Apache-2.0
// Where tests flip, cut and stop: by a fixed stride in ./test, which has to end in time; at every point with
// BOUCLIER_EVERY_POINT, which `./test --all` sets for the tests whose bodies call this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace bouclier::points {

#if defined(__has_feature)
inline constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool kSanitized = false;
#endif

inline bool Every() { return std::getenv("BOUCLIER_EVERY_POINT") != nullptr; }

inline size_t Stride(size_t everyday) { return Every() ? 1 : everyday; }

// How to stop at write `at`: before it took effect and after; in ./test one of the two, in turn.
template <typename Kind>
std::vector<Kind> Kinds(uint64_t at, Kind before, Kind after) {
  if (Every()) return {before, after};
  return {at % 2 == 0 ? before : after};
}

}  // namespace bouclier::points

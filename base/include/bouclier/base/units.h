// SPDX-License-Identifier: Apache-2.0
// Units as types.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace bouclier {

struct ByteCount {
  uint64_t value = 0;
  auto operator<=>(const ByteCount&) const = default;
  ByteCount& operator+=(ByteCount other) {
    value += other.value;
    return *this;
  }
};
inline ByteCount operator+(ByteCount a, ByteCount b) { return {a.value + b.value}; }

constexpr uint64_t kKiB = 1024;
constexpr uint64_t kMiB = 1024 * kKiB;
constexpr uint64_t kGiB = 1024 * kMiB;

std::string HumanBytes(ByteCount count);   // "96.0 MiB"
std::string HumanSeconds(double seconds);  // "1 h 02 min", "3 min 05 s", "4.2 s"

}  // namespace bouclier

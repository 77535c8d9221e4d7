// SPDX-License-Identifier: Apache-2.0
// Code points of words that people write. Pure.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace bouclier::airlock {

struct PointRange {
  char32_t from, to;
};

inline bool IsIn(std::span<const PointRange> ranges, char32_t point) {
  return std::ranges::any_of(ranges, [&](const PointRange& one) { return point >= one.from && point <= one.to; });
}

// Of well-formed UTF-8.
inline std::vector<char32_t> PointsOf(std::string_view text) {
  std::vector<char32_t> points;
  while (!text.empty()) {
    const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
    const size_t length = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? byte(0) : byte(0) & (0x7F >> length);
    for (size_t i = 1; i < length; ++i) point = point << 6 | (byte(i) & 0x3F);
    points.push_back(point);
    text.remove_prefix(length);
  }
  return points;
}

}  // namespace bouclier::airlock

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

// Controls, and what Unicode gives no shape: joiners, direction marks, selectors, tags. Each could carry a value that a
// reviewer does not see, or show a text otherwise than it is read.
inline constexpr PointRange kUnseen[] = {
    {0x0, 0x1F},      {0x7F, 0x9F},     {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},
    {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F}, {0x3164, 0x3164}, {0xE000, 0xF8FF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0x10FFFF},
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

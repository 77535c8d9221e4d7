// SPDX-License-Identifier: Apache-2.0
// Whether a cell could be a NIR or holds an e-mail address, by its characters alone. Pure; thread-safe; untrusted
// bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bouclier::ingest {

constexpr size_t kShortestNir = 13;
constexpr size_t kLongestNir = 32;  // with separators

struct NirShape {
  uint64_t digits;  // 13 digits, 2A and 2B read as 19 and 18, then the key if there is one
  bool with_key;
  bool key_passes;
  bool plain;  // sex 1 or 2 and a month of the calendar: what nearly all NIR have and one number of 42 has by chance
};

// The whole cell: 13 digits, or 15 with the key, 2A and 2B as department; spaces (also unbreakable ones), dots and
// hyphens count for nothing. Sex 1 2 3 4 7 8; month 01-12, 20-42, 50-99; department not 00; commune and order not 000;
// key 01-97.
std::optional<NirShape> ReadNirShape(std::string_view cell);

// Somewhere in the cell: letters, an at sign, a domain with a dot and at least two letters behind it.
bool HoldsEmail(std::string_view cell);

}  // namespace bouclier::ingest

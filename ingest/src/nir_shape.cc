// SPDX-License-Identifier: Apache-2.0
#include "nir_shape.h"

#include <array>

namespace bouclier::ingest {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool IsMailbox(char c) { return IsDigit(c) || IsLetter(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'; }

// Length of a separator at the head of `text`; 0: none. U+00A0 and U+202F are what word processors put into numbers.
size_t SeparatorLength(std::string_view text) {
  if (text[0] == ' ' || text[0] == '.' || text[0] == '-') return 1;
  if (text.starts_with("\xc2\xa0")) return 2;
  return text.starts_with("\xe2\x80\xaf") ? 3 : 0;
}

struct Characters {
  std::array<char, 15> at;
  size_t size = 0;
};

// Without separators; a size of 0 when something else stands there.
Characters Squeeze(std::string_view cell) {
  Characters out;
  while (!cell.empty()) {
    if (const size_t length = SeparatorLength(cell); length != 0) {
      cell.remove_prefix(length);
      continue;
    }
    const char c = cell[0];
    const bool corsica = out.size == 6 && out.at[5] == '2' && ((c | 0x20) == 'a' || (c | 0x20) == 'b');
    if (out.size == out.at.size() || (!IsDigit(c) && !corsica)) return {};
    out.at[out.size++] = c;
    cell.remove_prefix(1);
  }
  return out;
}

}  // namespace

std::optional<NirShape> ReadNirShape(std::string_view cell) {
  if (cell.size() < kShortestNir || cell.size() > kLongestNir) return std::nullopt;
  Characters text = Squeeze(cell);
  if (text.size != 13 && text.size != 15) return std::nullopt;
  if (!IsDigit(text.at[6])) {
    text.at[5] = '1';
    text.at[6] = (text.at[6] | 0x20) == 'a' ? '9' : '8';
  }
  const auto number = [&](size_t from, size_t count) {
    uint64_t value = 0;
    for (size_t i = from; i < from + count; ++i) value = value * 10 + static_cast<uint64_t>(text.at[i] - '0');
    return value;
  };
  const uint64_t sex = number(0, 1), month = number(3, 2);
  const bool calendar = month >= 1 && month <= 12;
  if (sex == 0 || sex == 5 || sex == 6 || sex == 9) return std::nullopt;
  if (!calendar && !(month >= 20 && month <= 42) && month < 50) return std::nullopt;
  if (number(5, 2) == 0 || number(7, 3) == 0 || number(10, 3) == 0) return std::nullopt;
  NirShape shape{number(0, text.size), text.size == 15, false, sex <= 2 && calendar};
  if (shape.with_key) {
    const uint64_t key = number(13, 2);
    if (key == 0 || key > 97) return std::nullopt;
    shape.key_passes = key == 97 - number(0, 13) % 97;
  }
  return shape;
}

bool HoldsEmail(std::string_view cell) {
  for (size_t at = cell.find('@'); at != std::string_view::npos; at = cell.find('@', at + 1)) {
    if (at == 0 || !IsMailbox(cell[at - 1])) continue;
    size_t letters = 0;  // since the last dot
    bool dot = false;
    for (size_t i = at + 1; i < cell.size() && IsMailbox(cell[i]); ++i) {
      if (cell[i] == '.') {
        dot = i > at + 1;
        letters = 0;
      } else {
        letters = IsLetter(cell[i]) ? letters + 1 : 0;
      }
      if (dot && letters >= 2) return true;
    }
  }
  return false;
}

}  // namespace bouclier::ingest

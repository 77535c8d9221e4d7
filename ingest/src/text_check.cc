// SPDX-License-Identifier: Apache-2.0
#include "text_check.h"

#include <cstdint>
#include <cstring>

namespace bouclier::ingest {
namespace {

bool PlainAscii(const char* from) {  // eight bytes, none NUL, none beyond ASCII
  uint64_t word = 0;
  std::memcpy(&word, from, 8);
  return (((word - 0x0101010101010101) | word) & 0x8080808080808080) == 0;
}

// Length of the character that begins here; 0 when none does. Overlong forms, surrogates and what lies beyond U+10FFFF
// are none (RFC 3629).
size_t CharacterLength(const unsigned char* s, size_t left) {
  const auto follows = [&](size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return i < left && s[i] >= low && s[i] <= high;
  };
  if (s[0] < 0x80) return 1;
  if (s[0] >= 0xc2 && s[0] <= 0xdf) return follows(1) ? 2 : 0;
  if (s[0] >= 0xe0 && s[0] <= 0xef) {
    const unsigned low = s[0] == 0xe0 ? 0xa0 : 0x80;
    const unsigned high = s[0] == 0xed ? 0x9f : 0xbf;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (s[0] >= 0xf0 && s[0] <= 0xf4) {
    const unsigned low = s[0] == 0xf0 ? 0x90 : 0x80;
    const unsigned high = s[0] == 0xf4 ? 0x8f : 0xbf;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

TextFault CheckText(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    if (text.size() - at >= 8 && PlainAscii(text.data() + at)) {
      at += 8;
      continue;
    }
    if (text[at] == '\0') return {RowReason::kNulByte, at};
    const size_t length = CharacterLength(reinterpret_cast<const unsigned char*>(text.data()) + at, text.size() - at);
    if (length == 0) return {RowReason::kBadEncoding, at};
    at += length;
  }
  return {RowReason::kNone, 0};
}

}  // namespace bouclier::ingest

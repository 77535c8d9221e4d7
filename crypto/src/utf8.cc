// SPDX-License-Identifier: Apache-2.0
// UTF-8 as JSON text needs it. Pure.
#include "utf8.h"

#include <algorithm>
#include <cstdint>

#include "bouclier/crypto/json.h"

namespace bouclier::crypto {
namespace {

// The length of the well-formed sequence at the front (Unicode 15 table 3-7), or 0.
size_t SequenceLength(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xc2 && lead <= 0xdf   ? 2
                        : lead >= 0xe0 && lead <= 0xef ? 3
                        : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                       : 0;
  if (length == 0 || text.size() < length) return 0;
  // The second byte also excludes overlong forms, surrogates and what lies beyond U+10FFFF.
  const uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < low || byte(1) > high) return 0;
  for (size_t i = 2; i < length; ++i)
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  return length;
}

// UTF-16 puts U+10000 and beyond (surrogates, D800–DFFF) before U+E000–U+FFFF; UTF-8 bytes do it the other way round.
// Nothing else differs, so lifting the two lead bytes of U+E000–U+FFFF above all others is enough.
int Rank(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return byte == 0xee || byte == 0xef ? byte + 0x10 : byte;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool LessInUtf16(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (in_a == a.end() || in_b == b.end()) return in_a == a.end() && in_b != b.end();
  return Rank(*in_a) < Rank(*in_b);
}

}  // namespace bouclier::crypto

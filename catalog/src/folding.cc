// SPDX-License-Identifier: Apache-2.0
#include "folding.h"

#include <cstdint>

namespace bouclier::catalog {
namespace {

// U+00C0 to U+017F (Latin-1 Supplement and Latin Extended-A), folded; a dot: the letter stays.
constexpr std::string_view kLatin =
    "aaaaaa.ceeeeiiii"   // C0
    ".nooooo.ouuuuy.."   // D0
    "aaaaaa.ceeeeiiii"   // E0
    ".nooooo.ouuuuy.y"   // F0
    "aaaaaaccccccccdd"   // 100
    "ddeeeeeeeeeegggg"   // 110
    "gggghhhhiiiiiiii"   // 120
    "ii..jjkk.lllllll"   // 130
    "lllnnnnnn...oooo"   // 140
    "oo..rrrrrrssssss"   // 150
    "ssttttttuuuuuuuu"   // 160
    "uuuuwwyyyzzzzzzs";  // 170
static_assert(kLatin.size() == 0x180 - 0xc0);

}  // namespace

std::string Folded(std::string_view utf8) {
  std::string out;
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x80) {
      out.push_back(byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : utf8[i]);
      continue;
    }
    const auto next = static_cast<unsigned char>(i + 1 < utf8.size() ? utf8[i + 1] : 0);
    const uint32_t point = (byte & 0xe0) == 0xc0 && (next & 0xc0) == 0x80 ? (byte & 0x1fu) << 6 | (next & 0x3fu) : 0;
    if (point >= 0x300 && point < 0x370) {  // combining marks
      ++i;
    } else if (point == 0xc6 || point == 0xe6 || point == 0x152 || point == 0x153) {
      out += point < 0x100 ? "ae" : "oe";
      ++i;
    } else if (point == 0xdf) {
      out += "ss";
      ++i;
    } else if (point >= 0xc0 && point < 0x180 && kLatin[point - 0xc0] != '.') {
      out.push_back(kLatin[point - 0xc0]);
      ++i;
    } else {
      out.push_back(utf8[i]);
    }
  }
  return out;
}

}  // namespace bouclier::catalog

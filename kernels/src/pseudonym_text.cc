// SPDX-License-Identifier: Apache-2.0
// The text form of pseudonyms: docs/formats/pseudonym.md. Pure.
#include <algorithm>

#include "bouclier/kernels/pseudonym.h"

namespace bouclier::kernels {
namespace {

constexpr std::string_view kTag = "P1";
constexpr char kDigits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford: no I, L, O, U; in the order of ASCII
constexpr size_t kHalf = 13;                                    // digits of 64 bits and one more

// 128 bits as 26 digits of 5: two zero bits, 63 bits; then the last bit of the first half and the second half.
void WriteOne(const Pseudonym& pseudonym, char* out) {
  uint64_t high = LoadBe64(pseudonym.data()), low = LoadBe64(pseudonym.data() + 8);
  std::copy(kTag.begin(), kTag.end(), out);
  out += kTag.size();
  out[kHalf] = kDigits[(high & 1) << 4 | low >> 60];
  high >>= 1;
  for (size_t i = kHalf; i-- > 0; high >>= 5) out[i] = kDigits[high & 31];
  for (size_t i = kHalf; --i > 0; low >>= 5) out[kHalf + i] = kDigits[low & 31];
}

bool IsTag(std::string_view text) {
  return text.size() >= 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= '0' && text[1] <= '9';
}

}  // namespace

void WritePseudonyms(std::span<const Pseudonym> pseudonyms, std::span<char> out) {
  BOUCLIER_CHECK(out.size() == pseudonyms.size() * kPseudonymTextSize);
  for (size_t i = 0; i < pseudonyms.size(); ++i) WriteOne(pseudonyms[i], out.data() + i * kPseudonymTextSize);
}

std::string PseudonymText(const Pseudonym& pseudonym) {
  std::string out(kPseudonymTextSize, '\0');
  WriteOne(pseudonym, out.data());
  return out;
}

Result<Pseudonym> ParsePseudonym(std::string_view text) {
  const Error refused(ErrorCode::kInvalidArgument, "read pseudonym: it is none");
  if (text.size() != kPseudonymTextSize || !IsTag(text)) return refused;
  if (!text.starts_with(kTag))
    return Error(ErrorCode::kUnsupported, "read pseudonym: its tag names another algorithm or version");
  uint64_t halves[2] = {0, 0};
  for (size_t i = 0; i < 2 * kHalf; ++i) {
    const size_t digit = std::string_view(kDigits).find(text[kTag.size() + i]);
    if (digit == std::string_view::npos || (i == 0 && digit > 7)) return refused;
    if (i == kHalf) halves[0] = halves[0] << 1 | digit >> 4;
    halves[i / kHalf] = halves[i / kHalf] << 5 | digit;
  }
  Pseudonym out;
  for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<uint8_t>(halves[i / 8] >> (56 - 8 * (i % 8)));
  return out;
}

}  // namespace bouclier::kernels

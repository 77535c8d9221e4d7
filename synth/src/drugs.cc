// SPDX-License-Identifier: Apache-2.0
#include "drugs.h"

#include <fmt/format.h>

#include "random.h"

namespace bouclier::synth {
namespace {

constexpr std::array<std::string_view, 3> kStudyClasses = {"J07BB02", "M01AE02", "J05AH02"};
constexpr std::array<std::string_view, 12> kOrdinaryClasses = {"N02BE01", "C10AA05", "A10BA02", "C07AB07",
                                                               "C09AA05", "A02BC01", "N06AB06", "R03AC02",
                                                               "J01CA04", "H03AA01", "B01AC06", "N05BA12"};

}  // namespace

std::string Cip13(uint16_t product) {
  std::string code = fmt::format("34009{:07}", 3000000 + 137 * product);
  int sum = 0;  // EAN-13: places count 1 and 3 in turn
  for (size_t i = 0; i < code.size(); ++i) sum += (code[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return code + static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string_view AtcOf(uint16_t product) {
  if (product < kStudyClasses.size()) return kStudyClasses[product];
  return kOrdinaryClasses[product % kOrdinaryClasses.size()];
}

int32_t PriceCents(uint16_t product) { return 195 + static_cast<int32_t>(Mix(product) % 2400); }

}  // namespace bouclier::synth

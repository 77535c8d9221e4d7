// SPDX-License-Identifier: Apache-2.0
// The invented drug list: CIP13 codes of the official shape (3400 9…, with their check digit), ATC classes, prices.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace bouclier::synth {

constexpr uint16_t kProtectiveProduct = 0;
constexpr uint16_t kAdverseProduct = 1;
constexpr uint16_t kMarkerProduct = 2;  // dispensed to those who have the epidemic illness, and to nobody else
constexpr uint16_t kFirstOrdinaryProduct = 3;
constexpr uint16_t kProducts = 64;

std::string Cip13(uint16_t product);
std::string_view AtcOf(uint16_t product);
int32_t PriceCents(uint16_t product);

}  // namespace bouclier::synth

// SPDX-License-Identifier: Apache-2.0
// Decimal numbers with one encoding: ASCII digits, no sign, no leading zero, at most 2^64 − 1. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "bouclier/base/result.h"

namespace bouclier::ledger {

Result<uint64_t> ParseDecimal(std::string_view text);  // invalid_argument

}  // namespace bouclier::ledger

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/decimal.h"

namespace bouclier::ledger {

Result<uint64_t> ParseDecimal(std::string_view text) {
  const Error bad(ErrorCode::kInvalidArgument, "parse number: not a decimal number");
  if (text.empty() || text.size() > 20 || (text.size() > 1 && text[0] == '0')) return bad;
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return bad;
    const uint64_t digit = static_cast<uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) return bad;
    value = value * 10 + digit;
  }
  return value;
}

}  // namespace bouclier::ledger

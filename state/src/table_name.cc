// SPDX-License-Identifier: Apache-2.0
#include "table_name.h"

#include <algorithm>

namespace bouclier::state {

Result<void> CheckTableName(std::string_view table) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  if (table.empty() || table.size() > 63 || table[0] < 'a' || table[0] > 'z' || table.starts_with("sqlite") ||
      !std::all_of(table.begin(), table.end(), good))
    return Error(ErrorCode::kInvalidArgument, "use state table: not a table name");
  return {};
}

Error TransactionUnusable() {
  return Error(ErrorCode::kPrecondition, "use state transaction: it is over, or one of its writes failed");
}

KeyRange RangeOf(ByteView prefix, ByteView after) {
  KeyRange range{ToBytes(prefix), std::nullopt};
  if (!after.empty()) {
    Bytes successor = ToBytes(after);
    successor.push_back(0);  // the least key greater than `after`
    range.lower = std::max(range.lower, successor);
  }
  Bytes upper = ToBytes(prefix);
  while (!upper.empty() && upper.back() == 0xFF) upper.pop_back();
  if (!upper.empty()) {
    ++upper.back();
    range.upper = std::move(upper);
  }
  return range;
}

}  // namespace bouclier::state

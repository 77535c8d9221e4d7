// SPDX-License-Identifier: Apache-2.0
// What the state stores say alike: which table names they take, the key ranges of a scan, a transaction that is over.
// Pure.
#pragma once

#include <optional>
#include <string_view>

#include "bouclier/base/bytes.h"

namespace bouclier::state {

// [a-z][a-z0-9_.-]{0,62}, not beginning with `sqlite`. **Errors:** invalid_argument.
Result<void> CheckTableName(std::string_view table);

// The keys of a scan: lower ≤ key < upper.
struct KeyRange {
  Bytes lower;
  std::optional<Bytes> upper;  // none: to the last key
};
KeyRange RangeOf(ByteView prefix, ByteView after);

Error TransactionUnusable();  // precondition

}  // namespace bouclier::state

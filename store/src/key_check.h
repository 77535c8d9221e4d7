// SPDX-License-Identifier: Apache-2.0
// What every ObjectStore accepts as a key: 1…900 characters of A–Z a–z 0–9 . _ - = in segments parted by single
// slashes, no segment "." or "..". One rule for all hosts, so that a key never needs encoding. Pure; thread-safe.
#pragma once

#include <string_view>

#include "bouclier/base/result.h"

namespace bouclier::store {

// **Errors:** invalid_argument.
Result<void> CheckKey(std::string_view key);
// A prefix may be empty or end inside a segment.
Result<void> CheckPrefix(std::string_view prefix);

}  // namespace bouclier::store

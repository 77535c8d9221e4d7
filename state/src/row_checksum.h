// SPDX-License-Identifier: Apache-2.0
// Each stored value ends with a checksum that binds it to its table and key: a flipped bit, a value under another key
// and a row moved to another table all show. It finds damage, not an attacker, who can compute it too.
// docs/formats/state-database.md
#pragma once

#include <string_view>

#include "bouclier/base/bytes.h"

namespace bouclier::state {

constexpr size_t kRowChecksumSize = 16;

Bytes SealRow(std::string_view table, ByteView key, ByteView value);           // value ‖ checksum
Result<ByteView> OpenRow(std::string_view table, ByteView key, ByteView row);  // a view into `row`; corruption

}  // namespace bouclier::state

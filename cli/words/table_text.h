// SPDX-License-Identifier: Apache-2.0
// A report's table (`columns`, `rows`) as lines of a terminal. Pure.
#pragma once

#include <string>
#include <string_view>

#include "bouclier/crypto/json.h"

namespace bouclier::cli {

// A header and a line a row; numbers to the right. Cells that are null are empty, those of `hidden_rows` are marked
// with that word.
std::string TableText(const crypto::Json& data, std::string_view hidden_word = "hidden");

}  // namespace bouclier::cli

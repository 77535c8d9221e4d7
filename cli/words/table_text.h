// SPDX-License-Identifier: Apache-2.0
// A report's table (`columns`, `rows`) as lines of a terminal. Pure.
#pragma once

#include <string>

#include "bouclier/crypto/json.h"

namespace bouclier::cli {

// A header and a line a row; numbers to the right. Cells that are null are empty, those of `hidden_rows` are marked.
std::string TableText(const crypto::Json& data);

}  // namespace bouclier::cli

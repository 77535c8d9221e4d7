// SPDX-License-Identifier: Apache-2.0
// UTF-8 as JSON text needs it. Pure.
#pragma once

#include <string_view>

namespace bouclier::crypto {

// Orders two valid UTF-8 strings by their UTF-16 code units (RFC 8785 §3.2.3).
bool LessInUtf16(std::string_view a, std::string_view b);

}  // namespace bouclier::crypto

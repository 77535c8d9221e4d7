// SPDX-License-Identifier: Apache-2.0
// Foreign text as it may stand in a page or a picture.
#pragma once

#include <string>
#include <string_view>

namespace bouclier::report {

// Tidy (arrange.h), and `& < > " '` written so that they are text wherever it stands.
std::string Escaped(std::string_view text, size_t longest);

}  // namespace bouclier::report

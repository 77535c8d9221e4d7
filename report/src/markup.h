// SPDX-License-Identifier: Apache-2.0
// Foreign text as it may stand in a page or a picture.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>

namespace bouclier::report {

// Tidy (arrange.h), and `& < > " '` written so that they are text wherever it stands.
std::string Escaped(std::string_view text, size_t longest);

// A line more of a drawing.
template <typename... Arguments>
void AddLine(std::string& svg, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  fmt::format_to(std::back_inserter(svg), format, std::forward<Arguments>(arguments)...);
  svg += '\n';
}

}  // namespace bouclier::report

// SPDX-License-Identifier: Apache-2.0
#include "markup.h"

#include "arrange.h"

namespace bouclier::report {

std::string Escaped(std::string_view text, size_t longest) {
  std::string escaped;
  for (char c : Tidy(text, longest)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace bouclier::report

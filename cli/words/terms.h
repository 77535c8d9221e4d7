// SPDX-License-Identifier: Apache-2.0
// Words of codes, in both languages. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "words/permit_sentences.h"

namespace bouclier::cli {

struct Term {
  std::string_view french, english;
};
using Terms = std::map<std::string_view, Term>;

// What is no known code stays as it is.
inline std::string TermOf(const Terms& terms, Language language, const std::string& code) {
  const auto found = terms.find(code);
  if (found == terms.end()) return code;
  return std::string(language == Language::kFrench ? found->second.french : found->second.english);
}

}  // namespace bouclier::cli

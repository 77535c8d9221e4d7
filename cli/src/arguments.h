// SPDX-License-Identifier: Apache-2.0
// What was typed, parsed against cli/words. CLI11 stays behind this header.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "words/command_words.h"

namespace bouclier::cli {

class Arguments {
 public:
  bool Has(const std::string& name) const { return values_.contains(name); }
  // Empty when it was not given. Operands go by their name (NAME), options by theirs (--out).
  std::string Get(const std::string& name) const;
  std::string GetOr(const std::string& name, const std::string& otherwise) const;
  std::vector<std::string> All(const std::string& name) const;
  // **Errors:** invalid_argument when it is no whole number in [low, high].
  Result<uint64_t> Number(const std::string& name, uint64_t otherwise, uint64_t low, uint64_t high) const;
  // 512M, 2G, or bytes; nothing when it was not given. **Errors:** invalid_argument.
  Result<std::optional<uint64_t>> Memory() const;
  void Set(const std::string& name, std::vector<std::string> values) { values_[name] = std::move(values); }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

struct ParsedLine {
  std::string path;  // "object get"; empty: only help was asked
  Arguments arguments;
  std::string text;  // help or version to print instead of running
};

// Does `path` act for a person (takes --as)?
bool NeedsActor(std::string_view path);

// **Errors:** invalid_argument, with the hint to ask for help.
Result<ParsedLine> ParseCommandLine(const std::vector<std::string>& words);

}  // namespace bouclier::cli

// SPDX-License-Identifier: Apache-2.0
// The command line of bouclier-verify: one command, operands, options with a value each.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/result.h"

namespace bouclier::verify {

struct Options {
  std::string command;
  std::vector<std::string> operands;
  std::map<std::string, std::string> values;
  bool json = false;  // the answer as JSON

  std::optional<std::string> Find(const std::string& name) const;
};

// **Errors:** invalid_argument: unknown command or option, one that is missing, given twice or without its value.
Result<Options> ParseOptions(const std::vector<std::string>& words);

std::string HelpText();

}  // namespace bouclier::verify

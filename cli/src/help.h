// SPDX-License-Identifier: Apache-2.0
// Help and completion, made from cli/words alone.
#pragma once

#include <string>

#include "words/command_words.h"

namespace bouclier::cli {

std::string ProgramHelp();
std::string VersionLine();
std::string GroupHelp(const GroupWords& group);
std::string CommandHelp(const CommandWords& words);
std::string BashCompletion();

}  // namespace bouclier::cli

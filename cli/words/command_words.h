// SPDX-License-Identifier: Apache-2.0
// What the tool says about its commands: names, options, examples. Plain data; cli/src turns it into a parser, help and
// completion.
#pragma once

#include <string_view>
#include <vector>

namespace bouclier::cli {

struct OptionWords {
  enum class Kind { kFlag, kValue, kRequiredValue, kRepeatable, kRequiredRepeatable };
  std::string_view name;   // --out
  std::string_view value;  // FILE; empty for a flag
  std::string_view help;
  Kind kind = Kind::kValue;
};

struct OperandWords {
  std::string_view name;  // NAME
  std::string_view help;
  bool required = true;
};

struct ExampleWords {
  std::string_view command;
  std::string_view meaning;
};

struct CommandWords {
  std::string_view path;     // "object get"
  std::string_view summary;  // one line
  std::string_view details;  // a paragraph, may be empty
  std::vector<OperandWords> operands;
  std::vector<OptionWords> options;
  std::vector<ExampleWords> examples;
};

struct GroupWords {
  std::string_view path;  // "object"
  std::string_view summary;
};

// In the order in which help lists them.
const std::vector<GroupWords>& Groups();
std::vector<CommandWords> AllCommands();

// One function a file of words.
std::vector<CommandWords> SetUpCommands();   // synth, init
std::vector<CommandWords> PeopleCommands();  // actor, doctor, status
std::vector<CommandWords> MigrateCommands();
std::vector<CommandWords> VaultCommands();  // object, host, vault
std::vector<CommandWords> CatalogCommands();
std::vector<CommandWords> IngestCommands();  // ingest, quarantine, vault drop-raw
std::vector<CommandWords> PermitCommands();
std::vector<CommandWords> ProjectCommands();
std::vector<CommandWords> WorkspaceCommands();
std::vector<CommandWords> AirlockCommands();
std::vector<CommandWords> ReportCommands();
std::vector<CommandWords> LedgerCommands();

extern const std::string_view kProgramSummary;
extern const std::string_view kExitCodes;

// Options that every command takes, and those of commands that need to know who asks.
const std::vector<OptionWords>& CommonOptions();
const std::vector<OptionWords>& ActorOptions();

}  // namespace bouclier::cli

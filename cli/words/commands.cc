// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

const std::string_view kProgramSummary =
    "bouclier runs a health data hub on any host, without that host ever being able to read a stored record.";

const std::string_view kExitCodes =
    "Exit codes: 0 done · 3 done, with a list of what was not · 2 the request is wrong · 10 who asks is not known · 11 "
    "denied · "
    "12 not found · 13 conflict · 14 a step before is missing, or it changed · 15 a limit is reached (disk, memory) · "
    "16 unavailable · 17 no answer in time · 18 stopped · 19 bytes are not what was recorded · 20 unsupported · 1 a "
    "defect";

const std::vector<GroupWords>& Groups() {
  static const std::vector<GroupWords> groups = {
      {"actor", "people who may act in this hub, each change signed by both custodians"},
      {"migrate", "move objects out of the old cloud, under seal, with proof"},
      {"object", "objects in the vault: list, read, export, import"},
      {"host", "change the host that holds the sealed bodies"},
      {"vault", "check what rests at the host, let go of raw files"},
      {"catalog", "what the tables are: load a schema, list, search, draw"},
      {"ingest", "make tables of the raw files of a base"},
      {"quarantine", "rows that could not be read"},
      {"permit", "who may see what of a base, for what, until when"},
      {"opposition", "lists of people who object to the use of their data"},
      {"workspace", "work on a project's extract: SQL, charts"},
      {"airlock", "let results leave: check, submit, review, release"},
      {"project", "what a permit's people get: list, extract, export"},
      {"report", "a page to look at, for who answers for the hub"},
      {"ledger", "read the ledger of everything that happened"},
  };
  return groups;
}

const std::vector<OptionWords>& CommonOptions() {
  static const std::vector<OptionWords> options = {
      {"--config", "FILE", "the hub's configuration (default: hub.yaml, or $BOUCLIER_CONFIG)"},
      {"--json", "", "print the report as JSON", OptionWords::Kind::kFlag},
      {"--quiet", "", "no progress on the terminal", OptionWords::Kind::kFlag},
  };
  return options;
}

const std::vector<OptionWords>& ActorOptions() {
  static const std::vector<OptionWords> options = {
      {"--as", "NAME", "who asks: a name of `actor list` (default: $BOUCLIER_AS)"},
      {"--key", "FILE", "that person's key file (default: in the hub's folder of actors)"},
      {"--passphrase-file", "FILE",
       "passphrase of that person's key, in a file of mode 0600 (default: asked at the terminal)"},
      {"--passphrase-fd", "N", "the same, from an open file descriptor"},
  };
  return options;
}

std::vector<CommandWords> AllCommands() {
  std::vector<CommandWords> all;
  for (auto part :
       {SetUpCommands, PeopleCommands, MigrateCommands, VaultCommands, CatalogCommands, IngestCommands, PermitCommands,
        ProjectCommands, WorkspaceCommands, AirlockCommands, ReportCommands, LedgerCommands})
    for (CommandWords& words : part()) all.push_back(std::move(words));
  return all;
}

}  // namespace bouclier::cli

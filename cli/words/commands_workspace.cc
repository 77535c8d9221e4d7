// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {
namespace {

using K = OptionWords::Kind;

constexpr OperandWords kProject = {"ID", "the project: the id of its permit"};
constexpr OperandWords kQuery = {"QUERY", "one SELECT (docs/SQL.md says what may be asked)", false};
constexpr OptionWords kFile = {"--file", "FILE", "read the query from a file"};
constexpr OptionWords kSeconds = {"--seconds", "N", "stop after so long (default 60)"};
constexpr OptionWords kMemory = {"--memory-mib", "N", "what the engine may hold (default 1024)"};

}  // namespace

std::vector<CommandWords> WorkspaceCommands() {
  return {
      {"workspace sql",
       "ask a project's extract by SQL (researcher)",
       "Tables have the names of the base in small letters, columns those of the extract's manifest. The query runs "
       "over "
       "the newest extract and nothing else: no files, no network, no settings. Its text is kept sealed, the ledger "
       "gets a salted digest. What is shown stays in the project space.",
       {kProject, kQuery},
       {kFile, kSeconds, kMemory, {"--rows", "N", "show at most so many rows (default 10000)"}},
       {{"bouclier workspace sql flu-2019 'SELECT count(*) FROM er_prs_f'", "how many care lines"},
        {"bouclier workspace sql flu-2019 --file weekly.sql --json", "from a file, as JSON"}}},
      {"workspace chart",
       "draw what a query answers, in the terminal and as SVG (researcher)",
       "The first column is x, the last one y; one between them tells series apart. Dates, months (2020-01) and weeks "
       "(2020-W05) make an axis of time.",
       {kProject, kQuery},
       {kFile,
        kSeconds,
        kMemory,
        {"--bar", "", "bars instead of a line", K::kFlag},
        {"--title", "TEXT", "above the chart (default: the name of y)"},
        {"--width", "N", "columns of the terminal (default 100)"},
        {"--out", "FILE", "write the SVG there, too"}},
       {{"bouclier workspace chart flu-2019 --file weekly.sql --out weekly.svg", "the curve of a winter"}}},
  };
}

}  // namespace bouclier::cli

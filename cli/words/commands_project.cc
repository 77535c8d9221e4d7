// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

std::vector<CommandWords> ProjectCommands() {
  using K = OptionWords::Kind;
  return {
      {"project list",
       "list projects: their permit, its state, their newest extract",
       "A researcher sees the projects whose permit names them.",
       {},
       {},
       {{"bouclier project list", "yours, or all of them for those who keep permits"}}},
      {"project extract",
       "make a project's extract: the rows and columns its permit gives (a person it names, or a steward)",
       "Identifiers become pseudonyms of this project; who objects is not in it. Sealed under the project's own keys, "
       "and there as a whole or not at all: stopped and typed again, it is made. The same permit, snapshot and "
       "opposition lists make no second one. The permit is asked again all along: revoked, the extract stops.",
       {{"ID", "the permit's id"}},
       {{"--memory", "SIZE", "what the process may hold, for instance 2G (default 1G)"},
        {"--threads", "N", "how many files at once (default: one a core)"},
        {"--lang", "fr|en", "language of the sentences (default en)"},
        {"--dry-run", "", "say which columns and how many rows would be read, at most", K::kFlag}},
       {{"bouclier project extract asthma-2026 --dry-run", "what would be read"},
        {"bouclier project extract asthma-2026 --memory 4G --lang fr", "make it, told in French"}}},
      {"project export",
       "write a project's extract as Crypt4GH files for keys that its permit names (a researcher it names)",
       "One file of Parquet for each file of the extract, re-sealed under a fresh key, and manifest.json. Nothing is "
       "written when the permit does not name one of the keys. A loud door: the ledger records who and for which keys.",
       {{"ID", "the permit's id"}},
       {{"--out", "DIR", "a new folder", K::kRequiredValue},
        {"--recipient", "FILE", "a Crypt4GH public key file", K::kRequiredRepeatable},
        {"--receipt-out", "FILE", "write the ledger receipt there (it lists the recipients' fingerprints)"}},
       {{"bouclier project export asthma-2026 --recipient lab.pub --out extract", "for one laboratory"}}},
  };
}

}  // namespace bouclier::cli

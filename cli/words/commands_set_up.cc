// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

std::vector<CommandWords> SetUpCommands() {
  using K = OptionWords::Kind;
  return {
      {"synth",
       "make a coherent synthetic French base as SNDS files, with its truth",
       "Writes CSV files as the national base delivers them (reimbursements by month, hospital stays by year, "
       "beneficiaries) for a "
       "population that never existed, and beside them a truth file: who had what, when, and which rows were damaged "
       "on purpose. "
       "The same seed gives the same bytes on any number of threads.",
       {},
       {{"--out", "DIR", "folder to write to: files/ and, beside it, truth/", K::kRequiredValue},
        {"--seed", "N", "the seed (default 1)"},
        {"--people", "N", "persons (default 20000)"},
        {"--months", "N", "months of care (default 24)"},
        {"--threads", "N", "threads (default: one a core)"}},
       {{"bouclier synth --out base/", "20,000 people, 24 months, some 300 MB"},
        {"bouclier synth --out small/ --people 2000 --seed 7 --json", "a small base, the report as JSON"}}},
      {"init",
       "make a hub: keys on the tokens, dataset keys, ledger, metadata database",
       "Needs the three tokens of the configuration. Makes the root epoch on both custodians' tokens, the ledger's and "
       "the certificates' "
       "keys on the hub's token, a key for each dataset, the ledger and the database. Prints the fingerprint of the "
       "ledger's key "
       "and the first checkpoint: keep both on paper. Typed again after a stop it goes on; on a finished hub it "
       "changes nothing but adds keys for datasets newly "
       "configured.",
       {},
       {{"--dry-run", "", "say what would be made, make nothing", K::kFlag},
        {"--vkey-out", "FILE", "write the ledger's verifier key there"},
        {"--checkpoint-out", "FILE", "write the first checkpoint there"},
        {"--example", "", "print a commented example configuration and stop", K::kFlag}},
       {{"bouclier init --example > hub.yaml", "start from the commented example"},
        {"bouclier init --dry-run", "see what would be made"},
        {"bouclier init --vkey-out ledger.vkey --checkpoint-out first.checkpoint",
         "make it, and keep what a verifier needs"}}}};
}

}  // namespace bouclier::cli

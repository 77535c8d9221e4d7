// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

std::vector<CommandWords> SetUpCommands() {
  using K = OptionWords::Kind;
  return {
      {"synth",
       "make a coherent synthetic French base as SNDS files, with its truth",
       "Writes CSV files as the national base delivers them (reimbursements by month, hospital stays by year, beneficiaries) for a "
       "population that never existed, and beside them a truth file: who had what, when, and which rows were damaged on purpose. "
       "The same seed gives the same bytes on any number of threads.",
       {},
       {{"--out", "DIR", "folder to write to; it must be empty or absent", K::kRequiredValue},
        {"--truth", "DIR", "folder for the truth and the values to search for (default: DIR/../truth)"},
        {"--seed", "N", "the seed (default 1)"},
        {"--people", "N", "persons (default 20000)"},
        {"--months", "N", "months of care (default 24)"},
        {"--threads", "N", "threads (default: one a core)"}},
       {{"bouclier synth --out base/", "20,000 people, 24 months, some 300 MB"},
        {"bouclier synth --out small/ --people 2000 --seed 7 --json", "a small base, the report as JSON"}}},
      {"init",
       "make a hub: keys on the tokens, dataset keys, ledger, metadata database",
       "Needs the three tokens of the configuration. Makes the root epoch on both custodians' tokens, the ledger's and the certificates' "
       "keys on the hub's token, a key for each dataset, the ledger and the database. Prints the fingerprint of the ledger's key "
       "and the first checkpoint: keep both on paper. Typed again after a stop it goes on; on a finished hub it changes nothing but adds keys for datasets newly "
       "configured.",
       {},
       {{"--dry-run", "", "say what would be made, make nothing", K::kFlag},
        {"--vkey-out", "FILE", "write the ledger's verifier key there"},
        {"--checkpoint-out", "FILE", "write the first checkpoint there"},
        {"--example", "", "print a commented example configuration and stop", K::kFlag}},
       {{"bouclier init --example > hub.yaml", "start from the commented example"},
        {"bouclier init --dry-run", "see what would be made"},
        {"bouclier init --vkey-out ledger.vkey --checkpoint-out first.checkpoint", "make it, and keep what a verifier needs"}}},
      {"actor add",
       "register a person: a new passphrase-protected key, roles, both custodians' signatures",
       "Writes the person's private key to a file sealed by a passphrase, and registers its public half. Both custodians' tokens sign the "
       "change; the ledger gets a number, never a name.",
       {{"NAME", "the person's name in this hub"}},
       {{"--role", "ROLE[:DATASET]", "operator, steward, permit_officer, controller, researcher, reviewer or auditor; for one dataset only with :DATASET",
         K::kRequiredRepeatable},
        {"--key-out", "FILE", "where the key file goes (default: the hub's actors folder)"},
        {"--new-passphrase-file", "FILE", "passphrase for the new key, in a file of mode 0600 (default: asked)"}},
       {{"bouclier actor add camille --role operator", "asks for a passphrase, then both custodians sign"},
        {"bouclier actor add lea --role steward:imaging", "a steward of one dataset"}}},
      {"actor list", "show the people of this hub, their numbers and roles", "", {}, {}, {{"bouclier actor list", "all of them"}}},
      {"actor grant",
       "give a person one more role",
       "",
       {{"NAME", "a name of `actor list`"}},
       {{"--role", "ROLE[:DATASET]", "the role", K::kRequiredRepeatable}},
       {{"bouclier actor grant lea --role auditor", "signed by both custodians, in the ledger"}}},
      {"actor revoke",
       "end a person's access, or one role of theirs",
       "",
       {{"NAME", "a name of `actor list`"}},
       {{"--role", "ROLE[:DATASET]", "only this role (default: all access, for good)", K::kRepeatable}},
       {{"bouclier actor revoke lea", "no role of hers counts from now on"}}},
      {"doctor",
       "say what is missing or wrong, and how to mend it",
       "Looks at the configuration, the tokens and their PINs, the rights at source and host, the clock, the disk, the database and the ledger. Changes "
       "nothing, but for one small probe object under the hub's prefix with --write.",
       {},
       {{"--write", "", "also try to write, read back and delete a probe at the host", K::kFlag}},
       {{"bouclier doctor", "one line a check"}, {"bouclier doctor --write --json", "with a write probe, as JSON"}}},
      {"status",
       "say where the hub stands: datasets, what moved, host, ledger",
       "",
       {},
       {},
       {{"bouclier status", "a page"}, {"bouclier status --json", "for a monitor"}}},
  };
}

}  // namespace bouclier::cli

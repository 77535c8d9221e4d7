// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

std::vector<CommandWords> PeopleCommands() {
  using K = OptionWords::Kind;
  return {
      {"actor add",
       "register a person: a new passphrase-protected key, roles, both custodians' signatures",
       "Writes the person's private key to a file sealed by a passphrase, and registers its public half. Both "
       "custodians' tokens sign the "
       "change; the ledger gets a number, never a name.",
       {{"NAME", "the person's name in this hub"}},
       {{"--role", "ROLE[:DATASET]",
         "operator, steward, permit_officer, controller, researcher, reviewer or auditor; for one dataset only with "
         ":DATASET",
         K::kRequiredRepeatable},
        {"--key-out", "FILE", "where the key file goes (default: the hub's actors folder)"},
        {"--new-passphrase-file", "FILE", "passphrase for the new key, in a file of mode 0600 (default: asked)"},
        {"--new-passphrase-fd", "N", "the same, from an open file descriptor"}},
       {{"bouclier actor add camille --role operator", "asks for a passphrase, then both custodians sign"},
        {"bouclier actor add lea --role steward:imaging", "a steward of one dataset"}}},
      {"actor list",
       "show the people of this hub, their numbers and roles",
       "",
       {},
       {},
       {{"bouclier actor list", "all of them"}}},
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
       {{"--role", "ROLE[:DATASET]", "only this role (default: all access, until a new grant)", K::kRepeatable}},
       {{"bouclier actor revoke lea", "no role of hers counts from now on"}}},
      {"doctor",
       "say what is missing or wrong, and how to mend it",
       "Looks at the configuration, the tokens and their PINs, the rights at source and host, the clock, the disk, the "
       "database and the ledger. Changes "
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

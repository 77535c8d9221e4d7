// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

std::vector<CommandWords> MigrateCommands() {
  return {
      {"migrate inventory",
       "list every blob and snapshot of the sources",
       "Reads listings only. Each blob and each of its snapshots is one unit; the prefix rules of the configuration "
       "give its dataset.",
       {},
       {},
       {{"bouclier migrate inventory", "all configured sources"}}},
      {"migrate plan",
       "say what would move and what could not, without moving anything",
       "Stops when a blob lies under no configured prefix, and names it.",
       {},
       {},
       {{"bouclier migrate plan", "counts, bytes and foreseen losses by dataset"}}},
      {"migrate run",
       "copy everything under seal to the host",
       "Bytes are sealed on this machine before they leave it. Killed and typed again, it goes on inside the object it "
       "was at. Ends with exit "
       "code 3 when something could not move: the list is in the report, by name.",
       {},
       {{"--workers", "N", "objects at once (default: from the configuration)"},
        {"--certificate-out", "FILE", "write the migration certificate there"},
        {"--manifest-out", "FILE", "write the manifest (names in clear: keep it safe)"},
        {"--sums-out", "FILE", "write SHA256SUMS of what moved, for the owner of the source"}},
       {{"bouclier migrate run", "copy, with progress"},
        {"bouclier migrate run --certificate-out migration.cert --manifest-out manifest.jsonl", "and keep the proof"}}},
      {"migrate verify",
       "read every moved object back from the host, unseal it, compare",
       "",
       {},
       {{"--certificate-out", "FILE", "write the migration certificate there"},
        {"--manifest-out", "FILE", "write the manifest (names in clear: keep it safe)"},
        {"--sums-out", "FILE", "write SHA256SUMS of what moved"}},
       {{"bouclier migrate verify --certificate-out migration.cert", "verify, then certify"}}},
      {"migrate delta",
       "list again, and move what is new or changed since",
       "A changed blob becomes a new generation; a blob deleted at the source is reported and kept.",
       {},
       {{"--workers", "N", "objects at once (default: from the configuration)"}},
       {{"bouclier migrate delta", "the last round before the switch"}}},
      {"migrate status",
       "say how far the migration is",
       "",
       {},
       {},
       {{"bouclier migrate status", "counts and what is left"}}},
  };
}

}  // namespace bouclier::cli

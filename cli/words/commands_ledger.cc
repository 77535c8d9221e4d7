// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

std::vector<CommandWords> LedgerCommands() {
  return {
      {"ledger show",
       "show one entry of the ledger",
       "",
       {{"INDEX", "its number, from 0"}},
       {},
       {{"bouclier ledger show 0", "the first one"}}},
      {"ledger tail",
       "show the newest entries",
       "",
       {},
       {{"--count", "N", "how many (default 20)"}},
       {{"bouclier ledger tail", "the last twenty"},
        {"bouclier ledger tail --count 5 --json", "the last five, as data"}}},
      {"ledger proof",
       "write the receipt of an entry: the entry and the proof that it is in the ledger",
       "",
       {{"INDEX", "its number, from 0"}},
       {{"--out", "FILE", "where to write it (default: the terminal)"}},
       {{"bouclier ledger proof 12 --out 12.receipt", "then: bouclier-verify receipt 12.receipt --vkey ledger.vkey"}}},
      {"completion",
       "print the completion script of a shell",
       "",
       {{"SHELL", "bash"}},
       {},
       {{"source <(bouclier completion bash)", "complete commands and options in this shell"}}},
  };
}

}  // namespace bouclier::cli

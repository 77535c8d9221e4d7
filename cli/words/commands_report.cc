// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

std::vector<CommandWords> ReportCommands() {
  using K = OptionWords::Kind;
  return {
      {"report hub",
       "write a page of the hub's state for whoever has to answer for it",
       "One static HTML file in French and English, without script or network: what is held, hosts, permits in words, "
       "what left, the newest entries of the ledger with what they mean, the checkpoint. By an operator or an auditor. "
       "No "
       "name of a person or an object stands in it. A story adds sections: docs/formats/hub-story.md.",
       {},
       {{"--out", "FILE", "the page; a file that is there is not overwritten", K::kRequiredValue},
        {"--story", "FILE", "JSON of further sections: claims with their commands, released tables, drawings"}},
       {{"bouclier report hub --out hub.html --as zoe", "then open it in a browser, or print it"}}}};
}

}  // namespace bouclier::cli

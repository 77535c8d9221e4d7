// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {
namespace {

using K = OptionWords::Kind;

constexpr OperandWords kProject = {"ID", "the project: the id of its permit"};
constexpr OperandWords kSubmission = {"SUBMISSION", "as `airlock list` names it: asthma-2026/3"};
constexpr OptionWords kQuery = {
    "--query", "N", "the ledger entry of a query you ran, as `workspace sql` tells it (default: your last)"};
constexpr OptionWords kLang = {"--lang", "fr|en", "the language of what is said (default en)"};
constexpr OptionWords kLabel = {"--label", "TEXT",
                                "what a column is called outside; one for each, in their order (default: the names "
                                "that the query gives)",
                                K::kRepeatable};

}  // namespace

std::vector<CommandWords> AirlockCommands() {
  return {
      {"airlock check",
       "ask what the rules would say of a result, before asking anybody (researcher)",
       "The hub runs the query again and counts the persons of each cell. Cells of few persons are hidden, and others "
       "that would give them back; what is near to a release is refused. docs/formats/disclosure.md says which queries "
       "are understood. Ends with exit code 3 when the verdict is a refusal.",
       {kProject},
       {kQuery, kLang, {"--title", "TEXT", "what the table is"}, kLabel},
       {{"bouclier airlock check flu-2019 --as hugo", "the query that was run last"},
        {"bouclier airlock check flu-2019 --query 812 --lang fr --as hugo", "another one, reasons in French"}}},
      {"airlock submit",
       "ask that a result leaves: a query that ran, never a file (researcher)",
       "Two reviewers look at it. One open submission for each person and project.",
       {kProject},
       {kQuery,
        {"--title", "TEXT", "what the table is; it leaves with it", K::kRequiredValue},
        kLabel,
        {"--change", "SUBMISSION", "in the place of that open one; its votes are lost"},
        kLang},
       {{"bouclier airlock submit flu-2019 --title 'Influenza, weeks of the winter' --as hugo", "the last query"},
        {"bouclier airlock submit flu-2019 --query 812 --title 'By zone' --label week --label cases --as hugo",
         "with words of your own"}}},
      {"airlock list",
       "list what asks to leave; a researcher sees their own",
       "",
       {},
       {{"--project", "ID", "of one project"}, {"--all", "", "those that are closed too", K::kFlag}, kLang},
       {{"bouclier airlock list --as rose", "the queue of a reviewer"}}},
      {"airlock review",
       "look at a submission, and vote (reviewer)",
       "Without a vote it shows what would leave, what the rules and the memory of releases say of it now, and the "
       "query. Nobody approves what is their own.",
       {kSubmission},
       {{"--approve", "", "it may leave", K::kFlag},
        {"--refuse", "WORDS", "it may not: why"},
        {"--comment", "WORDS", "say something, without a vote (its author too)"},
        {"--version", "N", "the version you looked at (default: the newest)"},
        kLang},
       {{"bouclier airlock review flu-2019/1 --as rose", "look"},
        {"bouclier airlock review flu-2019/1 --approve --as rose", "and approve"},
        {"bouclier airlock review flu-2019/1 --refuse 'week and region are too fine' --as rose", "or not"}}},
      {"airlock withdraw",
       "take a submission back (its author)",
       "",
       {kSubmission},
       {kLang},
       {{"bouclier airlock withdraw flu-2019/1 --as hugo", "nobody looks at it any more"}}},
      {"airlock release",
       "take out what two reviewers approved: one signed file (its author)",
       "The hub runs the query a last time and judges it by the memory of today. The file holds table, drawing and "
       "certificate; `bouclier-verify certificate FILE --vkey FILE` checks it with no other key. What was released is "
       "handed out again, as often as it is asked for.",
       {kSubmission},
       {{"--out", "FILE", "the released file", K::kRequiredValue},
        {"--csv", "FILE", "the table by itself, too"},
        {"--svg", "FILE", "the drawing by itself, too"},
        kLang},
       {{"bouclier airlock release flu-2019/1 --out flu.release --csv flu.csv --svg flu.svg --as hugo", "all three"}}},
      {"airlock history",
       "tell every step of a submission: who, when, which entry of the ledger",
       "",
       {kSubmission},
       {kLang},
       {{"bouclier airlock history flu-2019/1 --as rose", "one line a step"}}},
  };
}

}  // namespace bouclier::cli

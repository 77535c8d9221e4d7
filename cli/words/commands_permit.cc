// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {
namespace {

using K = OptionWords::Kind;

constexpr std::string_view kReasons =
    "a code, for the ledger is public: asked_by_project, authority, decision_withdrawn, error, incident, misuse, "
    "project_ended or settled";

CommandWords DraftWords() {
  return {
      "permit draft",
      "write a commented draft of a permit",
      "Without options it is a full example. A draft is YAML; no hub is needed to write, lint or show one.",
      {},
      {{"--out", "FILE", "the draft", K::kRequiredValue},
       {"--id", "ID", "the permit's id: letters, digits, _ . -"},
       {"--project", "ID", "the project's id"},
       {"--title", "TEXT", "the project's title"},
       {"--controller", "TEXT", "who answers for the processing"},
       {"--base", "NAME", "the base"},
       {"--start", "DAY", "first day of access, YYYY-MM-DD"},
       {"--end", "DAY", "last day of access"},
       {"--person", "NUMBER", "a number of `actor list`; the first leads", K::kRepeatable},
       {"--table", "TABLE:COLUMNS", "a table and its columns, with commas; the example's filters go", K::kRepeatable}},
      {{"bouclier permit draft --out asthma.yaml", "a full example, to be edited"},
       {"bouclier permit draft --out flu.yaml --id flu-2026 --project flu --person 4 --table "
        "IR_BEN_R:BEN_SEX_COD,BEN_NAI_ANN",
        "for one project"}}};
}

CommandWords LifeWords(std::string_view path, std::string_view summary, std::string_view details,
                       ExampleWords example) {
  CommandWords words{path,
                     summary,
                     details,
                     {{"ID", "a permit of `permit list`"}},
                     {{"--reason", "CODE", kReasons, K::kRequiredValue},
                      {"--dry-run", "", "say what would happen, and change nothing", K::kFlag}},
                     {example}};
  return words;
}

}  // namespace

std::vector<CommandWords> PermitCommands() {
  return {
      DraftWords(),
      {"permit lint",
       "say what is wrong or doubtful in a permit, before anybody signs it",
       "Ends with exit code 3 when a finding is an error: such a permit cannot be signed or issued.",
       {{"FILE", "a draft, or signed text"}},
       {},
       {{"bouclier permit lint asthma.yaml", "one line a finding"}}},
      {"permit sign",
       "add one of the two signatures: permit officer, controller",
       "A draft becomes signed text in a file of its own; signed text with one signature gets the second, by another "
       "person.",
       {{"FILE", "a draft, or signed text"}},
       {{"--out", "FILE", "the signed text (default: the draft's name with .jws; signed text stays where it is)"}},
       {{"bouclier permit sign asthma.yaml --as nora", "the permit officer turns the draft into asthma.jws"},
        {"bouclier permit sign asthma.jws --as paul", "the controller adds the second signature"}}},
      {"permit show",
       "say in sentences what a permit gives and what it refuses",
       "Of a file nobody needs to ask who asks, and signatures are counted, not verified. Of a permit of this hub both "
       "signatures, text, version and state are verified against the directory of actors and the ledger. A permit "
       "binds "
       "what this software does, not who owns the machine.",
       {{"FILE|ID", "a draft, signed text, or a permit of `permit list`"}},
       {{"--lang", "fr|en|both", "the language of the sentences (default both)"}},
       {{"bouclier permit show asthma.yaml --lang fr", "a draft, in French"},
        {"bouclier permit show asthma-2026 --as nora --json", "a permit of this hub, as data"}}},
      {"permit issue",
       "put a signed permit into force (permit officer)",
       "Both signatures are verified, and that both signers still hold their roles. Version 2 needs version 1.",
       {{"FILE", "signed text with both signatures"}},
       {{"--dry-run", "", "verify everything, and change nothing", K::kFlag}},
       {{"bouclier permit issue asthma.jws --as nora", "it is in the ledger, and active from its first day"}}},
      {"permit list",
       "list the permits of this hub; a researcher sees those that name them",
       "",
       {},
       {},
       {{"bouclier permit list --as zoe", "one line a permit"}}},
      {"permit ask",
       "ask what a permit answers to you for a table and columns, now",
       "",
       {{"ID", "a permit of `permit list`"}, {"TABLE", "a table of the source"}},
       {{"--column", "COLUMN", "a column of it", K::kRepeatable}},
       {{"bouclier permit ask asthma-2026 ER_PHA_F --column PHA_PRS_C13 --as hugo", "yes, or the true reason"}}},
      LifeWords("permit suspend", "stop access under a permit until it is resumed (permit officer or controller)", "",
                {"bouclier permit suspend asthma-2026 --reason incident --as paul", "at once, for everybody named"}),
      LifeWords("permit resume", "give access back under a suspended permit (permit officer)", "",
                {"bouclier permit resume asthma-2026 --reason settled --as nora", "for its remaining days"}),
      LifeWords("permit revoke", "end access under a permit for good (permit officer or controller)",
                "It cannot be undone: a new permit needs another id.",
                {"bouclier permit revoke asthma-2026 --reason misuse --dry-run --as paul", "what would happen"}),
      {"opposition load",
       "seal the next version of a list of people who object (steward)",
       "A CSV file with the header BEN_NIR_PSA;BEN_RNG_GEM or BEN_IDT_ANO: identifiers of the source, already "
       "pseudonymised. It is sealed under the keys of the base's crosswalk; the ledger gets its count and a salted "
       "digest.",
       {{"FILE", "the list"}},
       {{"--base", "NAME", "a base of the configuration", K::kRequiredValue},
        {"--list", "NAME", "the list's name, as permits name it", K::kRequiredValue},
        {"--dry-run", "", "read the file, and change nothing", K::kFlag}},
       {{"bouclier opposition load national.csv --base snds --list national --as lea", "a new version of the list"}}},
      {"opposition list",
       "list the opposition lists: versions and counts, no identifiers",
       "",
       {},
       {},
       {{"bouclier opposition list --as lea", "one line a list"}}},
  };
}

}  // namespace bouclier::cli

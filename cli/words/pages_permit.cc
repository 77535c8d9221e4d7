// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "words/page.h"
#include "words/pages.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

// What each finding means. {0} is its subject, {1} and {2} the first items of its list.
const std::map<std::string_view, std::string_view>& FindingWords() {
  static const std::map<std::string_view, std::string_view> words = {
      {"unknown_table", "{0} is no table that this program knows"},
      {"unknown_column", "{0} is no column of its table"},
      {"table_only_loaded", "{0} was loaded and is not built in: no extract can be made of it yet"},
      {"column_only_loaded", "{0} was loaded and is not built in: ingest keeps it as it came, so it cannot be granted"},
      {"identity_unknown", "{0}: nobody has said what it identifies, so it cannot be granted"},
      {"care_date_on_none", "{0} has no date of care: a filter on dates cannot reach it"},
      {"care_date_table_not_granted", "{0} stands among the dated tables and is not granted"},
      {"care_dates_below_month", "{0} knows months only, and no whole month lies inside the dates"},
      {"code_table_not_granted", "codes of {0} are filtered, and the table is not granted"},
      {"code_column_unknown", "{0} is filtered by codes and is no column of its table"},
      {"code_by_list", "{0} is a code list: name the codes themselves, of a column that is granted"},
      {"code_list_not_loaded", "{0} is filtered by codes, and its list {1} is not loaded: nobody checked them"},
      {"code_not_in_list", "{0} is filtered by codes that its list does not have: misspelt, or newer than the list"},
      {"code_on_identity", "{0} identifies: it cannot be filtered by codes"},
      {"code_on_type", "{0} is no code: it cannot be filtered by codes"},
      {"code_not_a_number", "{0} is a number: it is filtered by whole numbers, without leading zeros or beginnings"},
      {"unknown_region", "{0} is no region"},
      {"unit_not_granted",
       "{0} is not granted, nor another column of the table that says which of the units to protect"},
      {"concept_without_rule", "no rule says how to make {0} coarser"},
      {"terms_not_signed", "{0} has not signed the terms of use"},
      {"no_habilitation", "{0} has no habilitation: this person would read nothing"},
      {"habilitation_ends_before_start", "{0}'s habilitation ends before the permit begins"},
      {"habilitation_ends_before_end", "{0}'s habilitation ends before the permit does"},
      {"no_training", "{0} has no training recorded"},
      {"no_lead", "nobody named in the permit leads the project"},
      {"end_beyond_decision", "access ends after the decision, which holds until {0}"},
      {"publication_after_18_months", "results are due on {0}, more than 18 months after the end (EHDS article 61)"},
      {"no_prohibited_uses", "no prohibited use is named"},
      {"cutoff_before_care_ends", "{0}: care of the last months cannot be in flows up to {1}"},
      {"cutoff_misses_late_lines",
       "{0}: flows up to {1} are {2} months beyond the first of the last care; under 6, more than 1 % of its lines are "
       "expected missing"},
      {"cutoff_misses_under_1_percent",
       "{0}: flows up to {1} are {2} months beyond the first of the last care; some 1 % of its lines or less are "
       "expected missing (the last come after 27)"},
      {"all_care_dates", "{0} is given for all its dates: it does not stand among the dated tables"},
      {"whole_months_only", "{0} knows months only: it gives care from {1} to {2}"},
      {"threshold_below_11", "cells of {0} may leave; hospital data are published from 11 on"},
      {"identifier_birth_month", "month and year of birth are given"},
      {"identifier_death_date", "the exact date of death is given"},
      {"identifier_death_commune", "the commune of death is given"},
      {"identifier_residence", "the commune of residence is given"},
      {"identifier_care_date", "exact dates of care are given"},
      {"identifier_crossing", "several potential identifiers are crossed; crossing them is restricted"},
      {"date_without_concept", "dates that no concept names are not made coarser with the others"},
      {"newest_snapshot", "the extract will take the newest snapshot of {0} there is then"},
  };
  return words;
}

std::string Item(const Json& finding, size_t index) {
  const Json::Array& carriers = ListIn(finding, "carriers");
  return index < carriers.size() && carriers[index].if_string() != nullptr ? *carriers[index].if_string() : "";
}

bool ListsCarriers(std::string_view rule) {
  return rule.starts_with("identifier_") || rule == "date_without_concept" || rule == "code_not_in_list";
}

std::string FindingLines(const Json& data) {
  std::string out;
  for (const Json& finding : ListIn(data, "findings")) {
    const std::string rule = TextIn(finding, "rule"), subject = TextIn(finding, "subject");
    const auto words = FindingWords().find(rule);
    const std::string one = Item(finding, 0), two = Item(finding, 1);
    const std::string sentence = words == FindingWords().end()
                                     ? rule + " at " + subject
                                     : fmt::format(fmt::runtime(words->second), subject, one, two);
    out += fmt::format("  {:<8}{}\n", TextIn(finding, "level"), sentence);
    if (!ListsCarriers(rule)) continue;
    std::string list;
    for (const Json& carrier : ListIn(finding, "carriers"))
      if (carrier.if_string() != nullptr) list += (list.empty() ? "" : ", ") + *carrier.if_string();
    out += fmt::format("  {:<8}by {}\n", "", list);
  }
  return out;
}

std::string Name(const Json& data) {
  return fmt::format("{}, version {}", TextIn(data, "permit"), CountIn(data, "version"));
}

std::string Errors(const Json& data) {
  size_t errors = 0, warnings = 0;
  for (const Json& finding : ListIn(data, "findings")) {
    errors += TextIn(finding, "level") == "error" ? 1 : 0;
    warnings += TextIn(finding, "level") == "warning" ? 1 : 0;
  }
  return fmt::format("{}, {}", Counted(errors, "error"), Counted(warnings, "warning"));
}

}  // namespace

std::string PermitDraftPage(const Json& data) {
  const std::string file = TextIn(data, "file");
  return fmt::format("A draft of {} is in {}: {}.\n  next: edit it, then bouclier permit lint {}\n", Name(data), file,
                     Errors(data), file);
}

std::string PermitLintPage(const Json& data) {
  const std::string lines = FindingLines(data);
  return fmt::format("Permit {}: {}.\n", Name(data), Errors(data)) + lines;
}

std::string PermitSignPage(const Json& data) {
  const bool both = CountIn(data, "signatures") == 2;
  return fmt::format("{} carries {} (ledger entry {}); the text is in {}.\n", Name(data),
                     both ? "both signatures" : "one of two signatures", CountIn(data, "ledger_index"),
                     TextIn(data, "file")) +
         fmt::format("  next: {} {}\n", both ? "bouclier permit issue" : "the other role types bouclier permit sign",
                     TextIn(data, "file"));
}

std::string PermitIssuePage(const Json& data) {
  return fmt::format("Permit {} is issued (ledger entry {}): access from {} to {}.\n", Name(data),
                     CountIn(data, "ledger_index"), TextIn(data, "start"), TextIn(data, "end"));
}

std::string PermitIssueDryRunPage(const Json& data) {
  return fmt::format(
      "`bouclier permit issue` would put {} into force, from {} to {}: both signatures are right ({}).\n", Name(data),
      TextIn(data, "start"), TextIn(data, "end"), Errors(data));
}

std::string PermitListPage(const Json& data) {
  const Json::Array& permits = ListIn(data, "permits");
  if (permits.empty()) return "There is no permit here that you may see.\n";
  std::string out = fmt::format("{:<20} {:>3}  {:<10} {:<11} {:<11} {:>6}  {:>6}  {}\n", "permit", "ver", "state",
                                "from", "to", "people", "entry", "project");
  for (const Json& permit : permits)
    out +=
        fmt::format("{:<20} {:>3}  {:<10} {:<11} {:<11} {:>6}  {:>6}  {}\n", TextIn(permit, "permit"),
                    CountIn(permit, "version"), TextIn(permit, "state"), TextIn(permit, "start"), TextIn(permit, "end"),
                    CountIn(permit, "people"), CountIn(permit, "entry"), TextIn(permit, "project"));
  return out;
}

std::string PermitAskPage(const Json& data) {
  return fmt::format("Permit {} lets you read {} of {}, now.\n", TextIn(data, "permit"),
                     Counted(CountIn(data, "columns"), "column"), TextIn(data, "table"));
}

namespace {

std::string ChangedPage(const Json& data, std::string_view what) {
  return fmt::format("Permit {} {} (reason {}, ledger entry {}).\n", TextIn(data, "permit"), what,
                     TextIn(data, "reason"), CountIn(data, "ledger_index"));
}

}  // namespace

std::string PermitSuspendPage(const Json& data) { return ChangedPage(data, "is suspended: nobody reads under it"); }
std::string PermitResumePage(const Json& data) { return ChangedPage(data, "gives access again"); }
std::string PermitRevokePage(const Json& data) { return ChangedPage(data, "is revoked, for good"); }

std::string PermitChangeDryRunPage(const Json& data) {
  return fmt::format("The change of permit {} (reason {}) is possible; nothing was changed: this was a dry run.\n",
                     TextIn(data, "permit"), TextIn(data, "reason"));
}

namespace {

std::string OppositionCounts(const Json& data) {
  const uint64_t repeated = CountIn(data, "repeated");
  return fmt::format("{}, by {}{}", Counted(CountIn(data, "people"), "identifier"), TextIn(data, "form"),
                     repeated == 0 ? "" : fmt::format("; {} said again", Counted(repeated, "line")));
}

}  // namespace

std::string OppositionLoadPage(const Json& data) {
  return fmt::format("List {} of base {} is sealed (ledger entry {}): {}.\n", TextIn(data, "list"),
                     TextIn(data, "base"), CountIn(data, "ledger_index"), OppositionCounts(data)) +
         "It counts for extracts made from now on.\n";
}

std::string OppositionLoadDryRunPage(const Json& data) {
  return fmt::format("`bouclier opposition load` would seal list {} of base {}: {}.\n", TextIn(data, "list"),
                     TextIn(data, "base"), OppositionCounts(data));
}

std::string OppositionListPage(const Json& data) {
  const Json::Array& lists = ListIn(data, "lists");
  if (lists.empty()) return "No opposition list was loaded yet.\n";
  std::string out = fmt::format("{:<10} {:<20} {:>3}  {:>11}  {:<24} {:>6}  {}\n", "base", "list", "ver", "identifiers",
                                "loaded", "entry", "by");
  for (const Json& list : lists)
    out += fmt::format("{:<10} {:<20} {:>3}  {:>11}  {:<24} {:>6}  {}\n", TextIn(list, "base"), TextIn(list, "list"),
                       CountIn(list, "version"), CountIn(list, "people"), TextIn(list, "time"), CountIn(list, "entry"),
                       TextIn(list, "form"));
  return out;
}

}  // namespace bouclier::cli

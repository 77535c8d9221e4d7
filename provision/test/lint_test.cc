// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/lint.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "permit_vectors.h"

namespace bouclier::provision {
namespace {

using policy::ParseDay;

const Finding* Find(const std::vector<Finding>& findings, std::string_view rule) {
  const auto it = std::ranges::find(findings, rule, &Finding::rule);
  return it == findings.end() ? nullptr : &*it;
}
// The finding of that rule, or a failed test.
Finding Found(const policy::Permit& permit, std::string_view rule, FindingLevel level) {
  const std::vector<Finding> findings = Lint(permit);
  const Finding* found = Find(findings, rule);
  if (found == nullptr) {
    ADD_FAILURE() << rule;
    return {};
  }
  EXPECT_EQ(found->level, level) << rule;
  return *found;
}
bool IsFound(const policy::Permit& permit, std::string_view rule) { return Find(Lint(permit), rule) != nullptr; }

policy::Permit WithCutoff(const char* cutoff) {
  policy::Permit permit = test::SmallPermit();
  permit.rows.care_dates = policy::CareDates{
      ParseDay("2019-01-01").value(), ParseDay("2019-12-31").value(), policy::ParseMonth(cutoff).value(), {"ER_PHA_F"}};
  return permit;
}

TEST(Lint, TheSmallPermitHasNoErrors) {
  EXPECT_FALSE(HasErrors(Lint(test::SmallPermit())));
  EXPECT_TRUE(IsFound(test::SmallPermit(), "newest_snapshot"));
}

TEST(Lint, WhatCannotBeEnforcedIsAnError) {
  policy::Permit permit = test::SmallPermit();
  permit.tables[0].columns.push_back("NOPE");
  EXPECT_EQ(Found(permit, "unknown_column", FindingLevel::kError).subject, "ER_PHA_F.NOPE");
  EXPECT_TRUE(HasErrors(Lint(permit)));
  permit.tables = {{"IR_BEN_R", {"BEN_SEX_COD"}}};
  permit.rows.care_dates = policy::CareDates{{}, {}, {}, {"IR_BEN_R"}};
  EXPECT_EQ(Found(permit, "care_date_on_none", FindingLevel::kError).subject, "IR_BEN_R");
}

TEST(Lint, PotentialIdentifiersAreNamedWithTheirColumnsAndTheirCrossing) {
  policy::Permit permit = test::SmallPermit();
  permit.tables = {{"ER_PRS_F", {"BEN_RES_COM", "EXE_SOI_DTD", "EXE_SOI_AMD"}},
                   {"IR_BEN_R", {"BEN_NAI_ANN", "BEN_NAI_MOI", "BEN_RES_COM", "BEN_DCD_DTE"}},
                   {"KI_CCI_R", {"DCD_COM_COD"}}};
  permit.generalisation = {policy::ResidenceStep::kCommune, policy::DateStep::kMonth, policy::DateStep::kDay,
                           policy::DateStep::kDay};
  using Names = std::vector<std::string>;
  EXPECT_EQ(Found(permit, "identifier_residence", FindingLevel::kInfo).carriers,
            (Names{"ER_PRS_F.BEN_RES_COM", "IR_BEN_R.BEN_RES_COM"}));
  EXPECT_EQ(Found(permit, "identifier_care_date", FindingLevel::kInfo).carriers, Names{"ER_PRS_F.EXE_SOI_DTD"});
  EXPECT_EQ(Found(permit, "identifier_birth_month", FindingLevel::kInfo).carriers, Names{"IR_BEN_R.BEN_NAI_MOI"});
  EXPECT_EQ(Found(permit, "identifier_death_date", FindingLevel::kInfo).carriers, Names{"IR_BEN_R.BEN_DCD_DTE"});
  EXPECT_EQ(Found(permit, "identifier_death_commune", FindingLevel::kInfo).carriers, Names{"KI_CCI_R.DCD_COM_COD"});
  EXPECT_EQ(Found(permit, "identifier_crossing", FindingLevel::kWarning).carriers.size(), 5u);
  // Made coarse, none is left.
  permit.generalisation = {policy::ResidenceStep::kDepartment, policy::DateStep::kYear, policy::DateStep::kMonth,
                           policy::DateStep::kMonth};
  for (const Finding& finding : Lint(permit)) EXPECT_FALSE(finding.rule.starts_with("identifier_")) << finding.rule;
  // One alone crosses nothing.
  permit.generalisation.residence = policy::ResidenceStep::kCommune;
  permit.tables = {{"ER_PRS_F", {"BEN_RES_COM"}}};
  EXPECT_TRUE(IsFound(permit, "identifier_residence"));
  EXPECT_FALSE(IsFound(permit, "identifier_crossing"));
}

TEST(Lint, TheCutOffTellsWhatIsExpectedToBeMissing) {
  EXPECT_EQ(Found(WithCutoff("2019-12"), "cutoff_before_care_ends", FindingLevel::kError).subject, "ER_PHA_F");
  for (const char* early : {"2020-01", "2020-06"})
    Found(WithCutoff(early), "cutoff_misses_late_lines", FindingLevel::kWarning);
  for (const char* late : {"2020-07", "2022-03"})
    Found(WithCutoff(late), "cutoff_misses_under_1_percent", FindingLevel::kInfo);
  for (const Finding& finding : Lint(WithCutoff("2022-04")))
    EXPECT_FALSE(finding.rule.starts_with("cutoff")) << finding.rule;
}

TEST(Lint, TablesWithoutTheDateFilterAndMonthsCutOffAreTold) {
  policy::Permit permit = WithCutoff("2022-04");
  permit.tables.push_back({"IR_IMB_R", {"MED_MTF_COD"}});
  permit.tables.push_back({"T_MCOaaB", {"DGN_PAL"}});
  permit.rows.care_dates->tables.push_back("T_MCOaaB");
  permit.rows.care_dates->to = ParseDay("2019-12-30").value();
  EXPECT_EQ(Found(permit, "all_care_dates", FindingLevel::kWarning).subject, "IR_IMB_R");
  EXPECT_EQ(Found(permit, "whole_months_only", FindingLevel::kWarning).carriers,
            (std::vector<std::string>{"2019-01-01", "2019-11-30"}));
}

TEST(Lint, PeopleWithoutHabilitationTermsOrTrainingAreTold) {
  policy::Permit permit = test::SmallPermit();
  permit.people[0].habilitation_until = permit.end - std::chrono::days(1);
  EXPECT_EQ(Found(permit, "habilitation_ends_before_end", FindingLevel::kWarning).subject, "local/7");
  permit.people[0].habilitation_until = permit.start - std::chrono::days(1);
  Found(permit, "habilitation_ends_before_start", FindingLevel::kError);
  permit.people[0].habilitation_until.reset();
  permit.people[0].terms_signed.reset();
  permit.people[0].training.reset();
  permit.people[0].roles = {policy::MemberRole::kAnalyst};
  Found(permit, "no_habilitation", FindingLevel::kError);
  Found(permit, "terms_not_signed", FindingLevel::kError);
  Found(permit, "no_training", FindingLevel::kWarning);
  Found(permit, "no_lead", FindingLevel::kWarning);
}

TEST(Lint, TimesAndThresholdsAreComparedWithTheirTexts) {
  policy::Permit permit = test::SmallPermit();
  permit.legal.valid_until = permit.end - std::chrono::days(1);
  EXPECT_EQ(Found(permit, "end_beyond_decision", FindingLevel::kError).subject, "2027-12-30");
  permit.legal.valid_until = permit.end;
  EXPECT_FALSE(IsFound(permit, "end_beyond_decision"));
  permit.legal.basis = policy::LegalBasis::kEhds68;
  permit.publication_due = ParseDay("2029-07-01").value();
  Found(permit, "publication_after_18_months", FindingLevel::kWarning);
  permit.publication_due = ParseDay("2029-06-30").value();
  EXPECT_FALSE(IsFound(permit, "publication_after_18_months"));
  permit.output.threshold = 10;
  EXPECT_FALSE(IsFound(permit, "threshold_below_11"));
  permit.tables = {{"T_MCOaaB", {"DGN_PAL"}}};
  Found(permit, "threshold_below_11", FindingLevel::kWarning);
}

TEST(Lint, ErrorsComeFirst) {
  policy::Permit permit = test::SmallPermit();
  permit.tables[0].columns.push_back("NOPE");
  permit.people[0].training.reset();
  const std::vector<Finding> findings = Lint(permit);
  EXPECT_TRUE(std::ranges::is_sorted(findings, {}, &Finding::level));
  EXPECT_EQ(findings.front().level, FindingLevel::kError);
}

// A schema that a steward loaded: a table and columns that are not built in, a list with data, one without.
struct Loaded {
  Loaded() {
    const auto column = [](const char* name, const char* list) {
      catalog::LoadedColumn out;
      out.name = name;
      out.list = list;
      return out;
    };
    catalog::LoadedTable teeth, drugs, stays;
    teeth.name = "CR_DENT_F";
    teeth.columns = {column("BEN_NIR_PSA", ""), column("DNT_NUM", "")};
    drugs.name = "ER_PHA_F";
    drugs.columns = {column("PHA_NEW_COD", ""), column("BEN_NIR_PSA", ""), column("PHA_PRS_C13", "CIP")};
    stays.name = "T_MCOaaB";
    stays.columns = {column("DGN_PAL", "CIM")};
    schema.tables = {teeth, drugs, stays};
    catalog::CodeList cim, cip;
    cim.name = "CIM";
    cim.has_data = false;
    cip.name = "CIP";
    cip.has_data = true;
    cip.codes = {"34009300000001"};
    schema.lists = {cim, cip};
    catalogue = catalog::Combine(catalog::BuiltInTables(), schema);
  }
  LoadedFacts facts() const { return {&catalogue, &schema}; }
  catalog::LoadedSchema schema;
  catalog::Catalogue catalogue;
};

TEST(LintLoaded, WhatIsOnlyLoadedIsRefusedAndTheReasonIsTrue) {
  const Loaded loaded;
  policy::Permit permit = test::SmallPermit();
  permit.rows = {};
  permit.tables = {{"CR_DENT_F", {"BEN_NIR_PSA", "DNT_NUM"}},
                   {"ER_PHA_F", {"PHA_NEW_COD", "BEN_NIR_PSA", "NOPE", "PHA_PRS_C13"}}};
  std::vector<std::string> errors;
  for (const Finding& finding : Lint(permit, loaded.facts()))
    if (finding.level == FindingLevel::kError) errors.push_back(finding.rule + " " + finding.subject);
  EXPECT_EQ(errors,
            (std::vector<std::string>{"column_only_loaded ER_PHA_F.BEN_NIR_PSA", "identity_unknown CR_DENT_F.DNT_NUM",
                                      "identity_unknown ER_PHA_F.PHA_NEW_COD", "table_only_loaded CR_DENT_F",
                                      "unknown_column ER_PHA_F.NOPE"}));
  EXPECT_EQ(Compile(permit, loaded.facts()).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(Compile(permit).error().code, ErrorCode::kUnsupported) << "and without the facts as well";
}

TEST(LintLoaded, CodesAreComparedWithTheLoadedList) {
  const Loaded loaded;
  policy::Permit permit = test::SmallPermit();
  permit.rows = {};
  permit.tables = {{"ER_PHA_F", {"PHA_PRS_C13"}}, {"T_MCOaaB", {"DGN_PAL"}}};
  permit.rows.codes = {{"ER_PHA_F", "PHA_PRS_C13", {"34009300000001"}, {}}};
  const auto found = [&](std::string_view rule) { return Find(Lint(permit, loaded.facts()), rule) != nullptr; };
  EXPECT_FALSE(found("code_not_in_list"));
  EXPECT_FALSE(found("code_list_not_loaded"));
  permit.rows.codes[0].values.push_back("34009399999999");
  EXPECT_TRUE(found("code_not_in_list"));
  EXPECT_FALSE(HasErrors(Lint(permit, loaded.facts()))) << "it may be newer than the list";
  permit.rows.codes = {{"T_MCOaaB", "DGN_PAL", {}, {"C5"}}};
  EXPECT_TRUE(found("code_list_not_loaded"));
  permit.rows.codes = {{"CIM", "CHAPTER", {"II"}, {}}};
  EXPECT_TRUE(found("code_by_list"));
  EXPECT_TRUE(HasErrors(Lint(permit, loaded.facts())));
  EXPECT_TRUE(HasErrors(Lint(permit)));
}

}  // namespace
}  // namespace bouclier::provision

// SPDX-License-Identifier: Apache-2.0
// The ground of the red team: a small base, queries through a real session, a memory of what left, and the judges with
// one rule missing (twins) that let the same attack through. Test support.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <set>

#include "bouclier/airlock/explain.h"
#include "bouclier/airlock/proposal.h"
#include "bouclier/airlock/shown_table.h"
#include "bouclier/airlock/submission.h"
#include "bouclier/crypto/json.h"
#include "outputs.h"
#include "workspace/test/output_tables.h"

namespace bouclier::airlock::test {

using kernels::Matter;
using kernels::PersonSet;
using kernels::RuleParameters;

class RedTeam : public testing::Test {
 protected:
  // Person 7 is P7, born in 1900 + 7 % 90, of sex 1 or 2 by turns.
  void Register(int person, const std::string& region) {
    tables.persons.push_back({Name(person), "N" + Name(person), region, 1 + person % 2, 1900 + person % 90});
  }
  void Care(int person, const std::string& region, int32_t day, int64_t cents) {
    tables.care.push_back(
        {Name(person), "N" + Name(person), "L" + Name(person), region, day, arrow::Decimal128(cents)});
  }
  void Stay(int person, int64_t hospital, int64_t days) {
    tables.stays.push_back({Name(person), "S" + Name(person), hospital, 0});
    tables.cases.push_back({"S" + Name(person), hospital, "J10", days});
  }
  void Drug(int person) { tables.drugs.push_back({"L" + Name(person), "3400930000011", 1}); }
  // Of each region, A to J, sixty: registered, and once in care for an amount of their own.
  void Fill(int regions = 10, int people = 60) {
    for (int region = 0; region < regions; ++region)
      for (int i = 0; i < people; ++i, ++last_) {
        Register(last_, Letter(region));
        Care(last_, Letter(region), 0, 1000 + 10 * last_);
      }
  }
  static std::string Name(int person) { return "P" + std::to_string(person); }
  static std::string Letter(int region) { return std::string(1, static_cast<char>('A' + region)); }

  workspace::SqlSession& Session() {
    if (!session_) session_ = workspace::SqlSession::Make(SqlTablesOf(tables), {}).value();
    return *session_;
  }
  // The whole way of a query to the judge.
  Result<Proposal> Propose(const std::string& sql) {
    BOUCLIER_TRY(const workspace::Candidate candidate, Session().Propose(sql, units));
    return ProposalOf(candidate, Facts());
  }
  Output Ask(const std::string& sql) {
    const auto made = Propose(sql);
    EXPECT_TRUE(made.ok()) << made.error().message << ": " << sql;
    return made.value().output();
  }
  Assessment Judge(const Output& output, const RuleParameters& rules = kernels::DefaultRules()) {
    return Assess(output, rules, memory).value();
  }
  // Leaves, and is remembered.
  void Release(const std::string& sql, const std::string& project = "grippe") {
    const Output output = Ask(sql);
    const Assessment assessment = Judge(output);
    ASSERT_NE(assessment.verdict, Verdict::kRefused) << Why(output, assessment);
    memory.Add(output, assessment, project);
  }
  // The rules that an assessment names, as the author is told.
  static std::set<std::string> RulesOf(const Output& output, const Assessment& assessment) {
    std::set<std::string> rules;
    for (const Told& told :
         Explain(output.figures.table, assessment, kernels::DefaultRules(), "grippe", Audience::kAuthor))
      rules.insert(told.rule);
    return rules;
  }
  static std::string Why(const Output& output, const Assessment& assessment) {
    std::string all;
    for (const std::string& rule : RulesOf(output, assessment)) all += (all.empty() ? "" : ", ") + rule;
    return all;
  }

  void ExpectRefusedBy(const std::string& rule, const Output& output) {
    const Assessment assessment = Judge(output);
    EXPECT_EQ(assessment.verdict, Verdict::kRefused);
    EXPECT_TRUE(RulesOf(output, assessment).contains(rule)) << Why(output, assessment);
  }
  void ExpectHiddenBy(const std::string& rule, const Output& output, size_t cell) {
    const Assessment assessment = Judge(output);
    EXPECT_TRUE(assessment.hidden.at(cell));
    EXPECT_TRUE(RulesOf(output, assessment).contains(rule)) << Why(output, assessment);
  }
  // The author is told which cell or group of this output it is and, by its name, which of which release.
  void ExpectNames(const std::string& rule, const Output& output, const std::string& here, const InBoth& there = {},
                   uint64_t release = 0) {
    std::string all;
    for (const Told& told :
         Explain(output.figures.table, Judge(output), kernels::DefaultRules(), "grippe", Audience::kAuthor)) {
      all += "\n" + told.rule + ": " + told.where.en + ": " + told.learns.en;
      if (told.rule != rule || told.where.en != here) continue;
      const std::string number = std::to_string(release);
      if (release == 0) {
        EXPECT_FALSE(told.release) << all;
        return;
      }
      EXPECT_EQ(told.release, release) << all;
      EXPECT_EQ(told.project, "grippe") << all;
      EXPECT_NE(told.learns.en.find(there.en + " of release " + number), std::string::npos) << all;
      EXPECT_NE(told.learns.fr.find(there.fr + " de la sortie nº " + number), std::string::npos) << told.learns.fr;
      return;
    }
    ADD_FAILURE() << here << " is not named by " << rule << " in:" << all;
  }
  void ExpectPass(const Assessment& twin) { EXPECT_EQ(twin.verdict, Verdict::kPass); }

  // Twins: the judge without one of its rules.
  static Assessment WithoutMemory(const Output& output) {
    Memory nothing;
    return Assess(output, kernels::DefaultRules(), nothing).value();
  }
  static std::vector<bool> WithoutMargins(const Output& output) {
    return kernels::HiddenBy(kernels::ApplyRules(output.figures, kernels::DefaultRules()), output.figures.cells.size());
  }
  static std::vector<bool> WithoutRule(const Output& output, kernels::Rule rule) {
    std::vector<kernels::Finding> findings = kernels::ApplyRules(output.figures, kernels::DefaultRules());
    std::erase_if(findings, [&](const kernels::Finding& finding) { return finding.rule == rule; });
    return kernels::HiddenBy(findings, output.figures.cells.size());
  }
  // For queries that the grammar refuses: the engine alone answers them.
  void ExpectGrammarRefuses(const std::string& sql, const std::string& what) {
    const auto made = Propose(sql);
    ASSERT_FALSE(made.ok()) << sql;
    EXPECT_EQ(made.error().code, ErrorCode::kUnsupported) << made.error().message;
    EXPECT_NE(made.error().message.find(what), std::string::npos) << made.error().message;
    const auto twin = Session().Run(sql);
    EXPECT_TRUE(twin.ok() && !twin->rows.empty()) << "the twin answers: " << sql;
  }

  // One line a case, when it held.
  static void Say(const std::string& name, const std::string& how) {
    if (!HasFailure()) std::printf("red-team: %s: %s; twin lets it through\n", name.c_str(), how.c_str());
  }
  static void SayOpen(const std::string& name) {
    if (!HasFailure()) std::printf("red-team: %s: open, left to the reviewers\n", name.c_str());
  }

  workspace::OutputTables tables;
  std::vector<workspace::CountedUnit> units;  // that the permit protects beside persons
  Memory memory;

 private:
  static ProposalFacts Facts() {
    const auto matter = [](const std::vector<workspace::SourceColumn>& reads) {
      const bool drug = std::ranges::any_of(reads, [](const auto& one) { return one.column == "PHA_PRS_C13"; });
      return drug ? Matter::kOutcome : Matter::kOther;
    };
    return {[](const std::vector<std::string>& persons) -> Result<std::vector<uint32_t>> {
              std::vector<uint32_t> ordinals;
              for (const std::string& person : persons)
                ordinals.push_back(static_cast<uint32_t>(std::stoul(person.substr(1))));
              return ordinals;
            },
            [matter](const workspace::OutputColumn& key) { return matter(key.reads); },
            [matter](const workspace::OutputMeasure& measure) { return matter(measure.reads); }};
  }
  int last_ = 1;
  std::optional<workspace::SqlSession> session_;
};

}  // namespace bouclier::airlock::test

// SPDX-License-Identifier: Apache-2.0
// The rules: beside a twin that looks at the persons themselves, and case by case at their edges.
#include "bouclier/kernels/disclosure_rules.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace bouclier::kernels {
namespace {

// Regions 11 and 24 by outcome "alive" and "dead".
OutputFigures TwoByTwo(std::vector<uint32_t> units, std::vector<uint32_t> line_units) {
  OutputFigures out;
  out.table = {{{"region", {"11", "24"}}, {"outcome", {"alive", "dead"}}}, {{0, 0}, {0, 1}, {1, 0}, {1, 1}}};
  out.dimensions = {Matter::kOther, Matter::kOutcome};
  for (const uint32_t count : units) out.cells.push_back({count, {}});
  out.line_units = std::move(line_units);  // outcome alive, outcome dead, region 11, region 24
  out.keys = {{true, {100, 100}}, {true, {100, 100}}};
  return out;
}

// One cell with one sum.
OutputFigures OneSum(uint32_t units, SumFigures sum, Matter matter = Matter::kOther) {
  OutputFigures out;
  out.table = {{}, {{}}};
  out.sums = {{"s", matter}};
  out.cells = {{units, {sum}}};
  return out;
}

std::vector<Rule> RulesOf(const std::vector<Finding>& findings) {
  std::vector<Rule> out;
  for (const Finding& finding : findings) out.push_back(finding.rule);
  return out;
}

std::vector<Rule> Apply(const OutputFigures& figures) { return RulesOf(ApplyRules(figures, DefaultRules())); }

TEST(DisclosureRules, AnotherUnitIsHiddenBelowItsOwnThreshold) {
  for (const ProtectionUnit unit :
       {ProtectionUnit::kPerson, ProtectionUnit::kProfessional, ProtectionUnit::kEstablishment})
    EXPECT_EQ(UnitNamed(UnitName(unit)), unit);
  EXPECT_FALSE(UnitNamed("household"));
  const RuleParameters rules = RulesBy(DefaultRules(), {ProtectionUnit::kEstablishment, {3, "a rule"}});
  for (uint32_t count = 0; count < 6; ++count) {
    const auto findings = ApplyRules(TwoByTwo({count, 50, 60, 70}, {60 + count, 120, 50 + count, 130}), rules);
    ASSERT_EQ(findings.size(), count == 1 || count == 2 ? 1u : 0u) << count;
    if (findings.empty()) continue;
    EXPECT_EQ(findings[0].unit, ProtectionUnit::kEstablishment);
    EXPECT_EQ(findings[0].limit.origin, "a rule");
  }
  // Everybody of a line has the outcome: that is about persons.
  EXPECT_TRUE(ApplyRules(TwoByTwo({50, 0, 60, 70}, {110, 70, 50, 130}), rules).empty());
  EXPECT_FALSE(Apply(TwoByTwo({50, 0, 60, 70}, {110, 70, 50, 130})).empty());
}

TEST(DisclosureRules, AnotherUnitMayMakeMostOfACountAndNotOfAnAmount) {
  const RuleParameters rules = RulesBy(DefaultRules(), {ProtectionUnit::kEstablishment, {3, "a rule"}});
  OutputFigures figures = OneSum(5, {1000, 900, 5});
  EXPECT_EQ(RulesOf(ApplyRules(figures, rules)), std::vector<Rule>{Rule::kDominance});
  figures.sums[0].counts = true;
  EXPECT_TRUE(ApplyRules(figures, rules).empty());
  figures.cells[0] = {50, {{1000, 900, 50}}};
  EXPECT_EQ(Apply(figures), std::vector<Rule>{Rule::kDominance}) << "of persons, of a count too";
}

TEST(DisclosureRules, OneToTenAreHiddenZeroAndElevenShown) {
  for (uint32_t count = 0; count < 14; ++count) {
    const auto findings = ApplyRules(TwoByTwo({count, 50, 60, 70}, {60 + count, 120, 50 + count, 130}), DefaultRules());
    std::vector<bool> hidden(4, false);
    hidden[0] = count >= 1 && count <= 10;
    EXPECT_EQ(HiddenBy(findings, 4), hidden) << count;
    for (const Finding& finding : findings) {
      if (finding.rule != Rule::kSmall) continue;
      EXPECT_EQ(finding.seen, count);
      EXPECT_EQ(finding.limit.value, 11u);
      EXPECT_NE(finding.limit.origin.find("11 units"), std::string::npos);
    }
  }
}

// Lines that cancel each other leave no contribution: who pays 5 and gets 5 back does not count.
TEST(DisclosureRules, F30ContributorsCountNotWhoeverHasALine) {
  EXPECT_EQ(Apply(OneSum(100, {.absolute = 900, .largest = 100, .contributors = 10})),
            (std::vector<Rule>{Rule::kSmall}));
  EXPECT_TRUE(Apply(OneSum(100, {.absolute = 900, .largest = 100, .contributors = 11})).empty());
  EXPECT_TRUE(Apply(OneSum(100, {})).empty()) << "a sum to which nobody contributes";
}

TEST(DisclosureRules, F30SumsOfZeroOneVectorsAreCounts) {
  const auto sum_of = [](uint32_t ones) {
    return SumFigures{.absolute = ones, .largest = ones > 0, .contributors = ones};
  };
  for (uint32_t ones = 0; ones <= 100; ++ones) {
    std::vector<Rule> expected;
    if (ones >= 1 && ones <= 10) expected = {Rule::kSmall};
    if (ones >= 90 && ones <= 99) expected = {Rule::kSmallComplement};
    EXPECT_EQ(Apply(OneSum(100, sum_of(ones))), expected) << ones;
    if (ones == 0 || ones == 100) expected = {Rule::kUnanimity};
    EXPECT_EQ(Apply(OneSum(100, sum_of(ones), Matter::kOutcome)), expected) << ones;
  }
  // In another unit (each contributes 7) it is the same count; with unlike contributions it is none.
  EXPECT_EQ(Apply(OneSum(100, {.absolute = 7 * 95, .largest = 7, .contributors = 95})),
            (std::vector<Rule>{Rule::kSmallComplement}));
  EXPECT_TRUE(Apply(OneSum(100, {.absolute = 7 * 95 - 1, .largest = 7, .contributors = 95})).empty());
}

TEST(DisclosureRules, DominanceBeginsAboveTheShare) {
  EXPECT_TRUE(Apply(OneSum(20, {.absolute = 1000, .largest = 850, .contributors = 20})).empty());
  const auto found = ApplyRules(OneSum(20, {.absolute = 1000, .largest = 851, .contributors = 20}), DefaultRules());
  ASSERT_EQ(RulesOf(found), (std::vector<Rule>{Rule::kDominance}));
  EXPECT_EQ(found[0].effect, Effect::kRefuse);
  EXPECT_EQ(found[0].seen, 851u);
  EXPECT_EQ(Apply(OneSum(20, {.absolute = UINT64_MAX, .largest = UINT64_MAX - 20, .contributors = 20})),
            (std::vector<Rule>{Rule::kDominance}))
      << "no overflow";
  RuleParameters without = DefaultRules();
  without.dominance_per_mille.reset();
  EXPECT_TRUE(ApplyRules(OneSum(20, {.absolute = 1000, .largest = 851, .contributors = 20}), without).empty());
}

// Each row of a cell has the outcome, and one person has two of them: not as many rows as persons, and all the same.
TEST(DisclosureRules, UnanimityIsEveryRowToo) {
  std::vector<int64_t> rows(20, 1), fewer(20, 1);
  rows[0] = 2;
  OutputFigures figures;
  figures.table = {{}, {{}}};
  figures.sums = {{"count(*)", Matter::kOther, true}, {"count(*) FILTER (died)", Matter::kOutcome, true}};
  figures.cells = {{20, {{21, 2, 20}, {21, 2, 20}}, {{rows, false}, {rows, false}}}};
  EXPECT_EQ(Apply(figures), (std::vector<Rule>{Rule::kUnanimity}));
  // Another count, about an outcome itself, is no count of all rows.
  figures.sums[0].matter = Matter::kOutcome;
  EXPECT_TRUE(Apply(figures).empty());
}

TEST(DisclosureRules, UnanimityIsALineInOneCell) {
  const auto found = ApplyRules(TwoByTwo({50, 0, 60, 70}, {110, 70, 50, 130}), DefaultRules());
  ASSERT_EQ(RulesOf(found), (std::vector<Rule>{Rule::kUnanimity}));
  EXPECT_EQ(found[0].cell, 0u);
  EXPECT_EQ(LinesOf(TwoByTwo({}, {}).table)[*found[0].line].cells, (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(found[0].column, "outcome");
  // Along another dimension it says where people live, not what they have.
  OutputFigures other = TwoByTwo({50, 0, 60, 70}, {110, 70, 50, 130});
  other.dimensions[1] = Matter::kOther;
  EXPECT_TRUE(Apply(other).empty());
  // Some have both outcomes and all have the first: unanimous too, though two cells are filled.
  EXPECT_EQ(Apply(TwoByTwo({50, 20, 60, 70}, {110, 90, 50, 130})), (std::vector<Rule>{Rule::kUnanimity}));
  RuleParameters nobody = DefaultRules();
  nobody.unanimity_origin.clear();
  EXPECT_TRUE(ApplyRules(TwoByTwo({50, 0, 60, 70}, {110, 70, 50, 130}), nobody).empty());
}

// The negative control is the same table judged without the columns' inputs: the rate beside a hidden count stays.
TEST(DisclosureRules, ColumnsThatReadAHiddenCellAreNamed) {
  OutputFigures figures = TwoByTwo({3, 50, 60, 70}, {63, 120, 53, 130});
  figures.derived = {{"rate", true, {}}, {"constant", false, {}}};
  const std::vector<bool> hidden = {true, false, false, true};
  RuleParameters rules = DefaultRules();
  rules.hidden_per_mille.value = 500;
  const auto found = JudgeHidden(figures, hidden, rules);
  ASSERT_EQ(RulesOf(found), (std::vector<Rule>{Rule::kDerived, Rule::kDerived}));
  EXPECT_EQ(found[0].column, "rate");
  EXPECT_EQ(found[1].cell, 3u);
  figures.derived[0].of_counts = false;
  EXPECT_TRUE(JudgeHidden(figures, hidden, rules).empty());
  rules.hidden_per_mille.value = 499;
  EXPECT_EQ(RulesOf(JudgeHidden(figures, hidden, rules)), (std::vector<Rule>{Rule::kTooManyHidden}));
}

TEST(DisclosureRules, AValueOfFewLeavesOnlyOfAPlainKey) {
  OutputFigures figures = TwoByTwo({40, 50, 60, 70}, {100, 120, 90, 130});
  for (const uint32_t units : {0u, 1u, 10u, 11u}) {
    for (const bool plain : {true, false}) {
      figures.keys = {{plain, {units, 100}}, {true, {100, 100}}};
      const std::vector<Finding> findings = ApplyRules(figures, DefaultRules());
      ASSERT_EQ(findings.size(), !plain && units >= 1 && units <= 10 ? 1u : 0u) << units << plain;
      if (findings.empty()) continue;
      EXPECT_EQ(findings[0].rule, Rule::kKeyOfFew);
      EXPECT_EQ(findings[0].effect, Effect::kRefuse);
      EXPECT_EQ(findings[0].cell, 0u) << "the first that has the value";
      EXPECT_EQ(findings[0].column, "region");
      EXPECT_EQ(findings[0].seen, units);
    }
  }
}

TEST(DisclosureRules, TwoValuesOfFewInOneCellAreARecord) {
  OutputFigures figures = TwoByTwo({40, 50, 60, 70}, {100, 120, 90, 130});
  figures.keys = {{true, {100, 10}}, {true, {100, 3}}};
  const std::vector<Finding> findings = ApplyRules(figures, DefaultRules());
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule, Rule::kRecordOfFew);
  EXPECT_EQ(findings[0].effect, Effect::kRefuse);
  EXPECT_EQ(findings[0].cell, 3u);
  EXPECT_EQ(findings[0].column, "region, outcome");
  EXPECT_EQ(findings[0].seen, 3u);
  figures.keys[0].units[1] = 11;
  EXPECT_TRUE(ApplyRules(figures, DefaultRules()).empty()) << "one of them may be rare";
}

// The columns of a mean: what is added, and how many times; each person's share is one number of the cell.
OutputFigures MeanOf(std::vector<int64_t> amounts, std::vector<int64_t> times) {
  OutputFigures out;
  out.table = {{{"half", {"a", "b"}}}, {{0}, {1}}};
  out.dimensions = {Matter::kOther};
  out.keys = {{true, {100, 100}}};
  out.sums = {{"paid", Matter::kOther}, {"lines", Matter::kOther, true}};
  out.derived = {{"mean", true, {0, 1}}};
  for (size_t cell = 0; cell < 2; ++cell) {
    CellFigures& figures = out.cells.emplace_back(CellFigures{static_cast<uint32_t>(amounts.size()), {}});
    figures.numbers = {{amounts, true}, {times, false}};
    figures.sums.resize(2);
  }
  out.line_units.assign(LinesOf(out.table).size(), 0);
  return out;
}

// Another column, which adds these in each cell.
void Show(OutputFigures& figures, const std::string& name, bool persons, const std::vector<int64_t>& shares) {
  figures.shown.push_back(static_cast<uint32_t>(figures.sums.size()));
  figures.sums.push_back({name, Matter::kOther, true, !persons});
  for (CellFigures& cell : figures.cells) {
    cell.sums.emplace_back();
    cell.numbers.push_back({shares, false});
  }
}

std::vector<Finding> MeansAlone(const OutputFigures& figures, const RuleParameters& rules = DefaultRules()) {
  std::vector<Finding> findings = ApplyRules(figures, rules);
  std::erase_if(findings, [](const Finding& finding) { return finding.rule != Rule::kMeanAlone; });
  return findings;
}

TEST(DisclosureRules, AMeanCarriesTheCountOrThePersonsThatItIsTakenOver) {
  const std::vector<int64_t> amounts(20, 5);
  std::vector<int64_t> times(20, 2);
  times[3] = 0;  // whose amount is not known
  const OutputFigures bare = MeanOf(amounts, times);
  const std::vector<Finding> found = MeansAlone(bare);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].effect, Effect::kRefuse);
  EXPECT_FALSE(found[0].cell);
  EXPECT_EQ(found[0].column, "mean");
  EXPECT_FALSE(found[0].limit.origin.empty());
  EXPECT_NE(found[0].limit.origin, found[0].limit.origin_fr);
  // The twin has nobody who asks for it; no other unit does.
  RuleParameters nobody = DefaultRules();
  nobody.mean_origin.clear();
  EXPECT_TRUE(MeansAlone(bare, nobody).empty());
  EXPECT_TRUE(MeansAlone(bare, RulesBy(DefaultRules(), {ProtectionUnit::kEstablishment, {3, "a rule"}})).empty());

  OutputFigures itself = bare;
  itself.shown = {1};
  EXPECT_TRUE(MeansAlone(itself).empty());
  itself.shown = {0};
  EXPECT_EQ(MeansAlone(itself).size(), 1u) << "the sum is no count";
  struct Beside {
    bool persons;
    std::vector<int64_t> shares;
    bool enough;
  };
  std::vector<int64_t> ones(20, 1), those = ones, rows(20, 2);
  those[3] = 0;
  for (const Beside& beside : {Beside{true, those, true},
                               {true, ones, false},
                               {false, times, true},
                               {false, rows, false},
                               {false, those, false}}) {
    OutputFigures figures = bare;
    Show(figures, "n", beside.persons, beside.shares);
    EXPECT_EQ(MeansAlone(figures).empty(), beside.enough);
    figures.cells[1].numbers[2].contributions[0] ^= 1;
    EXPECT_EQ(MeansAlone(figures).size(), 1u) << "in each cell";
  }
}

TEST(DisclosureRules, ARateOrARatioOfAmountsIsNoMean) {
  OutputFigures figures = MeanOf(std::vector<int64_t>(20, 5), std::vector<int64_t>(20, 2));
  figures.derived[0].sums = {1};
  EXPECT_TRUE(MeansAlone(figures).empty());
  figures.derived[0].sums = {0};
  EXPECT_TRUE(MeansAlone(figures).empty());
}

// Draws people with regions and outcomes, makes the figures from them, and lets a twin judge the people one by one.
TEST(DisclosureRules, AgreeWithATwinThatLooksAtPersons) {
  std::mt19937 random(21);
  std::map<Rule, int> seen;
  for (int round = 0; round < 1500; ++round) {
    const uint32_t regions = 1 + random() % 4, outcomes = 1 + random() % 3, people = 1 + random() % 120;
    std::map<std::vector<uint32_t>, std::set<uint32_t>> cells;
    for (uint32_t i = 0; i < people; ++i) {
      const uint32_t region = random() % regions;
      const uint32_t outcome = random() % 8 == 0 ? random() % outcomes : region % outcomes;
      cells[{region, outcome}].insert(random() % people);
    }
    OutputFigures figures;
    figures.table.dimensions = {{"region", {"a", "b", "c", "d"}}, {"outcome", {"x", "y", "z"}}};
    figures.dimensions = {Matter::kOther, Matter::kOutcome};
    std::vector<std::set<uint32_t>> persons;
    for (const auto& [at, who] : cells) {
      figures.table.cells.push_back(at);
      figures.cells.push_back({static_cast<uint32_t>(who.size()), {}});
      persons.push_back(who);
    }
    for (const Line& line : LinesOf(figures.table)) {
      std::set<uint32_t> all;
      for (const uint32_t cell : line.cells) all.insert(persons[cell].begin(), persons[cell].end());
      figures.line_units.push_back(static_cast<uint32_t>(all.size()));
    }
    figures.keys = {{false, std::vector<uint32_t>(4)}, {true, std::vector<uint32_t>(3)}};
    std::set<std::pair<Rule, uint32_t>> found, expected;
    for (uint32_t region = 0; region < regions; ++region) {
      std::set<uint32_t> all;
      std::optional<uint32_t> first;
      for (uint32_t cell = 0; cell < persons.size(); ++cell) {
        if (figures.table.cells[cell][0] != region) continue;
        all.insert(persons[cell].begin(), persons[cell].end());
        if (!first) first = cell;
      }
      figures.keys[0].units[region] = static_cast<uint32_t>(all.size());
      if (first && all.size() <= 10) expected.insert({Rule::kKeyOfFew, *first});
    }
    for (const Finding& finding : ApplyRules(figures, DefaultRules())) found.insert({finding.rule, *finding.cell});
    for (uint32_t cell = 0; cell < persons.size(); ++cell) {
      if (persons[cell].size() <= 10) expected.insert({Rule::kSmall, cell});
      // Is there nobody in the same region, in another outcome, who is not also here?
      bool unanimous = persons[cell].size() >= 11;
      for (uint32_t other = 0; other < persons.size(); ++other)
        if (figures.table.cells[other][0] == figures.table.cells[cell][0])
          for (const uint32_t person : persons[other]) unanimous = unanimous && persons[cell].count(person) == 1;
      if (unanimous) expected.insert({Rule::kUnanimity, cell});
    }
    ASSERT_EQ(found, expected) << round;
    for (const auto& [rule, cell] : found) ++seen[rule];
  }
  EXPECT_GT(seen[Rule::kSmall], 100);
  EXPECT_GT(seen[Rule::kUnanimity], 100);
  EXPECT_GT(seen[Rule::kKeyOfFew], 100);
}

TEST(OutputTable, NamesAreThoseAPersonWouldUse) {
  const OutputTable table = TwoByTwo({}, {}).table;
  EXPECT_EQ(CellName(table, 1, kEnglishNames), "cell region=11, outcome=dead");
  EXPECT_EQ(CellName(table, 1, kFrenchNames), "cellule region=11, outcome=dead");
  const std::vector<Line> lines = LinesOf(table);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(LineName(table, lines[0], kEnglishNames), "line outcome=alive");
  EXPECT_EQ(LineName(table, lines[3], kEnglishNames), "line region=24");
  EXPECT_EQ(CellName({{}, {{}}}, 0, kEnglishNames), "cell total");
  EXPECT_TRUE(LinesOf({{}, {{}}}).empty());
}

}  // namespace
}  // namespace bouclier::kernels

// SPDX-License-Identifier: Apache-2.0
// What a refused output is offered: the narrowest coarser grouping that rules and memory let pass, by its persons.
#include "bouclier/airlock/mend.h"

#include <gtest/gtest.h>

#include "outputs.h"

namespace bouclier::airlock::test {
namespace {

const kernels::RuleParameters kRules = kernels::DefaultRules();

// So many persons in each of so many weeks, nobody in two.
Output Weeks(uint32_t weeks, uint32_t people) {
  std::vector<kernels::PersonSet> cells;
  for (uint32_t week = 0; week < weeks; ++week) cells.push_back(People(week * people, people));
  Output output = OutputOf({Numbered("week", weeks)}, std::move(cells));
  output.ordered = {true};
  return output;
}

TEST(Mends, TheNarrowestThatPassesIsProposed) {
  for (const auto& [people, width] : {std::pair{6u, 2u}, {3u, 4u}, {2u, 8u}}) {
    Memory memory;
    const Output output = Weeks(16, people);
    ASSERT_EQ(Assess(output, kRules, memory).value().verdict, Verdict::kRefused);
    const std::vector<Mend> mends = ProposeMends(output, kRules, memory).value();
    ASSERT_EQ(mends.size(), 1u);
    EXPECT_EQ(mends[0].dimension, "week");
    EXPECT_EQ(mends[0].coarsening.width, width);
    EXPECT_EQ(mends[0].verdict, Verdict::kPass);
    EXPECT_EQ(mends[0].cells, 16 / width);
    EXPECT_EQ(mends[0].buckets.front(), "v10…v" + std::to_string(9 + width));
    // Asked itself it passes.
    EXPECT_EQ(Assess(Weeks(16 / width, people * width), kRules, memory).value().verdict, Verdict::kPass);
  }
}

TEST(Mends, NoneWhereAKeyHasNoOrderOrNothingPasses) {
  Memory memory;
  Output regions = Weeks(16, 6);
  regions.ordered = {false};
  EXPECT_TRUE(ProposeMends(regions, kRules, memory).value().empty());
  EXPECT_TRUE(ProposeMends(Weeks(5, 2), kRules, memory).value().empty()) << "ten persons in all";
}

// Two weeks together would be near to what left; four are not.
TEST(Mends, TheMemoryIsAskedToo) {
  Memory memory;
  const Output left = OutputOf({}, {People(1, 11)});
  memory.Add(left, Assess(left, kRules, memory).value());
  const std::vector<Mend> mends = ProposeMends(Weeks(16, 6), kRules, memory).value();
  ASSERT_EQ(mends.size(), 1u);
  EXPECT_EQ(mends[0].coarsening.width, 4u);
}

// To a sum persons add amounts in no order, but the first of every other week `of_first`.
Output Paid(uint32_t weeks, uint32_t people, int64_t of_first) {
  Output output = Weeks(weeks, people);
  output.figures.sums = {{"paid"}};
  for (uint32_t week = 0; week < weeks; ++week) {
    std::vector<int64_t> shares;
    for (uint32_t i = 0; i < people; ++i) shares.push_back(40 + 7919 * (week * people + i) % 101);
    if (week % 2 == 0) shares[0] = of_first;
    const auto persons = output.layers[0].cells[week].persons();
    output.persons.emplace_back(persons.begin(), persons.end());
    output.figures.cells[week].sums = {kernels::SumOf(shares).value()};
    output.figures.cells[week].numbers = {{std::move(shares), true}};
  }
  return output;
}

// One may make most of what two weeks add, and not of what four add.
TEST(Mends, WouldPassIsSaidOfWhatEveryRuleLetsPass) {
  Memory memory;
  for (const auto& [of_first, width] : {std::pair{int64_t{61}, 2u}, {500, 2u}, {9000, 4u}}) {
    Output output = Paid(16, 6, of_first);
    ASSERT_EQ(Assess(output, kRules, memory).value().verdict, Verdict::kRefused);
    const std::vector<Mend> mends = ProposeMends(output, kRules, memory).value();
    ASSERT_EQ(mends.size(), 1u) << of_first;
    EXPECT_EQ(mends[0].coarsening.width, width) << of_first;
    EXPECT_TRUE(mends[0].whole);
    // The twin judges persons alone.
    output.persons.clear();
    const std::vector<Mend> twin = ProposeMends(output, kRules, memory).value();
    ASSERT_EQ(twin.size(), 1u);
    EXPECT_EQ(twin[0].coarsening.width, 2u);
    EXPECT_FALSE(twin[0].whole);
  }
}

// Paid in one week, taken back in the next: in both together the person adds nothing.
TEST(Mends, WhereLinesCancelEachOtherBetweenCellsPersonsAloneAreJudged) {
  for (const int64_t back : {-61, -60}) {
    Memory memory;
    Output output = Paid(16, 12, 61);
    for (uint32_t week = 1; week < 16; week += 2) {
      output.persons[week][0] = output.persons[week - 1][0];
      std::vector<uint32_t> persons = output.persons[week];
      output.layers[0].cells[week] = kernels::PersonSet::Of(std::move(persons));
      output.figures.cells[week].numbers[0].contributions[0] = back;
    }
    const std::vector<Mend> mends = ProposeMends(output, kRules, memory).value();
    ASSERT_EQ(mends.size(), 1u) << back;
    EXPECT_EQ(mends[0].coarsening.width, 2u);
    EXPECT_EQ(mends[0].whole, back == -60);
  }
}

TEST(Mends, AMeanWithoutItsCountIsNotMendedByWiderCells) {
  Memory memory;
  Output output = Paid(16, 6, 60);
  output.figures.sums.push_back({"lines", kernels::Matter::kOther, true});
  for (kernels::CellFigures& cell : output.figures.cells) {
    cell.numbers.push_back({std::vector<int64_t>(6, 1), false});
    cell.sums.push_back(kernels::SumOf(cell.numbers[1].contributions).value());
  }
  output.figures.derived = {{"mean", true, {0, 1}}};
  EXPECT_TRUE(ProposeMends(output, kRules, memory).value().empty());
  output.figures.shown = {1};
  EXPECT_EQ(ProposeMends(output, kRules, memory).value().size(), 1u);
}

}  // namespace
}  // namespace bouclier::airlock::test

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

}  // namespace
}  // namespace bouclier::airlock::test

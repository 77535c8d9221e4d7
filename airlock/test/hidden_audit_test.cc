// SPDX-License-Identifier: Apache-2.0
// What a reviewer is told of the hidden cells: no more than an outsider could compute.
#include "bouclier/airlock/hidden_audit.h"

#include <gtest/gtest.h>

#include "outputs.h"

namespace bouclier::airlock {
namespace {

using test::Memory;
using test::Numbered;
using test::OutputOf;
using test::People;

const kernels::RuleParameters kRules = kernels::DefaultRules();

Output Weeks() {
  std::vector<kernels::PersonSet> cells;
  uint32_t first = 0;
  for (const uint32_t size : {8, 12, 12, 12, 12, 12, 13, 13, 13, 13}) {
    cells.push_back(People(first, size));
    first += size;
  }
  return OutputOf({Numbered("week", 10)}, std::move(cells));
}

HiddenAudit Told(const kernels::OutputTable& table, std::vector<kernels::Inferred> cells) {
  Assessment assessment;
  assessment.audit = std::move(cells);
  return AuditOf(table, assessment, kRules);
}

// 120 were released, 100 are shown: the two hidden cells are 20 together, and neither is empty.
TEST(HiddenAudit, SaysWhatAReleasedTotalTellsOfAHiddenCell) {
  Memory memory;
  const Output total = OutputOf({}, {People(0, 120)});
  memory.Add(total, Assess(total, kRules, memory).value());
  const HiddenAudit audit = AuditOf(Weeks().figures.table, Assess(Weeks(), kRules, memory).value(), kRules);
  EXPECT_EQ(audit.hidden, 2u);
  EXPECT_EQ(audit.by_rule, 1u);
  ASSERT_TRUE(audit.narrowest && audit.narrowest->bounds);
  EXPECT_EQ(audit.narrowest->where.en, "cell week=v10");
  EXPECT_EQ(audit.narrowest->where.fr, "cellule week=v10");
  EXPECT_EQ(audit.narrowest->bounds->low, 1u);
  EXPECT_EQ(audit.narrowest->bounds->high, 19u);
  EXPECT_EQ(audit.narrowest->open, 19u);
}

// One at least, and as many as one likes: how far it was looked starts from the count.
TEST(HiddenAudit, WhereNoTotalBoundsItThereIsNothingToCompute) {
  const HiddenAudit audit = Told(Weeks().figures.table, {{0, 1, 8 + kernels::kReach, false, true, true}});
  EXPECT_EQ(audit.by_rule, 1u);
  EXPECT_FALSE(audit.narrowest) << "its bound would be made from the count";
}

TEST(HiddenAudit, OfNothingHiddenThereIsNone) {
  Memory nothing;
  const Output output = OutputOf({}, {People(0, 120)});
  EXPECT_EQ(AuditOf(output.figures.table, Assess(output, kRules, nothing).value(), kRules).hidden, 0u);
}

// Bounds that are not exact start from the count as it is: 7, and 7 + 13.
TEST(HiddenAudit, BoundsThatComeFromTheCountAreNotTold) {
  const HiddenAudit audit = Told(Weeks().figures.table, {{0, 7, 20, false, true, true}});
  ASSERT_TRUE(audit.narrowest);
  EXPECT_FALSE(audit.narrowest->bounds);
  EXPECT_EQ(audit.narrowest->open, 10u) << "what the plan promises, and not 14";
  EXPECT_EQ(Told(Weeks().figures.table, {{0, 7, 8, false, true, false}}).narrowest->open, 1u);
}

TEST(HiddenAudit, TheNarrowestIsOfThoseThatARuleHides) {
  const HiddenAudit audit = Told(Weeks().figures.table, {{0, 1, 40, true, true, true},
                                                         {1, 12, 12, true, false, true},
                                                         {2, 2, 14, true, true, true},
                                                         {3, 1, 5 + kernels::kReach, false, true, true}});
  EXPECT_EQ(audit.hidden, 4u);
  EXPECT_EQ(audit.by_rule, 3u);
  ASSERT_TRUE(audit.narrowest && audit.narrowest->bounds);
  EXPECT_EQ(audit.narrowest->where.en, "cell week=v12");
  EXPECT_EQ(audit.narrowest->bounds->low, 2u);
  EXPECT_EQ(audit.narrowest->bounds->high, 14u);
}

}  // namespace
}  // namespace bouclier::airlock

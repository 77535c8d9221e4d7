// SPDX-License-Identifier: Apache-2.0
#include "release_matter.h"

#include <gtest/gtest.h>

namespace bouclier::app {
namespace {

using kernels::Matter;
using workspace::OutputMeasure;
using Kind = OutputMeasure::Kind;

TEST(ReleaseMatter, WhoIsInACellIsNoOutcome) {
  EXPECT_EQ(MatterOfMeasure({Kind::kPersons, "count(DISTINCT s.NUM_ENQ_IDT)", {{"t_mcoaac", "NUM_ENQ_IDT"}}}),
            Matter::kOther);
  EXPECT_EQ(MatterOfMeasure({Kind::kRows, "count(*)", {}}), Matter::kOther);
}

// The same count of persons, by rows and by persons: of both a cell in which everybody has it says so.
TEST(ReleaseMatter, WhoOfThemHasItIsOneHoweverItIsCounted) {
  const std::vector<workspace::SourceColumn> reads = {{"ir_ben_r", "BEN_DCD_DTE_M"}, {"ir_ben_r", "NUM_ENQ_IDT"}};
  const std::string dead = " FILTER (WHERE (BEN_DCD_DTE_M IS NOT NULL))";
  EXPECT_EQ(MatterOfMeasure({Kind::kRows, "count_star()" + dead, {reads[0]}}), Matter::kOutcome);
  EXPECT_EQ(MatterOfMeasure({Kind::kPersons, "count(DISTINCT NUM_ENQ_IDT)" + dead, reads}), Matter::kOutcome);
  EXPECT_EQ(MatterOfMeasure({Kind::kPersons,
                             "count(DISTINCT NUM_ENQ_IDT) FILTER (WHERE (BEN_SEX_COD = 1))",
                             {{"ir_ben_r", "BEN_SEX_COD"}, {"ir_ben_r", "NUM_ENQ_IDT"}}}),
            Matter::kOther);
}

}  // namespace
}  // namespace bouclier::app

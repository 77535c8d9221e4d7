// SPDX-License-Identifier: Apache-2.0
#include "bouclier/kernels/coarsening.h"

#include <gtest/gtest.h>

namespace bouclier::kernels {
namespace {

TEST(Coarsening, MergedValuesAreNamedByTheirEnds) {
  const OutputTable table{{{"week", {"W05", "W06", "W07"}}}, {{0}, {1}, {2}}};
  const std::vector<PersonSet> persons = {PersonSet::Of({1, 2}), PersonSet::Of({2, 3}), PersonSet::Of({4, 5, 6})};
  const CoarserTable coarser = Coarsen(table, persons, EvenlyBy(2, 0, 3));
  EXPECT_EQ(coarser.table.dimensions[0].values, (std::vector<std::string>{"W05…W06", "W07"}));
  EXPECT_EQ(coarser.persons, (std::vector<PersonSet>{PersonSet::Of({1, 2, 3}), PersonSet::Of({4, 5, 6})}))
      << "a person of two weeks is one of the bucket";
}

}  // namespace
}  // namespace bouclier::kernels

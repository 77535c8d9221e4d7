// SPDX-License-Identifier: Apache-2.0
// Coarser groupings beside a twin that tries every way to cut the values.
#include "bouclier/kernels/coarsening.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>

namespace bouclier::kernels {
namespace {

bool PassesAll(const CoarserTable& coarser, uint32_t threshold) {
  return std::all_of(coarser.persons.begin(), coarser.persons.end(),
                     [&](const PersonSet& set) { return set.empty() || set.size() >= threshold; });
}

TEST(Coarsening, FindsWhatATwinFindsByTryingAll) {
  std::mt19937 random(51);
  size_t even_found = 0, uneven_better = 0, none = 0;
  for (int round = 0; round < 600; ++round) {
    const uint32_t values = 1 + random() % 8, regions = 1 + random() % 3, people = 5 + random() % 60;
    OutputTable table{{{"week", {}}, {"region", {"a", "b", "c"}}}, {}};
    for (uint32_t week = 0; week < values; ++week) table.dimensions[0].values.push_back(std::to_string(week));
    std::vector<PersonSet> persons;
    for (uint32_t week = 0; week < values; ++week)
      for (uint32_t region = 0; region < regions; ++region) {
        if (random() % 3 == 0) continue;
        std::vector<uint32_t> some;
        for (uint32_t size = random() % (random() % 5 == 0 ? 20 : 5); size > 0; --size)
          some.push_back(random() % people);
        table.cells.push_back({week, region});
        persons.push_back(PersonSet::Of(some));
      }
    size_t most = 0;
    for (uint32_t cuts = 0; cuts < 1u << (values - 1); ++cuts) {
      Coarsening tried{0, {0}, 0};
      for (uint32_t value = 1; value < values; ++value)
        if ((cuts >> (value - 1) & 1) == 1) tried.firsts.push_back(value);
      if (PassesAll(Coarsen(table, persons, tried), 6)) most = std::max(most, tried.firsts.size());
    }
    std::optional<uint32_t> narrowest;
    for (uint32_t width = 1; width <= values && !narrowest; ++width) {
      Coarsening tried{0, {}, width};
      for (uint32_t first = 0; first < values; first += width) tried.firsts.push_back(first);
      if (PassesAll(Coarsen(table, persons, tried), 6)) narrowest = width;
    }
    const std::vector<Coarsening> proposed = ProposeCoarser(table, persons, 0, 6);
    size_t best = 0;
    for (const Coarsening& one : proposed) {
      EXPECT_TRUE(PassesAll(Coarsen(table, persons, one), 6));
      best = std::max(best, one.firsts.size());
    }
    ASSERT_EQ(best, most) << round;
    ASSERT_EQ(narrowest.has_value(), !proposed.empty() && proposed[0].width > 0);
    if (narrowest) {
      EXPECT_EQ(proposed[0].width, *narrowest);
    }
    none += proposed.empty();
    even_found += narrowest.value_or(1) > 1;
    uneven_better += proposed.size() == 2;
  }
  EXPECT_GT(none, 20u);
  EXPECT_GT(even_found, 50u);
  EXPECT_GT(uneven_better, 20u);
}

TEST(Coarsening, MergedValuesAreNamedByTheirEnds) {
  const OutputTable table{{{"week", {"W05", "W06", "W07"}}}, {{0}, {1}, {2}}};
  const std::vector<PersonSet> persons = {PersonSet::Of({1, 2}), PersonSet::Of({2, 3}), PersonSet::Of({4, 5, 6})};
  const std::vector<Coarsening> proposed = ProposeCoarser(table, persons, 0, 3);
  ASSERT_EQ(proposed.size(), 1u);
  EXPECT_EQ(proposed[0].width, 2u);
  const CoarserTable coarser = Coarsen(table, persons, proposed[0]);
  EXPECT_EQ(coarser.table.dimensions[0].values, (std::vector<std::string>{"W05…W06", "W07"}));
  EXPECT_EQ(coarser.persons, (std::vector<PersonSet>{PersonSet::Of({1, 2, 3}), PersonSet::Of({4, 5, 6})}))
      << "a person of two weeks is one of the bucket";
}

}  // namespace
}  // namespace bouclier::kernels

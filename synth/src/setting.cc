// SPDX-License-Identifier: Apache-2.0
#include "setting.h"

#include <algorithm>

#include "bouclier/base/check.h"

namespace bouclier::synth {
namespace {

// Metropolitan regions: people in millions, and the place in a wave that enters from the north-east.
struct RegionShape {
  std::string_view code;
  double millions;
  int north_east;
};
constexpr RegionShape kRegions[] = {{"11", 12.3, 1}, {"24", 2.6, 3}, {"27", 2.8, 1}, {"28", 3.3, 2}, {"32", 6.0, 0},
                                    {"44", 5.6, 0},  {"52", 3.8, 4}, {"53", 3.4, 5}, {"75", 6.0, 5}, {"76", 5.9, 6},
                                    {"84", 8.0, 2},  {"93", 5.1, 4}, {"94", 0.3, 6}};
constexpr int kLastInWave = 6;
constexpr int kDaysBetweenSteps = 6;

std::vector<Region> MakeRegions() {
  std::vector<Region> regions;
  double sum = 0;
  for (const RegionShape& shape : kRegions) {
    Region region{std::string(shape.code), "", shape.millions, shape.north_east, {}};
    for (const catalog::Department& department : catalog::Departments()) {
      if (department.region == shape.code) region.departments.push_back(&department);
    }
    BOUCLIER_CHECK(!region.departments.empty());
    region.zone = region.departments.front()->zone;
    sum += shape.millions;
    regions.push_back(std::move(region));
  }
  for (Region& region : regions) region.weight /= sum;
  return regions;
}

// Odd winters come from the north-east and late, even ones from the south-west and early.
Winter MakeWinter(int january, const std::vector<Region>& regions, Day care_from) {
  Winter winter{january, DayOf(january - 1, 11, 1), DayOf(january, 3, 31), DayOf(january - 1, 10, 1), {}};
  winter.prevention_from = std::max(winter.prevention_from, care_from);
  const bool from_north_east = january % 2 != 0;
  const Day start = from_north_east ? DayOf(january, 1, 2) : DayOf(january - 1, 12, 18);
  for (const Region& region : regions) {
    const int step = from_north_east ? region.north_east : kLastInWave - region.north_east;
    winter.peak.push_back(start + step * kDaysBetweenSteps);
  }
  return winter;
}

}  // namespace

Setting MakeSetting(const Options& options) {
  const MonthNumber first = static_cast<int>(options.first_month.year()) * 12 +
                            static_cast<int>(static_cast<unsigned>(options.first_month.month())) - 1;
  const MonthNumber last = first + static_cast<int>(options.months) - 1;
  Setting setting{options.seed, options.people, FirstDay(first), LastDay(last), first, last, MakeRegions(), {}};
  for (int january = YearOfMonth(first); january <= YearOfMonth(last); ++january) {
    Winter winter = MakeWinter(january, setting.regions, setting.first_day);
    if (winter.first >= setting.first_day && winter.last <= setting.last_day) setting.winters.push_back(winter);
  }
  return setting;
}

}  // namespace bouclier::synth

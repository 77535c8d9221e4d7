// SPDX-License-Identifier: Apache-2.0
// What the whole base shares: the period of care, the winters inside it, where people live. Immutable; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bouclier/catalog/table.h"
#include "bouclier/synth/generate.h"
#include "calendar.h"
#include "random.h"

namespace bouclier::synth {

constexpr int kLatestSettlement = 27;  // months after the care

struct Region {
  std::string code;
  std::string zone;
  double weight;   // share of the people
  int north_east;  // order in which a wave from the north-east arrives
  std::vector<const catalog::Department*> departments;
};

// November to March. `january` is the winter's later year.
struct Winter {
  int january;
  Day first;              // 1 November
  Day last;               // 31 March
  Day prevention_from;    // the protective drug is dispensed from here to 14 November
  std::vector<Day> peak;  // by region
};

struct Setting {
  uint64_t seed;
  uint32_t people;
  Day first_day;  // of care
  Day last_day;
  MonthNumber first_month;
  MonthNumber last_month;
  std::vector<Region> regions;
  std::vector<Winter> winters;
};

Setting MakeSetting(const Options& options);

}  // namespace bouclier::synth

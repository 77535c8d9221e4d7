// SPDX-License-Identifier: Apache-2.0
// Axes: round numbers for y, calendar steps for time.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/report/chart.h"

namespace bouclier::report {

struct NumberAxis {
  double low = 0;
  double high = 1;
  double step = 1;
  int decimals = 0;
  int Steps() const { return static_cast<int>(std::lround((high - low) / step)); }
};

// From a round number below to one above, zero included, in about `steps` steps of 1, 2 or 5 times a power of ten.
NumberAxis RoundAxis(double least, double most, int steps);

// "1 234.5", in French "1 234,5"; `space` parts the thousands.
std::string NumberText(double number, int decimals, Language language, std::string_view space);
// As many decimals as the number needs, at most three.
std::string NumberText(double number, Language language, std::string_view space);

// Days since 1970-01-01 of 2020-01-31 (also followed by midnight), of the Monday of 2020-W05, of the first of 2020-01;
// nothing when it is none of them or no such day is.
std::optional<int> ParseCalendar(std::string_view text);

bool StartsMonth(int days);
int MonthIndex(int days);  // months since the year 0

struct TimeTick {
  int days = 0;
  std::string label;
};

// At most `most` ticks at starts of years, months, weeks or days.
std::vector<TimeTick> TimeTicks(int first, int last, int most);

}  // namespace bouclier::report

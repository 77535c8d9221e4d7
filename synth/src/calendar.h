// SPDX-License-Identifier: Apache-2.0
// Days and months as small numbers. Pure; thread-safe.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace bouclier::synth {

using Day = int32_t;          // days since 1970-01-01
using MonthNumber = int32_t;  // year * 12 + month - 1

constexpr Day DayOf(int year, unsigned month, unsigned day) {
  const std::chrono::sys_days date(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day));
  return static_cast<Day>(date.time_since_epoch().count());
}
constexpr std::chrono::year_month_day Civil(Day day) { return {std::chrono::sys_days(std::chrono::days(day))}; }

// What the base writes for "none": alive, an open illness, no prescription.
constexpr Day kNoDay = DayOf(1600, 1, 1);

constexpr MonthNumber MonthOf(Day day) {
  const auto date = Civil(day);
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}
constexpr int YearOf(Day day) { return static_cast<int>(Civil(day).year()); }
constexpr int YearOfMonth(MonthNumber month) { return month / 12; }
constexpr unsigned MonthInYear(MonthNumber month) { return static_cast<unsigned>(month % 12) + 1; }
constexpr Day FirstDay(MonthNumber month) { return DayOf(YearOfMonth(month), MonthInYear(month), 1); }
constexpr Day LastDay(MonthNumber month) { return FirstDay(month + 1) - 1; }

// ISO 8601: weeks begin on Monday; week 1 holds the year's first Thursday.
struct IsoWeek {
  int year = 0;
  int week = 0;
  auto operator<=>(const IsoWeek&) const = default;
};
constexpr Day MondayOf(Day day) { return day - (((day + 3) % 7) + 7) % 7; }  // 1970-01-01 was a Thursday
constexpr IsoWeek IsoWeekOf(Day day) {
  const Day thursday = MondayOf(day) + 3;
  const int year = YearOf(thursday);
  return {year, (thursday - DayOf(year, 1, 1)) / 7 + 1};
}

}  // namespace bouclier::synth

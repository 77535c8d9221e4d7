// SPDX-License-Identifier: Apache-2.0
// Days and months as permits write them. A day begins and ends by UTC. Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "bouclier/base/time.h"

namespace bouclier::policy {

using Day = std::chrono::sys_days;
using Month = std::chrono::year_month;

std::string FormatDay(Day day);                   // 2026-05-03
Result<Day> ParseDay(std::string_view text);      // exactly that form, a day that exists; invalid_argument
std::string FormatMonth(Month month);             // 2026-05
Result<Month> ParseMonth(std::string_view text);  // invalid_argument
std::string DayInWords(Day day);                  // 3 May 2026
inline Day DayOf(TimePoint time) { return std::chrono::floor<std::chrono::days>(time); }
Month MonthOf(Day day);
Day FirstDayOf(Month month);
Day LastDayOf(Month month);
int MonthsBetween(Month from, Month to);  // negative when `to` is earlier

}  // namespace bouclier::policy

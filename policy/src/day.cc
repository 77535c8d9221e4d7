// SPDX-License-Identifier: Apache-2.0
#include "bouclier/policy/day.h"

namespace bouclier::policy {
namespace {

std::string Padded(unsigned value, size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

bool HasShape(std::string_view text, std::string_view shape) {  // d: a digit
  if (text.size() != shape.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == 'd' ? !digit : text[i] != shape[i]) return false;
  }
  return true;
}

unsigned Number(std::string_view digits) {
  unsigned value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<unsigned>(digit - '0');
  return value;
}

}  // namespace

std::string FormatMonth(Month month) {
  return Padded(static_cast<unsigned>(static_cast<int>(month.year())), 4) + "-" +
         Padded(static_cast<unsigned>(month.month()), 2);
}

std::string FormatDay(Day day) {
  const std::chrono::year_month_day date(day);
  return FormatMonth(MonthOf(day)) + "-" + Padded(static_cast<unsigned>(date.day()), 2);
}

Result<Month> ParseMonth(std::string_view text) {
  if (HasShape(text, "dddd-dd")) {
    const Month month(std::chrono::year(static_cast<int>(Number(text.substr(0, 4)))),
                      std::chrono::month(Number(text.substr(5, 2))));
    if (month.ok()) return month;
  }
  return Error(ErrorCode::kInvalidArgument, "parse month: not a month written YYYY-MM");
}

Result<Day> ParseDay(std::string_view text) {
  if (HasShape(text, "dddd-dd-dd")) {
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(Number(text.substr(0, 4)))),
                                           std::chrono::month(Number(text.substr(5, 2))),
                                           std::chrono::day(Number(text.substr(8, 2))));
    if (date.ok()) return Day(date);
  }
  return Error(ErrorCode::kInvalidArgument, "parse day: not a day written YYYY-MM-DD");
}

std::string DayInWords(Day day) {
  constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
  const std::chrono::year_month_day date(day);
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         std::string(kMonths[static_cast<unsigned>(date.month()) - 1]) + " " +
         std::to_string(static_cast<int>(date.year()));
}

Month MonthOf(Day day) {
  const std::chrono::year_month_day date(day);
  return {date.year(), date.month()};
}
Day FirstDayOf(Month month) { return Day(month / std::chrono::day(1)); }
Day LastDayOf(Month month) { return Day(month / std::chrono::last); }
int MonthsBetween(Month from, Month to) { return static_cast<int>((to - from).count()); }

}  // namespace bouclier::policy

// SPDX-License-Identifier: Apache-2.0
#include "scale.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

namespace bouclier::report {

namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

// `count` digits at `at`, or -1.
int Digits(std::string_view text, size_t at, size_t count) {
  if (text.size() < at + count) return -1;
  int number = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

int DaysOf(year_month_day date) { return static_cast<int>(sys_days(date).time_since_epoch().count()); }
year_month_day DateOf(int since) { return year_month_day(sys_days(std::chrono::days(since))); }

int MondayOf(int since) { return since - ((since + 3) % 7 + 7) % 7; }  // 1970-01-01 was a Thursday

std::optional<int> ParseWeek(std::string_view text, int y) {
  const int week = Digits(text, 6, 2);
  if (text.size() != 8 || week < 1 || week > 53) return std::nullopt;
  const int first = MondayOf(DaysOf(year(y) / 1 / 4));  // week 1 holds 4 January
  const int next = MondayOf(DaysOf(year(y + 1) / 1 / 4));
  const int monday = first + 7 * (week - 1);
  return monday < next ? std::optional<int>(monday) : std::nullopt;
}

std::vector<TimeTick> MonthTicks(int first, int last, int months) {
  std::vector<TimeTick> ticks;
  int index = MonthIndex(first);
  index -= ((index % months) + months) % months;
  for (;; index += months) {
    const int y = index >= 0 ? index / 12 : (index - 11) / 12;
    const int at = DaysOf(year(y) / month(static_cast<unsigned>(index - y * 12 + 1)) / day(1));
    if (at > last) return ticks;
    if (at < first) continue;
    ticks.push_back(
        {at, months % 12 == 0 ? fmt::format("{:04}", y) : fmt::format("{:04}-{:02}", y, index - y * 12 + 1)});
  }
}

std::vector<TimeTick> DayTicks(int first, int last, int step) {
  std::vector<TimeTick> ticks;
  const int begin = step % 7 == 0 ? MondayOf(first + 6) : first;
  for (int at = begin; at <= last; at += step) {
    const auto date = DateOf(at);
    ticks.push_back({at, fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()))});
  }
  return ticks;
}

}  // namespace

NumberAxis RoundAxis(double least, double most, int steps) {
  const double low = std::min(0.0, least);
  double high = std::max(0.0, most);
  if (high - low < 1e-100) high = 1;  // too little to have steps
  const double raw = high / steps - low / steps;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  double step = power * 10;
  for (double times : {1.0, 2.0, 5.0}) {
    if (power * times >= raw * (1 - 1e-9)) {
      step = power * times;
      break;
    }
  }
  NumberAxis axis;
  axis.step = step;
  axis.low = std::floor(low / step + 1e-9) * step;
  axis.high = std::ceil(high / step - 1e-9) * step;
  axis.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  return axis;
}

std::string NumberText(double number, int decimals, Language language, std::string_view space) {
  if (std::abs(number) >= 1e15 || (number != 0 && std::abs(number) < 1e-6)) return fmt::format("{:.3g}", number);
  std::string digits = fmt::format("{:.{}f}", std::abs(number), decimals);
  const size_t point = std::min(digits.find('.'), digits.size());
  std::string text = number < 0 && digits.find_first_not_of("0.") != std::string::npos ? "-" : "";
  for (size_t i = 0; i < point; ++i) {
    if (i > 0 && (point - i) % 3 == 0) text += space;
    text += digits[i];
  }
  if (point < digits.size()) text += (language == Language::kFrench ? "," : ".") + digits.substr(point + 1);
  return text;
}

std::string NumberText(double number, Language language, std::string_view space) {
  int decimals = 0;
  for (double scaled = number; decimals < 3 && std::abs(scaled - std::round(scaled)) > 1e-9; scaled *= 10) ++decimals;
  return NumberText(number, decimals, language, space);
}

std::optional<int> ParseCalendar(std::string_view text) {
  const int y = Digits(text, 0, 4);
  if (y < 0 || text.size() < 7 || text[4] != '-') return std::nullopt;
  if (text[5] == 'W') return ParseWeek(text, y);
  const int m = Digits(text, 5, 2);
  if (m < 1 || m > 12) return std::nullopt;
  if (text.size() == 7) return DaysOf(year(y) / m / 1);
  const int d = Digits(text, 8, 2);
  if (text[7] != '-' || d < 1 || (text.size() != 10 && text.substr(10) != " 00:00:00")) return std::nullopt;
  const year_month_day date = year(y) / m / d;
  return date.ok() ? std::optional<int>(DaysOf(date)) : std::nullopt;
}

bool StartsMonth(int days) { return static_cast<unsigned>(DateOf(days).day()) == 1; }

int MonthIndex(int days) {
  const auto date = DateOf(days);
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

std::vector<TimeTick> TimeTicks(int first, int last, int most) {
  const int span = last - first;
  for (int step : {1, 2, 7, 14}) {
    if (span / step + 1 <= most) return DayTicks(first, last, step);
  }
  for (int months : {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400}) {
    if (span / (30.4 * months) + 1 <= most) return MonthTicks(first, last, months);
  }
  return MonthTicks(first, last, 12'000);
}

}  // namespace bouclier::report

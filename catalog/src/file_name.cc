// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/file_name.h"

#include <algorithm>

#include <fmt/format.h>

namespace bouclier::catalog {
namespace {

// Where the year stands in a table's name, and with how many figures.
struct YearPlace {
  size_t at = 0, figures = 0;  // figures 0: nowhere
};

YearPlace YearPlaceOf(std::string_view table) {
  if (const size_t at = table.find("aa"); at != std::string_view::npos) return {at, 2};
  if (const size_t at = table.find("AAAA"); at != std::string_view::npos) return {at, 4};
  return {};
}

bool AreFigures(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Of a few figures.
int NumberOf(std::string_view figures) {
  int value = 0;
  for (const char c : figures) value = value * 10 + (c - '0');
  return value;
}

std::optional<FilePeriod> YearOf(std::string_view text) {
  if (text.size() != 4 || !AreFigures(text) || NumberOf(text) == 0) return std::nullopt;
  return FilePeriod{NumberOf(text), 0};
}

std::optional<FilePeriod> MonthOf(std::string_view text) {
  if (text.size() != 6 || !AreFigures(text)) return std::nullopt;
  const auto year = YearOf(text.substr(0, 4));
  const int month = NumberOf(text.substr(4));
  if (!year || month < 1 || month > 12) return std::nullopt;
  return FilePeriod{year->year, static_cast<unsigned>(month)};
}

// What stands behind the table's name; empty: nothing.
std::optional<FilePeriod> PeriodOf(Period kind, std::string_view text) {
  switch (kind) {
    case Period::kOnce:
      return text.empty() ? std::optional(FilePeriod{}) : std::nullopt;
    case Period::kYear:
      return YearOf(text);
    case Period::kFluxMonth:
      return MonthOf(text);
    case Period::kAsNamed:
      if (text.empty()) return FilePeriod{};
      return text.size() == 4 ? YearOf(text) : MonthOf(text);
  }
  return std::nullopt;
}

ReadName ReadWithYearInside(std::string_view table, YearPlace place, std::string_view stem) {
  if (stem == table) return {NameMatch::kTableOnly, {}};
  const std::string_view before = table.substr(0, place.at), after = table.substr(place.at + place.figures);
  if (stem.size() <= before.size() + after.size() || !stem.starts_with(before) || !stem.ends_with(after)) return {};
  const std::string_view text = stem.substr(before.size(), stem.size() - before.size() - after.size());
  if (!AreFigures(text)) return {};
  if (text.size() != place.figures) return {NameMatch::kTableOnly, {}};
  if (place.figures == 2) return {NameMatch::kWhole, {2000 + NumberOf(text), 0}};
  const auto year = YearOf(text);
  return year ? ReadName{NameMatch::kWhole, *year} : ReadName{NameMatch::kTableOnly, {}};
}

}  // namespace

bool HasYearInName(std::string_view table) { return YearPlaceOf(table).figures != 0; }

std::string FileName(const Table& table, FilePeriod period) {
  if (const YearPlace place = YearPlaceOf(table.name); place.figures != 0) {
    const int year = place.figures == 2 ? period.year % 100 : period.year;
    return fmt::format("{}{:0{}}{}.csv", table.name.substr(0, place.at), year, place.figures,
                       table.name.substr(place.at + place.figures));
  }
  if (period.year == 0) return fmt::format("{}.csv", table.name);
  if (period.month == 0) return fmt::format("{}_{:04}.csv", table.name, period.year);
  return fmt::format("{}_{:04}{:02}.csv", table.name, period.year, period.month);
}

std::string ExampleFileName(const Table& table) {
  constexpr int kYear = 2019;
  if (table.period == Period::kOnce) return FileName(table, {});
  return FileName(table, {kYear, table.period == Period::kFluxMonth ? 1u : 0u});
}

ReadName ReadFileName(const Table& table, std::string_view stem) {
  if (const YearPlace place = YearPlaceOf(table.name); place.figures != 0)
    return ReadWithYearInside(table.name, place, stem);
  if (!stem.starts_with(table.name)) return {};
  std::string_view rest = stem.substr(table.name.size());
  if (!rest.empty()) {
    if (rest.front() != '_' || !AreFigures(rest.substr(1))) return {};
    rest.remove_prefix(1);
  }
  const auto period = PeriodOf(table.period, rest);
  return period ? ReadName{NameMatch::kWhole, *period} : ReadName{NameMatch::kTableOnly, {}};
}

}  // namespace bouclier::catalog

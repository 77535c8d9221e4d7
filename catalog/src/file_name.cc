// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/file_name.h"

#include <fmt/format.h>

namespace bouclier::catalog {
namespace {

constexpr std::string_view kYearPlaceholder = "aa";

// The value of a text of digits of exactly this length.
std::optional<int> Number(std::string_view text, size_t length) {
  if (text.size() != length) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// The period written in `stem`, when it is the name of a file of `table`.
std::optional<FilePeriod> PeriodOf(const Table& table, std::string_view stem) {
  if (const size_t at = table.name.find(kYearPlaceholder); at != std::string_view::npos) {
    const std::string_view after = table.name.substr(at + 2);
    if (stem.size() != table.name.size() || !stem.starts_with(table.name.substr(0, at)) || !stem.ends_with(after)) {
      return std::nullopt;
    }
    const auto year = Number(stem.substr(at, 2), 2);
    return year ? std::optional(FilePeriod{2000 + *year, 0}) : std::nullopt;
  }
  if (!stem.starts_with(table.name)) return std::nullopt;
  std::string_view rest = stem.substr(table.name.size());
  if (table.period == Period::kOnce) return rest.empty() ? std::optional(FilePeriod{}) : std::nullopt;
  if (!rest.starts_with('_')) return std::nullopt;
  rest.remove_prefix(1);
  if (table.period == Period::kYear) {
    const auto year = Number(rest, 4);
    return year && *year > 0 ? std::optional(FilePeriod{*year, 0}) : std::nullopt;
  }
  const auto number = Number(rest, 6);
  if (!number || *number < 100 || *number % 100 < 1 || *number % 100 > 12) return std::nullopt;
  return FilePeriod{*number / 100, static_cast<unsigned>(*number % 100)};
}

}  // namespace

std::string FileName(const Table& table, FilePeriod period) {
  if (const size_t at = table.name.find(kYearPlaceholder); at != std::string_view::npos) {
    return fmt::format("{}{:02}{}.csv", table.name.substr(0, at), period.year % 100, table.name.substr(at + 2));
  }
  switch (table.period) {
    case Period::kOnce:
      return fmt::format("{}.csv", table.name);
    case Period::kYear:
      return fmt::format("{}_{:04}.csv", table.name, period.year);
    case Period::kFluxMonth:
      return fmt::format("{}_{:04}{:02}.csv", table.name, period.year, period.month);
  }
  return std::string(table.name);
}

std::optional<FileIdentity> IdentifyFile(std::string_view base_name) {
  if (!base_name.ends_with(".csv") && !base_name.ends_with(".CSV")) return std::nullopt;
  const std::string_view stem = base_name.substr(0, base_name.size() - 4);
  for (const Table& table : BuiltInTables()) {
    if (const auto period = PeriodOf(table, stem)) return FileIdentity{&table, *period};
  }
  return std::nullopt;
}

}  // namespace bouclier::catalog

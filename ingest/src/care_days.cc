// SPDX-License-Identifier: Apache-2.0
#include "care_days.h"

#include <algorithm>
#include <chrono>

#include "convert.h"

namespace bouclier::ingest {
namespace {

constexpr int64_t kMicrosecondsADay = 86'400'000'000;
constexpr int32_t kMeansNone = -135'140;  // 1600-01-01, in every column (docs/SNDS.md)

size_t IndexOf(const Layout& layout, std::string_view name) {
  const auto found = std::ranges::find(layout.columns, name, &LayoutColumn::name);
  return static_cast<size_t>(found - layout.columns.begin());
}

}  // namespace

CareDaysReader::CareDaysReader(const Layout& layout) {
  const catalog::Table& table = *layout.table;
  const bool own = table.care_date == catalog::CareDateRoute::kOwn,
             spell = table.care_date == catalog::CareDateRoute::kSpell;
  if ((!own && !spell) || table.care_date_columns.empty()) return;
  first_ = IndexOf(layout, table.care_date_columns[0]);
  second_ = table.care_date_columns.size() > 1 ? IndexOf(layout, table.care_date_columns[1]) : first_;
  const bool by_year = layout.columns[first_].type == catalog::ColumnType::kYear;
  kind_ = spell ? Kind::kSpell : by_year ? Kind::kMonth : Kind::kDay;
}

int32_t CareDaysReader::DayOf(const StoredColumn& column, size_t row) {
  if (column.all_null() || !column.valid[row]) return kNoDay;
  int32_t day = kNoDay;
  if (column.physical == Physical::kInt32) day = column.int32[row];
  if (column.physical == Physical::kInt64) {
    const int64_t moment = column.int64[row];
    day = static_cast<int32_t>((moment < 0 ? moment - kMicrosecondsADay + 1 : moment) / kMicrosecondsADay);
  }
  return day == kMeansNone ? kNoDay : day;
}

CareDays CareDaysReader::Of(const ColumnSet& columns, size_t row) const {
  const StoredColumn& first = columns.column(first_);
  switch (kind_) {
    case Kind::kNone:
      return {};
    case Kind::kDay: {
      const int32_t day = DayOf(first, row);
      return {day, day};  // a stay is of the day it began
    }
    case Kind::kSpell:
      return {DayOf(first, row), DayOf(columns.column(second_), row)};
    case Kind::kMonth: {
      const StoredColumn& second = columns.column(second_);
      if (first.all_null() || second.all_null() || !first.valid[row] || !second.valid[row]) return {};
      const std::string_view text = second.dictionary->Text(second.codes[row]);
      const auto month = ParseInteger({text.data(), static_cast<uint32_t>(text.size()), false});
      if (!month || *month < 1 || *month > 12) return {};
      const std::chrono::year_month at{std::chrono::year(first.int32[row]),
                                       std::chrono::month(static_cast<unsigned>(*month))};
      const auto days = [](std::chrono::year_month_day day) {
        return static_cast<int32_t>(std::chrono::sys_days(day).time_since_epoch().count());
      };
      return {days(at / std::chrono::day(1)), days(std::chrono::year_month_day(at / std::chrono::last))};
    }
  }
  return {};
}

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
#include "csv_layout.h"

#include <algorithm>
#include <unordered_map>

namespace bouclier::ingest {
namespace {

using catalog::ColumnType;

std::string Folded(std::string_view name) {
  std::string folded(name);
  for (char& c : folded) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return folded;
}

bool Contains(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

LayoutColumn FromCatalog(const catalog::Table& table, const catalog::Column& column) {
  LayoutColumn out;
  out.name = column.name;
  out.type = column.type;
  out.scale = column.scale;
  out.format = column.format;
  out.identity = column.identity;
  out.may_identify = column.may_identify;
  out.required = Contains(table.required, column.name) || Contains(table.primary_key, column.name);
  // A format without a year (%m) names no day.
  const bool dated = column.type == ColumnType::kDate || column.type == ColumnType::kDateTime;
  if (dated && out.format.find("%Y") == std::string::npos) out.type = ColumnType::kText;
  return out;
}

Error Refused(const std::string& why, const std::string& hint) {
  return Error(ErrorCode::kInvalidArgument, "read csv header: " + why, hint, Retry::kAfterFix);
}

}  // namespace

Result<Layout> MatchHeader(const catalog::Table& table, std::span<const std::string> names) {
  Layout layout;
  layout.table = &table;
  std::unordered_map<std::string, size_t> known;
  for (const catalog::Column& column : table.columns) {
    known.emplace(Folded(column.name), layout.columns.size());
    layout.columns.push_back(FromCatalog(table, column));
  }
  for (const std::string& name : names) {
    const auto cell = static_cast<uint32_t>(layout.column_of_cell.size());
    const auto [found, added] = known.emplace(Folded(name), layout.columns.size());
    if (added) {
      layout.columns.emplace_back().name = name;
      layout.columns.back().may_identify = true;
      layout.unknown.push_back(name);
    }
    LayoutColumn& column = layout.columns[found->second];
    if (column.cell != kNoCell) {
      const bool ours = found->second < table.columns.size();
      return Refused(ours ? "column " + column.name + " stands there twice" : "a column stands there twice",
                     "deliver each column once")
          .WithContext("column " + name);
    }
    column.cell = cell;
    layout.column_of_cell.push_back(static_cast<uint32_t>(found->second));
  }
  for (const LayoutColumn& column : layout.columns) {
    if (column.cell != kNoCell) continue;
    if (column.required) {
      return Refused(
          "column " + column.name + " is missing, without which no row can be told apart",
          "deliver the table with all its key columns, or check that the file is of table " + std::string(table.name));
    }
    layout.missing.push_back(column.name);
  }
  return layout;
}

}  // namespace bouclier::ingest

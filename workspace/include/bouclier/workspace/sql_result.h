// SPDX-License-Identifier: Apache-2.0
// What a query answered: a bounded table of cells.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bouclier::workspace {

enum class SqlType { kBoolean, kInteger, kDecimal, kReal, kText, kDate, kTimestamp, kOther };

struct SqlColumn {
  std::string name;
  SqlType type = SqlType::kOther;
  std::string type_name;  // DuckDB's: "DECIMAL(18,2)"
};

struct SqlCell {
  std::optional<std::string> text;  // exact, also for decimals, dates and timestamps; absent: null
  // For a chart, not for comparing: numbers as far as a double holds them, booleans as 0 and 1, dates and timestamps as
  // days since 1970-01-01.
  std::optional<double> number;
};

struct SqlResult {
  std::vector<SqlColumn> columns;
  std::vector<std::vector<SqlCell>> rows;  // as many cells as columns in each
  bool truncated = false;                  // there were more rows than the limits show
};

}  // namespace bouclier::workspace

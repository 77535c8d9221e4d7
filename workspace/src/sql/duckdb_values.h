// SPDX-License-Identifier: Apache-2.0
// DuckDB's values as cells. Included by the units of duckdb_state.h only.
#pragma once

#include <duckdb.hpp>

#include "bouclier/workspace/sql_result.h"

namespace bouclier::workspace {

inline SqlType TypeOf(const duckdb::LogicalType& type) {
  switch (type.id()) {
    case duckdb::LogicalTypeId::BOOLEAN:
      return SqlType::kBoolean;
    case duckdb::LogicalTypeId::DECIMAL:
      return SqlType::kDecimal;
    case duckdb::LogicalTypeId::FLOAT:
    case duckdb::LogicalTypeId::DOUBLE:
      return SqlType::kReal;
    case duckdb::LogicalTypeId::VARCHAR:
      return SqlType::kText;
    case duckdb::LogicalTypeId::DATE:
      return SqlType::kDate;
    case duckdb::LogicalTypeId::TIMESTAMP:
    case duckdb::LogicalTypeId::TIMESTAMP_SEC:
    case duckdb::LogicalTypeId::TIMESTAMP_MS:
    case duckdb::LogicalTypeId::TIMESTAMP_NS:
      return SqlType::kTimestamp;
    default:
      return type.IsIntegral() ? SqlType::kInteger : SqlType::kOther;
  }
}

inline std::optional<double> NumberOf(const duckdb::Value& value, SqlType type) {
  constexpr double kMicrosecondsADay = 86'400e6;
  switch (type) {
    case SqlType::kBoolean:
    case SqlType::kInteger:
    case SqlType::kDecimal:
    case SqlType::kReal:
      return value.DefaultCastAs(duckdb::LogicalType::DOUBLE).GetValue<double>();
    case SqlType::kDate: {
      const auto date = value.GetValue<duckdb::date_t>();
      return duckdb::Date::IsFinite(date) ? std::optional<double>(date.days) : std::nullopt;
    }
    case SqlType::kTimestamp: {
      const auto time = value.DefaultCastAs(duckdb::LogicalType::TIMESTAMP).GetValue<duckdb::timestamp_t>();
      return duckdb::Timestamp::IsFinite(time)
                 ? std::optional<double>(static_cast<double>(time.value) / kMicrosecondsADay)
                 : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

inline SqlColumn ColumnOf(const std::string& name, const duckdb::LogicalType& type) {
  return {name, TypeOf(type), type.ToString()};
}

inline SqlCell CellOf(const duckdb::Value& value) {
  if (value.IsNull()) return {};
  return {value.ToString(), NumberOf(value, TypeOf(value.type()))};
}

}  // namespace bouclier::workspace

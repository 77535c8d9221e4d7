// SPDX-License-Identifier: Apache-2.0
// Gathers the rows that a per-person statement yields into cells: DuckDB did the grouping, its vectors are read in
// bulk. Included by the units of duckdb_state.h only.
#pragma once

#include <algorithm>
#include <duckdb.hpp>
#include <duckdb/common/value_operations/value_operations.hpp>

#include "allow_list.h"
#include "bouclier/workspace/output_run.h"
#include "duckdb_output.h"
#include "duckdb_values.h"
#include "text_numbers.h"

namespace bouclier::workspace {

inline Error TooLargeForExact() {
  return RefusedOutput(Refusal::kSumTooLarge, "a sum beyond 64 bits", "sum fewer decimals: sum(x::decimal(18, 2))");
}

class CellCollector {
 public:
  CellCollector(const std::vector<OutputColumn>& columns, const OutputPlan& plan, const OutputLimits& limits)
      : columns_(columns), plan_(plan), limits_(limits) {
    for (const OutputColumn& column : columns) keys_ += column.kind == OutputColumn::Kind::kKey;
  }

  // Judges the types, which only binding tells.
  Result<void> Open(const duckdb::QueryResult& answer) {
    types_.assign(answer.types.begin(), answer.types.end());
    for (size_t i = 0; i < keys_; ++i) {
      const SqlType type = TypeOf(types_[i]);
      if (type == SqlType::kReal || type == SqlType::kOther) {
        return RefusedOutput(Refusal::kKeyType, "a key of the type " + Said(types_[i].ToString()),
                             "cast it to a whole number or to text", Said(types_[i].ToString()));
      }
    }
    size_t at = keys_ + 2;
    for (const PlannedMeasure& measure : plan_.measures) {
      at_.push_back(measure.function.empty() ? 0 : at++);
      const bool sum = measure.kind == OutputMeasure::Kind::kSum;
      if (sum && types_[at_.back()].InternalType() != duckdb::PhysicalType::INT128) {
        return RefusedOutput(Refusal::kRealSum, "a sum of real numbers", "cast to a decimal: sum(x::decimal(18, 2))");
      }
      const bool decimal = sum && types_[at_.back()].id() == duckdb::LogicalTypeId::DECIMAL;
      scales_.push_back(decimal ? duckdb::DecimalType::GetScale(types_[at_.back()]) : 0);
    }
    return {};
  }

  Result<void> Add(duckdb::DataChunk& chunk) {
    std::vector<duckdb::UnifiedVectorFormat> formats(chunk.ColumnCount());
    for (size_t i = 0; i < formats.size(); ++i) chunk.data[i].ToUnifiedFormat(chunk.size(), formats[i]);
    for (duckdb::idx_t row = 0; row < chunk.size(); ++row) {
      const uint32_t number = CellOf(chunk, formats, row);
      if (cells_.size() > limits_.cells) {
        return Error(ErrorCode::kExhausted, "run output: more cells than an output may have", "fewer or coarser keys")
            .Because(Refusal::kTooManyCells);
      }
      if (++pairs_ > limits_.pairs) {
        return Error(ErrorCode::kExhausted, "run output: more persons in cells than can be held",
                     "fewer or coarser keys")
            .Because(Refusal::kTooManyCells);
      }
      BOUCLIER_TRY_VOID(AddRow(cells_[number], formats, row));
    }
    return {};
  }

  // Cells by their keys; persons by their names, so that the numbers of a run depend on no thread's haste.
  Result<OutputRun> Finish(std::vector<std::string> persons) {
    if (keys_ == 0 && cells_.empty()) MakeCell();
    OutputRun run;
    const std::vector<uint32_t> numbers = NumbersByName(persons);
    run.persons.resize(persons.size());
    for (size_t i = 0; i < persons.size(); ++i) run.persons[numbers[i]] = std::move(persons[i]);
    run.scales = scales_;
    order_.resize(cells_.size());
    for (size_t i = 0; i < order_.size(); ++i) order_[i] = i;
    std::sort(order_.begin(), order_.end(),
              [this](size_t a, size_t b) { return KeysBefore(keys_of_[a], keys_of_[b]); });
    for (const size_t number : order_) {
      for (uint32_t& person : cells_[number].persons) person = numbers[person];
      SortByPerson(cells_[number]);
      run.cells.push_back(std::move(cells_[number]));
    }
    return run;
  }

  // After Finish, in its order.
  const std::vector<duckdb::Value>& KeysOf(size_t cell) const { return keys_of_[order_[cell]]; }
  // The value of a measure as its SQL type has it.
  duckdb::Value ValueOf(size_t measure, const CellMeasure& found) const {
    // Of persons and of rows the type is that of count, whichever way they were found.
    const bool called = plan_.measures[measure].kind >= OutputMeasure::Kind::kCount && at_[measure] != 0;
    const duckdb::LogicalType type = called ? types_[at_[measure]] : duckdb::LogicalType::BIGINT;
    if (!found.total) return duckdb::Value(type);
    if (type.id() == duckdb::LogicalTypeId::BIGINT) return duckdb::Value::BIGINT(*found.total);
    const duckdb::hugeint_t total(*found.total);
    return type.id() == duckdb::LogicalTypeId::DECIMAL
               ? duckdb::Value::DECIMAL(total, duckdb::DecimalType::GetWidth(type), scales_[measure])
               : duckdb::Value::HUGEINT(total);
  }
  // As DuckDB divides: with long doubles.
  duckdb::Value MeanOf(const PlannedCall& call, const OutputCell& cell) const {
    const CellMeasure& sum = cell.measures[call.measures[0]];
    const CellMeasure& count = cell.measures[call.measures[1]];
    if (!sum.total || *count.total == 0) return duckdb::Value(duckdb::LogicalType::DOUBLE);
    long double divisor = static_cast<long double>(*count.total);
    for (int i = 0; i < scales_[call.measures[0]]; ++i) divisor *= 10;
    return duckdb::Value::DOUBLE(static_cast<double>(static_cast<long double>(*sum.total) / divisor));
  }
  duckdb::LogicalType KeyType(size_t key) const { return types_[key]; }

 private:
  // To DuckDB, count_if is a sum too.
  static bool IsNullOfNothing(const PlannedMeasure& measure) {
    return measure.kind == OutputMeasure::Kind::kSum || measure.function == "count_if";
  }

  OutputCell& MakeCell() {
    OutputCell& cell = cells_.emplace_back();
    cell.measures.resize(plan_.measures.size());
    for (size_t i = 0; i < plan_.measures.size(); ++i) {
      if (!IsNullOfNothing(plan_.measures[i])) cell.measures[i].total = 0;
    }
    keys_of_.emplace_back();
    return cell;
  }

  // The number of the row's cell, which is made when it is new.
  uint32_t CellOf(duckdb::DataChunk& chunk, const std::vector<duckdb::UnifiedVectorFormat>& formats,
                  duckdb::idx_t row) {
    key_.clear();
    for (size_t i = 0; i < keys_; ++i) {
      const auto at = formats[i].sel->get_index(row);
      const bool valid = formats[i].validity.RowIsValid(at);
      key_.push_back(valid ? '\1' : '\0');
      if (!valid) continue;
      if (types_[i].InternalType() == duckdb::PhysicalType::VARCHAR) {
        const auto& text = duckdb::UnifiedVectorFormat::GetData<duckdb::string_t>(formats[i])[at];
        const auto length = static_cast<uint32_t>(text.GetSize());
        key_.append(reinterpret_cast<const char*>(&length), sizeof length);
        key_.append(text.GetData(), length);
      } else {
        const size_t size = duckdb::GetTypeIdSize(types_[i].InternalType());
        key_.append(reinterpret_cast<const char*>(formats[i].data) + at * size, size);
      }
    }
    const uint32_t number = numbers_.NumberOf(key_);
    if (number < cells_.size()) return number;
    MakeCell();
    for (size_t i = 0; i < keys_; ++i) keys_of_.back().push_back(chunk.GetValue(i, row));
    return number;
  }

  Result<void> AddRow(OutputCell& cell, const std::vector<duckdb::UnifiedVectorFormat>& formats, duckdb::idx_t row) {
    const auto person_at = formats[keys_].sel->get_index(row);
    const bool nobody = !formats[keys_].validity.RowIsValid(person_at);
    if (nobody) {
      const auto at = formats[keys_ + 1].sel->get_index(row);
      cell.rows_of_nobody = duckdb::UnifiedVectorFormat::GetData<int64_t>(formats[keys_ + 1])[at];
    } else {
      cell.persons.push_back(duckdb::UnifiedVectorFormat::GetData<uint32_t>(formats[keys_])[person_at]);
    }
    for (size_t i = 0; i < plan_.measures.size(); ++i) {
      bool null = false;
      BOUCLIER_TRY(const int64_t value, ContributionOf(i, formats, row, nobody, null));
      CellMeasure& measure = cell.measures[i];
      if (nobody) {
        measure.of_nobody = value;
      } else {
        measure.contributions.push_back(value);
      }
      if (null) continue;
      int64_t total = measure.total.value_or(0);
      if (__builtin_add_overflow(total, value, &total)) return TooLargeForExact();
      measure.total = total;
    }
    return {};
  }

  Result<int64_t> ContributionOf(size_t measure, const std::vector<duckdb::UnifiedVectorFormat>& formats,
                                 duckdb::idx_t row, bool nobody, bool& null) const {
    using Kind = OutputMeasure::Kind;
    const PlannedMeasure& planned = plan_.measures[measure];
    if (planned.kind == Kind::kPersons && (nobody || planned.function.empty())) return nobody ? 0 : 1;
    const duckdb::UnifiedVectorFormat& format = formats[at_[measure]];
    const auto at = format.sel->get_index(row);
    if (!format.validity.RowIsValid(at)) {
      null = true;
      return 0;
    }
    if (planned.kind != Kind::kSum) {
      // count_if gives a HUGEINT, count a BIGINT.
      const int64_t count =
          types_[at_[measure]].InternalType() == duckdb::PhysicalType::INT128
              ? static_cast<int64_t>(duckdb::UnifiedVectorFormat::GetData<duckdb::hugeint_t>(format)[at].lower)
              : duckdb::UnifiedVectorFormat::GetData<int64_t>(format)[at];
      return planned.kind == Kind::kPersons ? int64_t{count > 0} : count;
    }
    const auto& sum = duckdb::UnifiedVectorFormat::GetData<duckdb::hugeint_t>(format)[at];
    const auto low = static_cast<int64_t>(sum.lower);
    if (sum.upper != (low < 0 ? -1 : 0)) return TooLargeForExact();
    return low;
  }

  static bool KeysBefore(const std::vector<duckdb::Value>& a, const std::vector<duckdb::Value>& b) {
    for (size_t i = 0; i < a.size(); ++i) {
      if (a[i].IsNull() != b[i].IsNull()) return b[i].IsNull();
      if (a[i].IsNull()) continue;
      if (duckdb::ValueOperations::LessThan(a[i], b[i])) return true;
      if (duckdb::ValueOperations::LessThan(b[i], a[i])) return false;
    }
    return false;
  }

  // Of each person, the place of her name.
  static std::vector<uint32_t> NumbersByName(const std::vector<std::string>& names) {
    std::vector<uint32_t> order(names.size()), numbers(names.size());
    for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    // An extract is in the order of its persons: a single thread mostly met them so.
    const auto before = [&](uint32_t a, uint32_t b) { return names[a] < names[b]; };
    if (!std::is_sorted(order.begin(), order.end(), before)) std::sort(order.begin(), order.end(), before);
    for (uint32_t i = 0; i < order.size(); ++i) numbers[order[i]] = i;
    return numbers;
  }

  static void SortByPerson(OutputCell& cell) {
    std::vector<uint64_t> order(cell.persons.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = uint64_t{cell.persons[i]} << 32 | i;
    std::sort(order.begin(), order.end());
    for (size_t i = 0; i < order.size(); ++i) cell.persons[i] = static_cast<uint32_t>(order[i] >> 32);
    std::vector<int64_t> sorted(order.size());
    for (CellMeasure& measure : cell.measures) {
      for (size_t i = 0; i < order.size(); ++i) sorted[i] = measure.contributions[order[i] & 0xffffffff];
      measure.contributions.swap(sorted);
    }
  }

  const std::vector<OutputColumn>& columns_;
  const OutputPlan& plan_;
  const OutputLimits limits_;
  size_t keys_ = 0, pairs_ = 0;
  std::vector<duckdb::LogicalType> types_;
  std::vector<size_t> at_;  // of each measure, its column in the answer
  std::vector<uint8_t> scales_;
  std::string key_;
  TextNumbers numbers_;  // of the cells, by their keys
  std::vector<OutputCell> cells_;
  std::vector<std::vector<duckdb::Value>> keys_of_;
  std::vector<size_t> order_;
};

}  // namespace bouclier::workspace

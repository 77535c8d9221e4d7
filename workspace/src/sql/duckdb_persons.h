// SPDX-License-Identifier: Apache-2.0
// Numbers for persons while an output is run: DuckDB groups by four bytes in place of a pseudonym's text. Included by
// the units of duckdb_state.h only.
#pragma once

#include <duckdb.hpp>

#include "bouclier/base/mutex.h"
#include "text_numbers.h"

namespace bouclier::workspace {

inline constexpr char kPersonFunction[] = "bouclier_person_number";  // on no list: a query cannot call it

// In the order in which they are first seen. Thread-safe: DuckDB's threads share it.
class PersonNumbers {
 public:
  void Clear() { Take(); }
  // The names, by number; it knows none afterwards.
  std::vector<std::string> Take() {
    MutexLock lock(mutex_);
    return numbers_.Take();
  }
  void Number(duckdb::Vector& texts, duckdb::idx_t count, duckdb::Vector& result) {
    duckdb::UnifiedVectorFormat format;
    texts.ToUnifiedFormat(count, format);
    result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
    auto* numbers = duckdb::FlatVector::GetData<uint32_t>(result);
    auto& valid = duckdb::FlatVector::Validity(result);
    const auto* data = duckdb::UnifiedVectorFormat::GetData<duckdb::string_t>(format);
    MutexLock lock(mutex_);
    for (duckdb::idx_t row = 0; row < count; ++row) {
      const auto at = format.sel->get_index(row);
      if (format.validity.RowIsValid(at)) {
        numbers[row] = numbers_.NumberOf({data[at].GetData(), data[at].GetSize()});
      } else {
        valid.SetInvalid(row);
      }
    }
  }

 private:
  Mutex mutex_;
  TextNumbers numbers_ BOUCLIER_GUARDED_BY(mutex_);
};

inline void AddPersonFunction(duckdb::Connection& connection, std::shared_ptr<PersonNumbers> numbers) {
  connection.CreateVectorizedFunction(
      kPersonFunction, {duckdb::LogicalType::VARCHAR}, duckdb::LogicalType::UINTEGER,
      [numbers = std::move(numbers)](duckdb::DataChunk& arguments, duckdb::ExpressionState& /*state*/,
                                     duckdb::Vector& result) {
        numbers->Number(arguments.data[0], arguments.size(), result);
      });
}

}  // namespace bouclier::workspace

// SPDX-License-Identifier: Apache-2.0
// Numbers for persons while an output is run: DuckDB groups by four bytes in place of a pseudonym's text. Included by
// duckdb_engine.cc only.
#pragma once

#include <deque>
#include <duckdb.hpp>
#include <unordered_map>

#include "bouclier/base/mutex.h"
#include "duckdb_output.h"

namespace bouclier::workspace {

// In the order in which they are first seen. Thread-safe: DuckDB's threads share it.
class PersonNumbers {
 public:
  void Clear() {
    MutexLock lock(mutex_);
    numbers_.clear();
    names_.clear();
  }
  // The names, by number; it knows none afterwards.
  std::vector<std::string> Take() {
    MutexLock lock(mutex_);
    std::vector<std::string> names(std::make_move_iterator(names_.begin()), std::make_move_iterator(names_.end()));
    numbers_.clear();
    names_.clear();
    return names;
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
        numbers[row] = NumberOf({data[at].GetData(), data[at].GetSize()});
      } else {
        valid.SetInvalid(row);
      }
    }
  }

 private:
  uint32_t NumberOf(std::string_view name) BOUCLIER_REQUIRES(mutex_) {
    auto known = numbers_.find(name);
    if (known != numbers_.end()) return known->second;
    const auto number = static_cast<uint32_t>(names_.size());
    numbers_.emplace(names_.emplace_back(name), number);
    return number;
  }

  Mutex mutex_;
  std::deque<std::string> names_ BOUCLIER_GUARDED_BY(mutex_);  // never move: the keys of numbers_ point into them
  std::unordered_map<std::string_view, uint32_t> numbers_ BOUCLIER_GUARDED_BY(mutex_);
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

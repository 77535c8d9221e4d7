// SPDX-License-Identifier: Apache-2.0
// Numbers for persons while an output is run: DuckDB groups by four bytes in place of a pseudonym's text. Included by
// duckdb_engine.cc only.
#pragma once

#include <duckdb.hpp>

#include "bouclier/base/mutex.h"
#include "duckdb_output.h"

namespace bouclier::workspace {

// In the order in which they are first seen. Thread-safe: DuckDB's threads share it.
class PersonNumbers {
 public:
  void Clear() { Take(); }
  // The names, by number; it knows none afterwards.
  std::vector<std::string> Take() {
    MutexLock lock(mutex_);
    hashes_.clear();
    slots_.clear();
    return std::exchange(names_, {});
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
    if (!names_.empty() && names_.back() == name) return static_cast<uint32_t>(names_.size() - 1);
    if (names_.size() >= slots_.size() / 2) Grow();
    const size_t hash = std::hash<std::string_view>()(name);
    size_t at = hash & (slots_.size() - 1);
    for (; slots_[at] != kFree; at = (at + 1) & (slots_.size() - 1)) {
      if (hashes_[slots_[at]] == hash && names_[slots_[at]] == name) return slots_[at];
    }
    slots_[at] = static_cast<uint32_t>(names_.size());
    hashes_.push_back(hash);
    names_.emplace_back(name);
    return slots_[at];
  }
  void Grow() BOUCLIER_REQUIRES(mutex_) {
    slots_.assign(std::max(kFewest, slots_.size() * 2), kFree);
    for (uint32_t number = 0; number < hashes_.size(); ++number) {
      size_t at = hashes_[number] & (slots_.size() - 1);
      while (slots_[at] != kFree) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = number;
    }
  }

  static constexpr uint32_t kFree = UINT32_MAX;
  static constexpr size_t kFewest = 1024;

  Mutex mutex_;
  std::vector<std::string> names_ BOUCLIER_GUARDED_BY(mutex_);
  std::vector<size_t> hashes_ BOUCLIER_GUARDED_BY(mutex_);  // of each name
  std::vector<uint32_t> slots_
      BOUCLIER_GUARDED_BY(mutex_);  // numbers by hash, or in the next free place; a power of two
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

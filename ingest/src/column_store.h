// SPDX-License-Identifier: Apache-2.0
// The rows of a table as typed columns in memory, made to be gathered and sorted later. A row is taken whole or leaves
// nothing behind, not even a text in a dictionary. Not thread-safe; one set a thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bouclier/ingest/row_reason.h"
#include "csv_layout.h"
#include "csv_row.h"
#include "dictionary.h"

namespace bouclier::ingest {

enum class Physical : uint8_t {
  kNone,   // not stored: an identifier, which the caller maps from the cells
  kInt32,  // date: days since 1970 · year: YYYY · yearmonth: YYYYMM
  kInt64,  // integer · decimal: times 10^scale · datetime: microseconds since 1970
  kBool,
  kText,  // codes of a dictionary
};
Physical PhysicalOf(const LayoutColumn& column);

// `valid` and the vector of its kind have rows() entries, or none at all while every row is null. A null has value 0.
struct StoredColumn {
  Physical physical = Physical::kNone;
  std::vector<uint8_t> valid;
  std::vector<int32_t> int32;
  std::vector<int64_t> int64;
  std::vector<uint8_t> boolean;
  std::vector<uint32_t> codes;
  std::unique_ptr<Dictionary> dictionary;  // kText only

  bool all_null() const { return valid.empty(); }
};

struct RowVerdict {
  RowReason reason = RowReason::kNone;
  uint32_t column = kNoCell;  // of the layout; kNoCell: the whole row, or a cell beyond the header
};

class ColumnSet {
 public:
  // `expected`: rows that will come at most; a column takes room for them when it gets its first value, and none of it
  // is touched before it is used. 0: unknown.
  explicit ColumnSet(const Layout& layout, size_t expected = 0);
  ColumnSet(ColumnSet&&) noexcept;
  ColumnSet& operator=(ColumnSet&&) noexcept;
  ~ColumnSet();

  struct Appended {
    std::vector<uint32_t> accepted;    // rows of the block, in order; row i of them is row first + i of the set
    std::vector<RowVerdict> verdicts;  // one a row of the block
    size_t first = 0;
  };
  // Rows that the tokenizer refused stay out; so do, without a verdict, those whose entry in `wanted` is 0 (empty: all
  // are wanted). Valid until the next call.
  const Appended& Append(const CsvBlock& block, std::span<const uint8_t> wanted = {});

  size_t rows() const;
  const Layout& layout() const;
  const StoredColumn& column(size_t i) const;
  size_t columns() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
// When a row's care was, by the table's own columns: one day or the first and the last, a month, or a spell. Pure.
#pragma once

#include "column_store.h"
#include "join_index.h"

namespace bouclier::ingest {

// `from` kNoDay: no day is known. `to` kNoDay with a known `from`: a spell that is still open.
struct CareDays {
  int32_t from = kNoDay, to = kNoDay;
};

class CareDaysReader {
 public:
  explicit CareDaysReader(const Layout& layout);
  bool has_own() const { return kind_ != Kind::kNone; }
  // Of row `row` of a set of that layout.
  CareDays Of(const ColumnSet& columns, size_t row) const;

 private:
  enum class Kind : uint8_t { kNone, kDay, kMonth, kSpell };
  static int32_t DayOf(const StoredColumn& column, size_t row);

  Kind kind_ = Kind::kNone;
  size_t first_ = 0, second_ = 0;
};

}  // namespace bouclier::ingest

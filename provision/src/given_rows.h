// SPDX-License-Identifier: Apache-2.0
// Rows in memory, in a new order, as the Arrow columns a project gets: here ordinals become pseudonyms, and nothing
// with an ordinal goes further. Immutable; thread-safe.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <arrow/type_fwd.h>

#include "bouclier/base/result.h"
#include "bouclier/kernels/pseudonym.h"
#include "row_cells.h"

namespace bouclier::provision {

// A row and what it is ordered by: rows of nobody last.
struct RowRef {
  uint64_t prefix = 0;  // of its pseudonym, big-endian
  uint64_t hash = 0;    // of its cells
  uint32_t store = 0, row = 0;
  bool keyed = false;
  auto operator<=>(const RowRef& other) const {
    if (keyed != other.keyed) return keyed ? std::strong_ordering::less : std::strong_ordering::greater;
    if (const auto by = prefix <=> other.prefix; by != 0) return by;
    if (const auto by = hash <=> other.hash; by != 0) return by;
    if (const auto by = store <=> other.store; by != 0) return by;
    return row <=> other.row;
  }
  bool operator==(const RowRef&) const = default;
};

class GivenRows {
 public:
  GivenRows(const std::vector<GivenColumn>& columns, const kernels::Pseudonymiser& pseudonymiser);
  const std::shared_ptr<arrow::Schema>& schema() const { return schema_; }
  // **Errors:** exhausted (memory).
  Result<std::shared_ptr<arrow::Table>> Make(std::span<const RowRef> rows,
                                             std::span<const std::unique_ptr<RowStore>> stores) const;

 private:
  const std::vector<GivenColumn>& columns_;
  const kernels::Pseudonymiser& pseudonymiser_;
  std::shared_ptr<arrow::Schema> schema_;
};

}  // namespace bouclier::provision

// SPDX-License-Identifier: Apache-2.0
// Rows in memory, in a new order, as Arrow arrays. The only file of this room, with its source, that knows Arrow.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <arrow/type_fwd.h>

#include "bouclier/base/result.h"
#include "bouclier/vault/table_snapshot.h"
#include "column_store.h"
#include "join_index.h"

namespace bouclier::ingest {

// What a row has beside the columns of its file; all vectors as long as the rows.
struct RowPlaces {
  std::vector<uint32_t> person;                                         // kNoPerson: none
  std::vector<uint32_t> flags;                                          // quality.h
  std::vector<std::pair<std::string, std::vector<uint32_t>>> ordinals;  // by column: psa, stay, BEN_IDT_ANO…
  std::vector<uint64_t> line;               // empty: the table has no care lines; kNoLine: the row has none
  std::vector<int32_t> care_from, care_to;  // empty: no date of care reaches the table; kNoDay: the row has none
};
constexpr uint64_t kNoLine = UINT64_MAX;

// The columns at rest, in their order: person, psa, stay, …, care_line, care_from, care_to, flags, then the file's.
std::vector<vault::TableColumn> ColumnsAtRest(const Layout& layout, const RowPlaces& places);

// The rows `order` of a set, as they go into a table file. **Errors:** exhausted (memory).
Result<std::shared_ptr<arrow::Table>> GatherRows(const ColumnSet& set, const RowPlaces& places,
                                                 std::span<const uint32_t> order);

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
// Which cell of a file is which column of a table. Pure; thread-safe.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/catalog/table.h"
#include "csv_row.h"

namespace bouclier::ingest {

struct LayoutColumn {
  std::string name;
  catalog::ColumnType type = catalog::ColumnType::kText;
  uint8_t scale = 0;
  std::string format;
  catalog::IdentityClass identity = catalog::IdentityClass::kNone;
  uint32_t cell = kNoCell;  // kNoCell: the file has no such column; every row is null
  bool required = false;
  bool may_identify = false;  // no report tells its values
};

// Identifiers stay cells: the caller maps them. The establishment is no identifier of a person.
inline bool IsMapped(const LayoutColumn& column) {
  return column.identity != catalog::IdentityClass::kNone && column.identity != catalog::IdentityClass::kEstablishment;
}

struct Layout {
  const catalog::Table* table = nullptr;
  std::vector<LayoutColumn> columns;  // the table's, in its order; then those it does not know, in the file's
  std::vector<uint32_t> column_of_cell;
  std::vector<std::string> missing;  // columns of the table that the file has not
  std::vector<std::string> unknown;  // kept as text; names are the file's own words: untrusted
};

// Names match in either case, in any order.
// **Errors:** invalid_argument: a name twice, a key or required column missing. A name that is no column of the table
// stands in the context only.
Result<Layout> MatchHeader(const catalog::Table& table, std::span<const std::string> names);

}  // namespace bouclier::ingest

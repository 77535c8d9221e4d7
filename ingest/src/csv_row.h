// SPDX-License-Identifier: Apache-2.0
// Rows as the tokenizer gives them: views into bytes that live until the sink's call returns. docs/formats/csv.md.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "bouclier/base/bytes.h"
#include "bouclier/ingest/row_reason.h"

namespace bouclier::ingest {

constexpr uint32_t kNoCell = UINT32_MAX;

struct CsvRow {
  const char* text;      // what bounds count from; cells without their quotes
  uint32_t first_bound;  // in CsvBlock::bounds; cells + 1 of them
  uint32_t cells;
  const uint8_t* raw;  // the row as it stands in the file, without its line end
  uint32_t raw_kept;   // bytes at `raw`: fewer than raw_size only when the row is too long
  uint32_t bad_cell;   // which cell, for bad_encoding and nul_byte
  uint64_t raw_size;
  uint64_t offset;   // of its first byte in the file
  uint64_t line;     // of its first byte; the header is line 1
  uint32_t lines;    // physical lines it spans: more than one when cells hold line ends
  RowReason reason;  // kNone: can be read so far; cells of another one may be missing or cut
  bool padded;       // eight bytes after the last cell can be read
};

struct CsvBlock {
  std::span<const CsvRow> rows;
  const uint32_t* bounds;

  // Cell k is what lies between bound k and bound k + 1, the first byte left out.
  std::string_view Cell(const CsvRow& row, uint32_t cell) const {
    const uint32_t* bound = bounds + row.first_bound + cell;
    const uint32_t begin = bound[0] + 1;
    return {row.text + begin, bound[1] - begin};
  }
  ByteView Raw(const CsvRow& row) const { return {row.raw, row.raw_kept}; }
};

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
// Reads a CSV text into plain values: by the tokenizer, in pieces of any size, and by a slow twin that says the same
// rules in the plainest way.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "csv_tokenizer.h"

namespace bouclier::ingest {

struct PlainRow {
  RowReason reason = RowReason::kNone;
  uint32_t bad_cell = kNoCell;
  uint64_t line = 0, lines = 0, offset = 0, raw_size = 0;
  std::string raw;
  std::vector<std::string> cells;  // of rows that are accepted, ragged or badly encoded
  bool operator==(const PlainRow&) const = default;
};

inline void PrintTo(const PlainRow& row, std::ostream* out) {
  *out << RowReasonName(row.reason) << " line " << row.line << "+" << row.lines << " at " << row.offset << "+"
       << row.raw_size << " bad " << row.bad_cell << " raw " << testing::PrintToString(row.raw) << " cells "
       << testing::PrintToString(row.cells);
}

struct PlainFile {
  std::string error;  // its message; empty: read
  CsvHeader header{};
  std::vector<PlainRow> rows;
};

inline bool KeepsCells(RowReason reason) {
  return reason == RowReason::kNone || reason == RowReason::kRagged || reason == RowReason::kBadEncoding ||
         reason == RowReason::kNulByte;
}

class PlainSink : public CsvSink {
 public:
  Result<void> Header(const CsvHeader& header) override {
    file.header = header;
    return {};
  }
  Result<void> Rows(const CsvBlock& block) override {
    BOUCLIER_CHECK(!block.rows.empty());
    for (const CsvRow& row : block.rows) {
      PlainRow plain{row.reason, row.bad_cell, row.line, row.lines, row.offset, row.raw_size, "", {}};
      plain.raw = AsText(block.Raw(row));
      for (uint32_t cell = 0; cell < row.cells && KeepsCells(row.reason); ++cell) {
        plain.cells.emplace_back(block.Cell(row, cell));
      }
      if (row.padded) ReadPadding(block, row);
      file.rows.push_back(std::move(plain));
    }
    return {};
  }
  PlainFile file;

 private:
  // What is promised to be readable is read, so that a sanitizer sees a broken promise.
  static void ReadPadding(const CsvBlock& block, const CsvRow& row) {
    if (row.cells == 0) return;
    const std::string_view last = block.Cell(row, row.cells - 1);
    volatile char sum = 0;
    for (size_t i = 0; i < 8; ++i) sum = static_cast<char>(sum + last.data()[last.size() + i]);
  }
};

// `pieces`: their sizes, again and again; empty: the file in one.
inline PlainFile ReadInPieces(std::string_view text, const CsvSettings& settings, const std::vector<size_t>& pieces) {
  PlainSink sink;
  auto tokenizer = CsvTokenizer::Make(settings).value();
  Result<void> done;
  for (size_t at = 0, turn = 0; at < text.size() && done.ok(); ++turn) {
    const size_t size = std::min(pieces.empty() ? text.size() : pieces[turn % pieces.size()], text.size() - at);
    const Bytes piece = ToBytes(AsBytes(text.substr(at, size)));  // an allocation of its own: no reading beyond it
    done = tokenizer.Push(piece, sink);
    at += size;
  }
  if (done.ok()) done = tokenizer.Finish(sink);
  if (!done.ok()) sink.file.error = done.error().message;
  return std::move(sink.file);
}

// The slow twin. The header must be one plain line of `columns` names.
PlainFile ReadSlowly(std::string_view text, char separator, const CsvSettings& settings);

}  // namespace bouclier::ingest

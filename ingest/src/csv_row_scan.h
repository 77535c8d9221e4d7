// SPDX-License-Identifier: Apache-2.0
// Reads one row byte by byte and stops anywhere: for rows that hold quotes or lie across two pieces. Keeps no more than
// the limits however long the row is. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bouclier/ingest/row_reason.h"

namespace bouclier::ingest {

struct RowLimits {
  uint64_t cell;
  uint64_t row;
  uint64_t kept;
};

class CsvRowScan {
 public:
  CsvRowScan(RowLimits limits, char separator) : limits_(limits), separator_(separator) {}

  void Begin();
  bool begun() const { return begun_; }
  // Takes bytes up to and with the row's line end (of CR LF, the CR only). Returns how many; done() says whether the
  // end was among them.
  size_t Take(const uint8_t* data, size_t size);
  void EndOfFile();  // the row ends here
  bool done() const { return done_; }
  void Reset() { begun_ = done_ = false; }

  // Of the row when done. Bounds as CsvBlock's, counted from text().
  const std::string& text() const { return text_; }
  const std::vector<uint32_t>& bounds() const { return bounds_; }
  uint32_t cells() const { return static_cast<uint32_t>(bounds_.size() - 1); }
  uint64_t size() const { return size_; }  // raw bytes without the line end
  bool holds_bytes() const { return size_ != 0; }
  uint32_t inner_lines() const { return inner_lines_; }
  RowReason reason() const;
  char line_end() const { return line_end_; }  // LF, CR, or NUL at the end of the file

 private:
  enum class State : uint8_t { kStart, kPlain, kQuoted, kQuoteSeen };

  size_t TakeSome(const uint8_t* data, size_t size);
  void EndCell(uint64_t at);
  void EndRow(uint64_t at, char line_end);
  void CheckLength(uint64_t at);

  RowLimits limits_;
  char separator_;
  bool begun_ = false, done_ = false;
  State state_ = State::kStart;
  bool bad_quote_ = false, open_quote_ = false, cell_too_long_ = false, row_too_long_ = false;
  bool after_cr_ = false;  // inside quotes
  char line_end_ = 0;
  uint64_t size_ = 0, cell_begin_ = 0;
  uint32_t inner_lines_ = 0;
  std::string text_;
  std::vector<uint32_t> bounds_;
};

}  // namespace bouclier::ingest

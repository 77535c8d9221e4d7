// SPDX-License-Identifier: Apache-2.0
#include "csv_row_scan.h"

#include <algorithm>

namespace bouclier::ingest {
namespace {

constexpr size_t kSlice = 4096;

}  // namespace

void CsvRowScan::Begin() {
  begun_ = true;
  done_ = false;
  state_ = State::kStart;
  bad_quote_ = open_quote_ = cell_too_long_ = row_too_long_ = after_cr_ = false;
  line_end_ = 0;
  size_ = cell_begin_ = 0;
  inner_lines_ = 0;
  text_.clear();
  bounds_.assign(1, UINT32_MAX);  // the first cell begins at 0
}

size_t CsvRowScan::Take(const uint8_t* data, size_t size) {
  size_t taken = 0;
  while (taken < size && !done_) {
    taken += TakeSome(data + taken, std::min(size - taken, kSlice));
    CheckLength(size_);
  }
  return taken;
}

// Limits are looked at each slice and at each end of a cell: what is kept passes them by a slice at most.
void CsvRowScan::CheckLength(uint64_t at) {
  if (at - cell_begin_ > limits_.cell) cell_too_long_ = true;
  if (at > limits_.row) row_too_long_ = true;
  if (!cell_too_long_ && !row_too_long_) return;
  text_.clear();
  text_.shrink_to_fit();
  bounds_.assign(1, UINT32_MAX);
}

void CsvRowScan::EndCell(uint64_t at) {
  if (at - cell_begin_ > limits_.cell) cell_too_long_ = true;
  if (!cell_too_long_ && !row_too_long_) bounds_.push_back(static_cast<uint32_t>(text_.size()));
  cell_begin_ = at + 1;
  state_ = State::kStart;
}

void CsvRowScan::EndRow(uint64_t at, char line_end) {
  EndCell(at);
  cell_begin_ = at;
  size_ = at;
  line_end_ = line_end;
  done_ = true;
}

size_t CsvRowScan::TakeSome(const uint8_t* data, size_t size) {
  const auto* const from = reinterpret_cast<const char*>(data);
  for (size_t i = 0; i < size; ++i) {
    const char c = from[i];
    if (state_ == State::kQuoted) {
      if (c == '"') {
        state_ = State::kQuoteSeen;
        after_cr_ = false;
        continue;
      }
      inner_lines_ += c == '\r' || (c == '\n' && !after_cr_) ? 1 : 0;
      after_cr_ = c == '\r';
      text_ += c;
      continue;
    }
    if (c == separator_) {
      EndCell(size_ + i);
      text_ += separator_;  // stands between two cells, in neither
      continue;
    }
    if (c == '\n' || c == '\r') {
      EndRow(size_ + i, c);
      return i + 1;
    }
    if (c == '"' && state_ != State::kPlain) {
      if (state_ == State::kQuoteSeen) text_ += c;  // doubled: one quote
      state_ = State::kQuoted;
      continue;
    }
    bad_quote_ = bad_quote_ || state_ == State::kQuoteSeen;
    state_ = State::kPlain;
    text_ += c;
  }
  size_ += size;
  return size;
}

void CsvRowScan::EndOfFile() {
  open_quote_ = state_ == State::kQuoted;
  EndRow(size_, 0);
  CheckLength(size_);
}

RowReason CsvRowScan::reason() const {
  if (open_quote_) return RowReason::kQuoteNotClosed;
  if (cell_too_long_) return RowReason::kCellTooLong;
  if (row_too_long_) return RowReason::kRowTooLong;
  return bad_quote_ ? RowReason::kBadQuote : RowReason::kNone;
}

}  // namespace bouclier::ingest

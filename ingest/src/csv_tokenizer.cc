// SPDX-License-Identifier: Apache-2.0
#include "csv_tokenizer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "csv_header.h"
#include "csv_row_scan.h"
#include "text_check.h"

namespace bouclier::ingest {
namespace {

constexpr size_t kWindow = 16 * kKiB;  // of marks at a time: they stay in the first-level cache
constexpr size_t kPadding = 8;         // bytes that may be read after a cell
constexpr size_t kEmptyRowsAtOnce = 1024;
constexpr uint64_t kLargestPiece = kGiB;  // bounds have 32 bits

// Positions that grow without being cleared first.
class Bounds {
 public:
  void Reserve(size_t count) {
    if (count <= capacity_) return;
    const size_t wanted = std::max(count, 2 * capacity_);
    auto grown = std::make_unique_for_overwrite<uint32_t[]>(wanted);
    if (size != 0) std::memcpy(grown.get(), data_.get(), size * sizeof(uint32_t));
    data_ = std::move(grown);
    capacity_ = wanted;
  }
  uint32_t* data() { return data_.get(); }
  size_t size = 0;

 private:
  std::unique_ptr<uint32_t[]> data_;
  size_t capacity_ = 0;
};

}  // namespace

class CsvTokenizer::Impl {
 public:
  explicit Impl(const CsvSettings& settings)
      : settings_(settings),
        limits_{settings.longest_cell.value, settings.longest_row.value, settings.kept_of_too_long.value},
        scan_(limits_, ';') {}

  Result<void> Push(ByteView piece, CsvSink& sink);
  Result<void> Finish(CsvSink& sink);
  uint64_t rows() const { return given_; }

 private:
  Result<size_t> TakeHeader(ByteView piece, CsvSink& sink);
  Result<void> HeaderIsWhole(CsvSink& sink);
  void TakeRows(size_t begin);
  size_t TakeWindow(size_t at, size_t size);
  void TakeMarks(uint64_t separators, uint64_t line_ends, size_t base, size_t& start);
  void EmitCells(uint64_t separators, size_t count, size_t base);
  void EmitCells(uint64_t separators, size_t base) {
    EmitCells(separators, static_cast<size_t>(std::popcount(separators)), base);
  }
  void BeginRow(size_t at);
  size_t AfterLineEnd(size_t at);
  void EndPlainRow(size_t at);
  size_t TakeScannedRow(size_t at);
  void KeepRaw(ByteView more);
  void EndScannedRow(const uint8_t* raw);
  void AddRow(CsvRow row);
  void GiveEmptyRows();
  void GiveRows();
  void CheckOddRow(CsvRow& row);
  void EndBlock();

  const CsvSettings settings_;
  const RowLimits limits_;
  CsvSink* sink_ = nullptr;
  std::optional<Error> failed_;
  uint64_t given_ = 0;

  // The header.
  std::string header_;
  bool header_done_ = false, header_quoted_ = false;
  char separator_ = ';';
  uint32_t columns_ = 0;

  // The piece at hand.
  ByteView piece_;
  uint64_t piece_offset_ = 0;  // of its first byte in the file
  uint64_t line_ = 1;          // of the next row
  bool skip_lf_ = false;       // the last piece ended with a CR that ended a row
  size_t row_begin_ = 0;
  size_t row_first_ = 0;  // its first bound
  size_t block_begin_ = 0;

  // The block.
  std::vector<CsvRow> rows_;
  Bounds bounds_;
  bool odd_window_ = false, odd_block_ = false;
  std::string arena_;                                  // text of scanned rows
  std::vector<std::pair<size_t, size_t>> arena_rows_;  // row, offset
  std::vector<Marks> marks_ = std::vector<Marks>(kWindow / 64);

  // A row that is read byte by byte; it may have begun in an earlier piece.
  CsvRowScan scan_;
  Bytes carried_;
  uint64_t scan_offset_ = 0, scan_line_ = 0;

  // Empty lines that are rows only if another row follows.
  uint64_t empty_rows_ = 0, empty_offset_ = 0, empty_line_ = 0;
};

Result<void> CsvTokenizer::Impl::Push(ByteView piece, CsvSink& sink) {
  if (failed_) return *failed_;
  if (piece.size() > kLargestPiece) return Error(ErrorCode::kInvalidArgument, "read csv file: a piece beyond 1 GiB");
  sink_ = &sink;
  piece_ = piece;
  size_t at = 0;
  if (!header_done_) {
    auto taken = TakeHeader(piece, sink);
    if (!taken.ok()) failed_ = taken.error();
    if (failed_) return *failed_;
    at = *taken;
  }
  if (header_done_ && at < piece.size()) TakeRows(at);
  piece_offset_ += piece.size();
  if (failed_) return *failed_;
  return {};
}

Result<void> CsvTokenizer::Impl::Finish(CsvSink& sink) {
  if (failed_) return *failed_;
  sink_ = &sink;
  piece_ = {};
  if (!header_done_) {
    if (header_.empty()) {
      return Error(ErrorCode::kInvalidArgument, "read csv file: it is empty", "the first line must name the columns",
                   Retry::kAfterFix);
    }
    BOUCLIER_TRY_VOID(HeaderIsWhole(sink));
  }
  if (scan_.begun()) {
    scan_.EndOfFile();
    EndScannedRow(nullptr);
    EndBlock();
  }
  if (failed_) return *failed_;
  return {};
}

// Returns how many bytes belong to the header's line.
Result<size_t> CsvTokenizer::Impl::TakeHeader(ByteView piece, CsvSink& sink) {
  size_t at = 0;
  for (; at < piece.size() && header_.size() <= kLongestHeader + 3; ++at) {
    const char c = static_cast<char>(piece[at]);
    if (!header_quoted_ && (c == '\n' || c == '\r')) {
      skip_lf_ = c == '\r';
      BOUCLIER_TRY_VOID(HeaderIsWhole(sink));
      return at + 1;
    }
    if (c == '"') header_quoted_ = !header_quoted_;
    header_ += c;
  }
  if (header_.size() > kLongestHeader + 3) BOUCLIER_TRY_VOID(HeaderIsWhole(sink));
  return at;
}

Result<void> CsvTokenizer::Impl::HeaderIsWhole(CsvSink& sink) {
  BOUCLIER_TRY(const CsvHeader header, ReadCsvHeader(header_));
  header_done_ = true;
  separator_ = header.separator;
  columns_ = static_cast<uint32_t>(header.names.size());
  scan_ = CsvRowScan(limits_, separator_);
  ++line_;
  header_ = {};
  return sink.Header(header);
}

void CsvTokenizer::Impl::TakeRows(size_t begin) {
  if (skip_lf_ && piece_[begin] == '\n') ++begin;
  skip_lf_ = false;
  block_begin_ = begin;
  if (scan_.begun()) {
    const size_t taken = scan_.Take(piece_.data() + begin, piece_.size() - begin);
    KeepRaw(piece_.subspan(begin, taken));
    if (!scan_.done()) return;
    EndScannedRow(nullptr);
    begin = AfterLineEnd(begin + taken - 1);
  }
  BeginRow(begin);
  for (size_t at = begin; at < piece_.size() && !failed_;) at = TakeWindow(at, std::min(kWindow, piece_.size() - at));
  if (row_begin_ < piece_.size() && !scan_.begun() && !failed_) TakeScannedRow(row_begin_);
  EndBlock();
}

// Returns where the next window begins.
size_t CsvTokenizer::Impl::TakeWindow(size_t at, size_t size) {
  odd_window_ =
      settings_.find_marks(piece_.data() + at, size, static_cast<uint8_t>(separator_), marks_.data()) == Odd::kYes;
  odd_block_ = odd_block_ || odd_window_;
  bounds_.Reserve(bounds_.size + 2 * size + 64);
  size_t start = at;  // what lies before is done
  for (size_t base = at, word = 0; base < at + size; base += 64, ++word) {
    const Marks& marks = marks_[word];
    if (start == base && (marks.line_end | marks.quote) == 0) {  // the inside of a row
      EmitCells(marks.separator, marks.separators, base);
      start = base + 64;
      continue;
    }
    while (start < base + 64 && !failed_) {
      const uint64_t left = start > base ? ~uint64_t{0} << (start - base) : ~uint64_t{0};
      const uint64_t quotes = marks.quote & left;
      if (quotes == 0) [[likely]] {
        start = base + 64;
        TakeMarks(marks.separator & left, marks.line_end & left, base, start);
        break;
      }
      const uint64_t before = (quotes & (~quotes + 1)) - 1;
      size_t unused = 0;
      TakeMarks(marks.separator & left & before, marks.line_end & left & before, base, unused);
      if (failed_) break;
      start = TakeScannedRow(row_begin_);
      if (scan_.begun()) return piece_.size();
      bounds_.Reserve(bounds_.size + 2 * size + 64);
    }
  }
  return std::max(start, at + size);
}

// Marks of 64 bytes without a quote. `start` moves on when the LF of a CR LF lies beyond them.
void CsvTokenizer::Impl::TakeMarks(uint64_t separators, uint64_t line_ends, size_t base, size_t& start) {
  while (line_ends != 0) {
    const int bit = std::countr_zero(line_ends);
    const uint64_t before = (uint64_t{1} << bit) - 1;
    EmitCells(separators & before, base);
    separators &= ~before;
    line_ends &= line_ends - 1;
    const size_t at = base + static_cast<size_t>(bit);
    EndPlainRow(at);
    const size_t next = AfterLineEnd(at);
    if (next == at + 2) {
      if (bit + 1 < 64) line_ends &= ~(uint64_t{2} << bit);
      if (bit + 1 == 64) start = next;
    }
    BeginRow(next);
    if (failed_) return;
  }
  EmitCells(separators, base);
}

inline void CsvTokenizer::Impl::EmitCells(uint64_t separators, size_t count, size_t base) {
  uint32_t* out = bounds_.data() + bounds_.size;
  bounds_.size += count;
  const auto from = static_cast<uint32_t>(base);
  // Eight at a time without asking how many are left: what is written too much is overwritten.
  for (size_t done = 0; done < count; done += 8) {
    for (size_t i = 0; i < 8; ++i) {
      out[done + i] = from + static_cast<uint32_t>(std::countr_zero(separators));
      separators &= separators - 1;
    }
  }
}

// The first bound of a row lies before its first byte.
void CsvTokenizer::Impl::BeginRow(size_t at) {
  row_begin_ = at;
  row_first_ = bounds_.size;
  bounds_.Reserve(bounds_.size + 64);
  bounds_.data()[bounds_.size++] = static_cast<uint32_t>(at) - 1;
}

size_t CsvTokenizer::Impl::AfterLineEnd(size_t at) {
  if (piece_[at] != '\r') return at + 1;
  if (at + 1 == piece_.size()) skip_lf_ = true;
  return at + 1 < piece_.size() && piece_[at + 1] == '\n' ? at + 2 : at + 1;
}

void CsvTokenizer::Impl::EndPlainRow(size_t at) {
  const uint64_t size = at - row_begin_;
  if (size == 0) {
    bounds_.size = row_first_;
    if (empty_rows_++ == 0) {
      empty_offset_ = piece_offset_ + at;
      empty_line_ = line_;
    }
    ++line_;
    return;
  }
  bounds_.data()[bounds_.size++] = static_cast<uint32_t>(at);
  CsvRow row{};
  row.text = reinterpret_cast<const char*>(piece_.data());
  row.first_bound = static_cast<uint32_t>(row_first_);
  row.cells = static_cast<uint32_t>(bounds_.size - row_first_ - 1);
  row.raw = piece_.data() + row_begin_;
  row.raw_size = size;
  row.offset = piece_offset_ + row_begin_;
  row.line = line_++;
  row.lines = 1;
  row.padded = piece_.size() - at >= kPadding;
  if (size > std::min(limits_.cell, limits_.row)) [[unlikely]] {
    const uint32_t* bound = bounds_.data() + row_first_;
    for (uint32_t i = 0; i < row.cells; ++i) {
      if (bound[i + 1] - (bound[i] + 1) > limits_.cell) row.reason = RowReason::kCellTooLong;
    }
    if (row.reason == RowReason::kNone && size > limits_.row) row.reason = RowReason::kRowTooLong;
  }
  AddRow(row);
  if (at - block_begin_ < settings_.block.value) return;
  EndBlock();
  block_begin_ = at;
}

// Reads the row that begins at `at` of the piece byte by byte. Returns where the next one begins.
size_t CsvTokenizer::Impl::TakeScannedRow(size_t at) {
  bounds_.size = row_first_;
  scan_.Begin();
  scan_offset_ = piece_offset_ + at;
  scan_line_ = line_;
  const size_t taken = scan_.Take(piece_.data() + at, piece_.size() - at);
  if (!scan_.done()) {
    GiveRows();  // one of them may still lie in what was carried
    carried_.clear();
    KeepRaw(piece_.subspan(at, taken));
    row_begin_ = piece_.size();
    return piece_.size();
  }
  EndScannedRow(piece_.data() + at);
  const size_t next = AfterLineEnd(at + taken - 1);
  if (next - block_begin_ >= settings_.block.value) EndBlock();
  BeginRow(next);
  return next;
}

void CsvTokenizer::Impl::KeepRaw(ByteView more) {
  const RowReason reason = scan_.reason();
  const bool cut = reason == RowReason::kCellTooLong || reason == RowReason::kRowTooLong;
  const uint64_t most = cut ? limits_.kept : limits_.row + limits_.kept;
  if (carried_.size() < most) {
    Append(carried_, more.first(static_cast<size_t>(std::min<uint64_t>(more.size(), most - carried_.size()))));
  }
  if (cut && carried_.size() > limits_.kept) {
    carried_.resize(static_cast<size_t>(limits_.kept));
    carried_.shrink_to_fit();
  }
}

// `raw`: where the row lies in the piece; null: in what was carried.
void CsvTokenizer::Impl::EndScannedRow(const uint8_t* raw) {
  CsvRow row{};
  row.raw = raw != nullptr ? raw : carried_.data();
  row.raw_size = scan_.size();
  row.offset = scan_offset_;
  row.line = scan_line_;
  row.lines = 1 + scan_.inner_lines();
  row.reason = scan_.reason();
  row.cells = scan_.cells();
  row.first_bound = static_cast<uint32_t>(bounds_.size);
  row.padded = true;
  line_ = scan_line_ + row.lines;
  scan_.Reset();
  bounds_.Reserve(bounds_.size + scan_.bounds().size());
  std::copy(scan_.bounds().begin(), scan_.bounds().end(), bounds_.data() + bounds_.size);
  bounds_.size += scan_.bounds().size();
  AddRow(row);
  odd_block_ = true;  // its bytes may lie in windows that nobody looked at
  arena_rows_.emplace_back(rows_.size() - 1, arena_.size());
  arena_ += scan_.text();
}

void CsvTokenizer::Impl::AddRow(CsvRow row) {
  if (empty_rows_ != 0) GiveEmptyRows();
  row.bad_cell = kNoCell;
  const bool cut = row.reason <= RowReason::kRowTooLong && row.raw_size > std::min(limits_.cell, limits_.row) &&
                   row.reason != RowReason::kNone;
  row.raw_kept = static_cast<uint32_t>(cut ? std::min(row.raw_size, limits_.kept) : row.raw_size);
  if (row.reason == RowReason::kNone && row.cells != columns_) row.reason = RowReason::kRagged;
  rows_.push_back(row);
}

// Empty lines between rows. The rows before them are given first; the bounds of the row that follows stay.
void CsvTokenizer::Impl::GiveEmptyRows() {
  const bool odd = odd_block_;
  GiveRows();
  odd_block_ = odd;  // for the row that follows
  static constexpr uint32_t kBounds[] = {UINT32_MAX, 0};
  static constexpr char kNothing[kPadding + 1] = {};
  std::vector<CsvRow> rows;
  for (uint64_t i = 0; i < empty_rows_ && !failed_; ++i) {
    CsvRow row{};
    row.text = kNothing;
    row.raw = reinterpret_cast<const uint8_t*>(kNothing);
    row.cells = 1;
    row.offset = empty_offset_;
    row.line = empty_line_ + i;
    row.lines = 1;
    row.bad_cell = kNoCell;
    row.padded = true;
    row.reason = columns_ == 1 ? RowReason::kNone : RowReason::kRagged;
    rows.push_back(row);
    if (rows.size() < kEmptyRowsAtOnce && i + 1 < empty_rows_) continue;
    given_ += rows.size();
    if (auto done = sink_->Rows({rows, kBounds}); !done.ok()) failed_ = done.error();
    rows.clear();
  }
  empty_rows_ = 0;
}

void CsvTokenizer::Impl::CheckOddRow(CsvRow& row) {
  if (row.reason != RowReason::kNone && row.reason != RowReason::kRagged) return;
  const uint32_t* bound = bounds_.data() + row.first_bound;
  const std::string_view text(row.text + (bound[0] + 1), bound[row.cells] - (bound[0] + 1));
  const TextFault fault = CheckText(text);
  if (fault.reason == RowReason::kNone) return;
  row.reason = fault.reason;
  const auto at = static_cast<uint32_t>(bound[0] + 1 + fault.at);
  row.bad_cell = static_cast<uint32_t>(std::lower_bound(bound + 1, bound + row.cells, at) - (bound + 1));
}

void CsvTokenizer::Impl::GiveRows() {
  if (rows_.empty() || failed_) return;
  arena_.append(kPadding, '\0');
  for (const auto& [row, offset] : arena_rows_) rows_[row].text = arena_.data() + offset;
  if (odd_block_) {
    for (CsvRow& row : rows_) CheckOddRow(row);
  }
  given_ += rows_.size();
  if (auto done = sink_->Rows({rows_, bounds_.data()}); !done.ok()) failed_ = done.error();
  rows_.clear();
  arena_.clear();
  arena_rows_.clear();
  odd_block_ = odd_window_;
}

// After the end of a row, before the next one begins.
void CsvTokenizer::Impl::EndBlock() {
  GiveRows();
  bounds_.size = 0;
  block_begin_ = row_begin_;
}

CsvTokenizer::CsvTokenizer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CsvTokenizer::CsvTokenizer(CsvTokenizer&&) noexcept = default;
CsvTokenizer& CsvTokenizer::operator=(CsvTokenizer&&) noexcept = default;
CsvTokenizer::~CsvTokenizer() = default;

Result<CsvTokenizer> CsvTokenizer::Make(const CsvSettings& settings) {
  for (const ByteCount limit :
       {settings.longest_cell, settings.longest_row, settings.block, settings.kept_of_too_long}) {
    if (limit.value == 0 || limit.value > kGiB) {
      return Error(ErrorCode::kInvalidArgument, "read csv file: a limit is zero or beyond 1 GiB");
    }
  }
  return CsvTokenizer(std::make_unique<Impl>(settings));
}

Result<void> CsvTokenizer::Push(ByteView piece, CsvSink& sink) { return impl_->Push(piece, sink); }
Result<void> CsvTokenizer::Finish(CsvSink& sink) { return impl_->Finish(sink); }
uint64_t CsvTokenizer::rows() const { return impl_->rows(); }

}  // namespace bouclier::ingest

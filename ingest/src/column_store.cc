// SPDX-License-Identifier: Apache-2.0
#include "column_store.h"

#include <algorithm>
#include <optional>

namespace bouclier::ingest {
namespace {

using catalog::ColumnType;

RowReason ReasonOf(ColumnType type) {
  switch (type) {
    case ColumnType::kDate:
    case ColumnType::kDateTime:
    case ColumnType::kYearMonth:
      return RowReason::kBadDate;
    case ColumnType::kBoolean:
      return RowReason::kBadBoolean;
    default:
      return RowReason::kBadNumber;
  }
}

Physical PhysicalOfType(ColumnType type) {
  switch (type) {
    case ColumnType::kDate:
    case ColumnType::kYear:
    case ColumnType::kYearMonth:
      return Physical::kInt32;
    case ColumnType::kInteger:
    case ColumnType::kDecimal:
    case ColumnType::kDateTime:
      return Physical::kInt64;
    case ColumnType::kBoolean:
      return Physical::kBool;
    case ColumnType::kText:
      return Physical::kText;
  }
  return Physical::kText;
}

}  // namespace

Physical PhysicalOf(const LayoutColumn& column) {
  return IsMapped(column) ? Physical::kNone : PhysicalOfType(column.type);
}

class ColumnSet::Impl {
 public:
  Impl(const Layout& layout, size_t expected);

  const Appended& Append(const CsvBlock& block, std::span<const uint8_t> wanted);

  size_t rows() const { return rows_; }
  const Layout& layout() const { return layout_; }
  const StoredColumn& column(size_t i) const { return columns_[i]; }
  size_t columns() const { return columns_.size(); }

 private:
  void RefuseUnreadable(std::span<const uint8_t> wanted);
  void RefuseWithoutKey();
  void Refuse(size_t live, RowReason reason, size_t column);
  void ConvertTyped(size_t column);
  template <typename T, typename Parse>
  void Convert(size_t column, std::vector<T>& values, Parse parse);
  template <typename Parse>
  void CheckOnly(size_t column, Parse parse);
  void DropRefused();
  void ConvertText(size_t column);
  // Once a column: growing by doubling would hold up to three times what it needs.
  template <typename T>
  void TakeRoom(std::vector<T>& values, size_t base) const {
    if (values.capacity() < expected_) values.reserve(std::max(expected_, base + live_.size()));
  }

  // What is read of a row again and again, close together.
  struct LiveRow {
    const char* text;
    const uint32_t* bounds;
    uint32_t row;  // of the block
    bool padded;
  };
  static CellText Cell(const LiveRow& row, uint32_t cell) {
    const uint32_t* bound = row.bounds + cell;
    const uint32_t begin = bound[0] + 1;
    return {row.text + begin, bound[1] - begin, row.padded};
  }

  const Layout layout_;
  std::vector<StoredColumn> columns_;
  size_t rows_ = 0;
  const size_t expected_;
  std::vector<MomentReader> readers_;
  std::vector<uint32_t> required_;
  Appended out_;
  const CsvBlock* block_ = nullptr;
  std::vector<LiveRow> live_;     // that nothing speaks against yet
  std::vector<uint8_t> refused_;  // one a live row
  size_t refusals_ = 0;
};

ColumnSet::Impl::Impl(const Layout& layout, size_t expected)
    : layout_(layout), columns_(layout.columns.size()), expected_(expected) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].physical = PhysicalOf(layout_.columns[i]);
    if (columns_[i].physical == Physical::kText) columns_[i].dictionary = std::make_unique<Dictionary>();
    readers_.emplace_back(layout_.columns[i].format);
    if (layout_.columns[i].required) required_.push_back(static_cast<uint32_t>(i));
  }
}

// Typed columns first, since only they refuse; then, of the rows that are left, the texts.
const ColumnSet::Appended& ColumnSet::Impl::Append(const CsvBlock& block, std::span<const uint8_t> wanted) {
  block_ = &block;
  RefuseUnreadable(wanted);
  RefuseWithoutKey();
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (layout_.columns[i].cell != kNoCell && layout_.columns[i].type != ColumnType::kText) ConvertTyped(i);
  }
  DropRefused();
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].physical == Physical::kText && layout_.columns[i].cell != kNoCell) ConvertText(i);
  }
  out_.accepted.clear();
  for (const LiveRow& row : live_) out_.accepted.push_back(row.row);
  out_.first = rows_;
  rows_ += live_.size();
  block_ = nullptr;
  return out_;
}

void ColumnSet::Impl::RefuseUnreadable(std::span<const uint8_t> wanted) {
  const auto rows = block_->rows;
  out_.verdicts.assign(rows.size(), {});
  live_.clear();
  for (uint32_t i = 0; i < rows.size(); ++i) {
    if (!wanted.empty() && wanted[i] == 0) continue;
    if (rows[i].reason == RowReason::kNone) {
      live_.push_back({rows[i].text, block_->bounds + rows[i].first_bound, i, rows[i].padded});
      continue;
    }
    const uint32_t cell = rows[i].bad_cell;
    out_.verdicts[i] = {rows[i].reason, cell < layout_.column_of_cell.size() ? layout_.column_of_cell[cell] : kNoCell};
  }
}

// Keys are looked at before anything is written: rows without one leave no trace to remove.
void ColumnSet::Impl::RefuseWithoutKey() {
  size_t kept = 0;
  for (const LiveRow& row : live_) {
    uint32_t missing = kNoCell;
    for (const uint32_t column : required_) {
      if (Cell(row, layout_.columns[column].cell).size == 0) missing = std::min(missing, column);
    }
    if (missing == kNoCell) live_[kept++] = row;
    if (missing != kNoCell) out_.verdicts[row.row] = {RowReason::kMissingKey, missing};
  }
  live_.resize(kept);
  refused_.assign(kept, 0);
  refusals_ = 0;
}

void ColumnSet::Impl::Refuse(size_t live, RowReason reason, size_t column) {
  if (refused_[live] != 0) return;
  refused_[live] = 1;
  ++refusals_;
  out_.verdicts[live_[live].row] = {reason, static_cast<uint32_t>(column)};
}

void ColumnSet::Impl::ConvertTyped(size_t column) {
  const LayoutColumn& layout = layout_.columns[column];
  StoredColumn& stored = columns_[column];
  MomentReader& reader = readers_[column];
  const auto into = [&](auto& values, auto parse) {
    if (stored.physical == Physical::kNone) return CheckOnly(column, parse);
    Convert(column, values, parse);
  };
  switch (layout.type) {
    case ColumnType::kDate:
      return into(stored.int32, [&](const CellText& cell) { return reader.Day(cell); });
    case ColumnType::kYear:
      return into(stored.int32, [](const CellText& cell) { return ParseYear(cell); });
    case ColumnType::kYearMonth:
      return into(stored.int32, [&](const CellText& cell) { return reader.YearMonth(cell); });
    case ColumnType::kDateTime:
      return into(stored.int64, [&](const CellText& cell) { return reader.Microseconds(cell); });
    case ColumnType::kInteger:
      return into(stored.int64, [](const CellText& cell) { return ParseInteger(cell); });
    case ColumnType::kDecimal:
      return into(stored.int64, [&](const CellText& cell) { return ParseDecimal(cell, layout.scale); });
    case ColumnType::kBoolean:
      return into(stored.boolean, [](const CellText& cell) { return ParseBoolean(cell); });
    case ColumnType::kText:
      return;
  }
}

template <typename T, typename Parse>
void ColumnSet::Impl::Convert(size_t column, std::vector<T>& values, Parse parse) {
  StoredColumn& stored = columns_[column];
  const uint32_t cell = layout_.columns[column].cell;
  const size_t base = stored.valid.size();  // 0 while all rows are null
  TakeRoom(stored.valid, base);
  TakeRoom(values, base);
  values.resize(base + live_.size());
  stored.valid.resize(base + live_.size());
  T* const out = values.data() + base;
  uint8_t* const valid = stored.valid.data() + base;
  const LiveRow* const rows = live_.data();  // kept here: a byte written below could be any of its own
  const size_t count = live_.size();
  size_t nulls = 0;
  for (size_t i = 0; i < count; ++i) {
    const CellText text = Cell(rows[i], cell);
    if (text.size == 0) {
      ++nulls;
      continue;
    }
    const auto value = parse(text);
    if (value.readable) [[likely]] {
      out[i] = static_cast<T>(value.value);
      valid[i] = 1;
    } else {
      Refuse(i, ReasonOf(layout_.columns[column].type), column);
    }
  }
  if (nulls == live_.size() && base == 0) {
    values.clear();
    stored.valid.clear();
  } else if (base < rows_) {  // the first value after rows of nulls
    values.insert(values.begin(), rows_, T{});
    stored.valid.insert(stored.valid.begin(), rows_, 0);
  }
}

template <typename Parse>
void ColumnSet::Impl::CheckOnly(size_t column, Parse parse) {
  const uint32_t cell = layout_.columns[column].cell;
  for (size_t i = 0; i < live_.size(); ++i) {
    const CellText text = Cell(live_[i], cell);
    if (text.size != 0 && !parse(text).readable) Refuse(i, ReasonOf(layout_.columns[column].type), column);
  }
}

// Takes refused rows out of what the typed columns have just been given.
void ColumnSet::Impl::DropRefused() {
  const auto squeeze = [&](auto& values) {
    if (values.empty()) return;
    size_t to = rows_;
    for (size_t i = 0; i < refused_.size(); ++i) {
      values[to] = values[rows_ + i];
      to += refused_[i] == 0 ? 1 : 0;
    }
    values.resize(to);
  };
  if (refusals_ != 0) {
    for (StoredColumn& column : columns_) {
      if (column.physical == Physical::kText || column.physical == Physical::kNone) continue;
      squeeze(column.valid);
      squeeze(column.int32);
      squeeze(column.int64);
      squeeze(column.boolean);
    }
    size_t kept = 0;
    for (size_t i = 0; i < live_.size(); ++i) {
      if (refused_[i] == 0) live_[kept++] = live_[i];
    }
    live_.resize(kept);
  }
}

void ColumnSet::Impl::ConvertText(size_t column) {
  StoredColumn& stored = columns_[column];
  const uint32_t cell = layout_.columns[column].cell;
  const size_t base = stored.valid.size();
  TakeRoom(stored.valid, base);
  TakeRoom(stored.codes, base);
  stored.codes.resize(base + live_.size());
  stored.valid.resize(base + live_.size());
  uint32_t* const codes = stored.codes.data() + base;
  uint8_t* const valid = stored.valid.data() + base;
  Dictionary& dictionary = *stored.dictionary;
  const LiveRow* const rows = live_.data();  // kept here: a byte written below could be any of its own
  const size_t count = live_.size();
  size_t nulls = 0;
  for (size_t i = 0; i < count; ++i) {
    const CellText text = Cell(rows[i], cell);
    if (text.size == 0) {
      ++nulls;
      continue;
    }
    codes[i] = dictionary.Code(text);
    valid[i] = 1;
  }
  if (nulls == live_.size() && base == 0) {
    stored.codes.clear();
    stored.valid.clear();
  } else if (base < rows_) {
    stored.codes.insert(stored.codes.begin(), rows_, 0);
    stored.valid.insert(stored.valid.begin(), rows_, 0);
  }
}

ColumnSet::ColumnSet(const Layout& layout, size_t expected) : impl_(std::make_unique<Impl>(layout, expected)) {}
ColumnSet::ColumnSet(ColumnSet&&) noexcept = default;
ColumnSet& ColumnSet::operator=(ColumnSet&&) noexcept = default;
ColumnSet::~ColumnSet() = default;

const ColumnSet::Appended& ColumnSet::Append(const CsvBlock& block, std::span<const uint8_t> wanted) {
  return impl_->Append(block, wanted);
}
size_t ColumnSet::rows() const { return impl_->rows(); }
const Layout& ColumnSet::layout() const { return impl_->layout(); }
const StoredColumn& ColumnSet::column(size_t i) const { return impl_->column(i); }
size_t ColumnSet::columns() const { return impl_->columns(); }

}  // namespace bouclier::ingest

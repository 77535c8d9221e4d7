// SPDX-License-Identifier: Apache-2.0
#include "row_cells.h"

#include <chrono>
#include <cstring>

#include <arrow/array/array_binary.h>
#include <arrow/array/array_decimal.h>
#include <arrow/array/array_primitive.h>
#include <arrow/record_batch.h>

#include "bouclier/base/check.h"
#include "bouclier/base/mix.h"

namespace bouclier::provision {
namespace {

constexpr int64_t kMicrosecondsADay = 86'400'000'000;

uint64_t Mix(uint64_t a, uint64_t b) { return MixProduct(a ^ 0x9e3779b97f4a7c15, b ^ 0xd1b54a32d192ed03); }

uint64_t HashText(std::string_view text, uint64_t seed) {
  uint64_t hash = seed ^ text.size();
  while (text.size() >= 8) {
    uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    hash = Mix(hash, word);
    text.remove_prefix(8);
  }
  uint64_t tail = 0;
  std::memcpy(&tail, text.data(), text.size());
  return Mix(hash, tail);
}

int64_t ToStep(CellStep step, int64_t day) {
  if (step != CellStep::kToMonth && step != CellStep::kToYear) return day;
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  const auto month = step == CellStep::kToYear ? std::chrono::January : date.month();
  return std::chrono::sys_days(date.year() / month / 1).time_since_epoch().count();
}

int64_t FloorDay(int64_t moment) {
  const int64_t day = moment / kMicrosecondsADay;
  return moment % kMicrosecondsADay < 0 ? day - 1 : day;
}

// The chosen cells of one array, each through `value`.
template <typename ArrayType, typename Value>
void TakeNumbers(const ArrayType& array, std::span<const int32_t> rows, BatchCells::Column& out, const Value& value) {
  out.numbers.resize(rows.size());
  out.valid.resize(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool valid = array.IsValid(rows[i]);
    out.valid[i] = valid;
    out.numbers[i] = valid ? value(rows[i]) : 0;
  }
}

}  // namespace

uint32_t TextPool::Intern(std::string_view text, uint64_t hash) {
  if (slots_.size() < 2 * (ends_.size() + 1)) Grow();
  const size_t mask = slots_.size() - 1;
  for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) {
      bytes_.append(text);
      ends_.push_back(bytes_.size());
      hashes_.push_back(hash);
      slots_[slot] = static_cast<uint32_t>(ends_.size());
      return static_cast<uint32_t>(ends_.size() - 1);
    }
    const uint32_t number = slots_[slot] - 1;
    if (hashes_[number] == hash && Text(number) == text) return number;
  }
}

void TextPool::Grow() {
  std::vector<uint32_t> slots(slots_.empty() ? 64 : slots_.size() * 2);
  const size_t mask = slots.size() - 1;
  for (uint32_t number = 0; number < hashes_.size(); ++number) {
    size_t slot = hashes_[number] & mask;
    while (slots[slot] != 0) slot = (slot + 1) & mask;
    slots[slot] = number + 1;
  }
  slots_ = std::move(slots);
}

Width WidthOf(const GivenColumn& column) {
  if (column.step == CellStep::kWithheld) return Width::kNone;
  if (column.pseudonym) return column.at_rest == "care_line" ? Width::kEight : Width::kFour;
  switch (column.type) {
    case catalog::ColumnType::kText:
      return Width::kText;
    case catalog::ColumnType::kInteger:
    case catalog::ColumnType::kDecimal:
    case catalog::ColumnType::kDateTime:
      return Width::kEight;
    case catalog::ColumnType::kDate:
    case catalog::ColumnType::kYear:
    case catalog::ColumnType::kYearMonth:
      return Width::kFour;
    case catalog::ColumnType::kBoolean:
      return Width::kOne;
  }
  return Width::kNone;
}

uint64_t BytesARow(const std::vector<GivenColumn>& columns) {
  uint64_t bytes = 16 + 32;  // prefix and hash; what is sorted
  for (const GivenColumn& column : columns) switch (WidthOf(column)) {
      case Width::kNone:
        break;
      case Width::kOne:
        bytes += 2;
        break;
      case Width::kFour:
        bytes += 5;
        break;
      case Width::kEight:
        bytes += 9;
        break;
      case Width::kText:
        bytes += 8;
        break;
    }
  return bytes;
}

const BatchCells& CellReader::Take(const arrow::RecordBatch& batch, std::span<const int32_t> rows) {
  cells_.rows = rows.size();
  cells_.columns.resize(columns_.size());
  cells_.hash.assign(rows.size(), seed_);
  for (size_t i = 0; i < columns_.size(); ++i)
    if (WidthOf(columns_[i]) != Width::kNone) TakeColumn(i, *batch.GetColumnByName(columns_[i].at_rest), rows);
  return cells_;
}

void CellReader::TakeColumn(size_t index, const arrow::Array& array, std::span<const int32_t> rows) {
  const CellStep step = columns_[index].step;
  BatchCells::Column& out = cells_.columns[index];
  switch (array.type_id()) {
    case arrow::Type::STRING:
      return TakeTexts(index, array, rows);
    case arrow::Type::UINT32: {
      const auto& typed = static_cast<const arrow::UInt32Array&>(array);
      TakeNumbers(typed, rows, out, [&](int32_t row) { return int64_t{typed.Value(row)}; });
      break;
    }
    case arrow::Type::UINT64: {
      const auto& typed = static_cast<const arrow::UInt64Array&>(array);
      TakeNumbers(typed, rows, out, [&](int32_t row) { return static_cast<int64_t>(typed.Value(row)); });
      break;
    }
    case arrow::Type::INT64: {
      const auto& typed = static_cast<const arrow::Int64Array&>(array);
      TakeNumbers(typed, rows, out, [&](int32_t row) { return typed.Value(row); });
      break;
    }
    case arrow::Type::DECIMAL128: {
      const auto& typed = static_cast<const arrow::Decimal128Array&>(array);
      TakeNumbers(typed, rows, out, [&](int32_t row) {  // eighteen digits: the low half is all of it
        int64_t low = 0;
        std::memcpy(&low, typed.GetValue(row), sizeof low);
        return low;
      });
      break;
    }
    case arrow::Type::DATE32: {
      const auto& typed = static_cast<const arrow::Date32Array&>(array);
      TakeNumbers(typed, rows, out, [&](int32_t row) { return ToStep(step, typed.Value(row)); });
      break;
    }
    case arrow::Type::TIMESTAMP: {
      const auto& typed = static_cast<const arrow::TimestampArray&>(array);
      TakeNumbers(typed, rows, out, [&](int32_t row) {
        if (step == CellStep::kAsIs) return typed.Value(row);
        return ToStep(step, FloorDay(typed.Value(row))) * kMicrosecondsADay;
      });
      break;
    }
    case arrow::Type::INT32: {
      const auto& typed = static_cast<const arrow::Int32Array&>(array);
      TakeNumbers(typed, rows, out, [&](int32_t row) {
        const int32_t value = typed.Value(row);
        return int64_t{step == CellStep::kToYear ? value / 100 * 100 + 1 : value};
      });
      break;
    }
    case arrow::Type::BOOL: {
      const auto& typed = static_cast<const arrow::BooleanArray&>(array);
      TakeNumbers(typed, rows, out, [&](int32_t row) { return int64_t{typed.Value(row)}; });
      break;
    }
    default:
      BOUCLIER_CHECK(false);  // no table at rest has another type
  }
  const uint64_t key = Mix(seed_, index);
  for (size_t i = 0; i < rows.size(); ++i)
    cells_.hash[i] = Mix(cells_.hash[i], key ^ static_cast<uint64_t>(out.numbers[i]) ^ (out.valid[i] ? 0 : key >> 1));
}

void CellReader::TakeTexts(size_t index, const arrow::Array& array, std::span<const int32_t> rows) {
  const auto& typed = static_cast<const arrow::StringArray&>(array);
  BatchCells::Column& out = cells_.columns[index];
  out.texts.resize(rows.size());
  out.hashes.resize(rows.size());
  out.valid.resize(rows.size());
  const bool region = columns_[index].step == CellStep::kToRegion;
  const uint64_t key = Mix(seed_, index);
  for (size_t i = 0; i < rows.size(); ++i) {
    bool valid = typed.IsValid(rows[i]);
    std::string_view text = valid ? typed.GetView(rows[i]) : std::string_view();
    if (region && valid) {
      text = RegionOf(text);
      valid = !text.empty();
    }
    out.valid[i] = valid;
    out.texts[i] = text;
    out.hashes[i] = valid ? HashText(text, seed_) : 0;
    cells_.hash[i] = Mix(cells_.hash[i], key ^ out.hashes[i] ^ (valid ? 0 : key >> 1));
  }
}

RowStore::RowStore(const std::vector<GivenColumn>& columns) : columns_(columns.size()) {
  for (size_t i = 0; i < columns.size(); ++i) columns_[i].width = WidthOf(columns[i]);
}

void RowStore::Append(const BatchCells& cells, size_t row, uint64_t prefix) {
  prefixes_.push_back(prefix);
  hashes_.push_back(cells.hash[row]);
  for (size_t i = 0; i < columns_.size(); ++i) {
    Column& to = columns_[i];
    if (to.width == Width::kNone) continue;
    const BatchCells::Column& from = cells.columns[i];
    if (to.width == Width::kText) {
      to.codes.push_back(from.valid[row] ? to.texts.Intern(from.texts[row], from.hashes[row]) : kNoText);
      continue;
    }
    to.valid.push_back(from.valid[row]);
    if (to.width == Width::kOne) to.one.push_back(static_cast<uint8_t>(from.numbers[row]));
    if (to.width == Width::kFour) to.four.push_back(static_cast<int32_t>(from.numbers[row]));
    if (to.width == Width::kEight) to.eight.push_back(from.numbers[row]);
  }
}

void RowStore::Append(const RowStore& other, size_t row) {
  prefixes_.push_back(other.prefixes_[row]);
  hashes_.push_back(other.hashes_[row]);
  for (size_t i = 0; i < columns_.size(); ++i) {
    Column& to = columns_[i];
    const Column& from = other.columns_[i];
    if (to.width == Width::kText) {
      const uint32_t code = from.codes[row];
      to.codes.push_back(code == kNoText ? kNoText : to.texts.Intern(from.texts.Text(code), from.texts.Hash(code)));
    }
    if (to.width == Width::kText || to.width == Width::kNone) continue;
    to.valid.push_back(from.valid[row]);
    if (to.width == Width::kOne) to.one.push_back(from.one[row]);
    if (to.width == Width::kFour) to.four.push_back(from.four[row]);
    if (to.width == Width::kEight) to.eight.push_back(from.eight[row]);
  }
}

void RowStore::Shrink() {
  for (Column& column : columns_) {
    column.one.shrink_to_fit();
    column.four.shrink_to_fit();
    column.eight.shrink_to_fit();
    column.codes.shrink_to_fit();
    column.valid.shrink_to_fit();
  }
  prefixes_.shrink_to_fit();
  hashes_.shrink_to_fit();
}

uint64_t RowStore::memory() const {
  uint64_t bytes = (prefixes_.capacity() + hashes_.capacity()) * 8;
  for (const Column& column : columns_)
    bytes += column.one.capacity() + column.four.capacity() * 4 + column.eight.capacity() * 8 +
             column.codes.capacity() * 4 + column.valid.capacity() + column.texts.memory();
  return bytes;
}

}  // namespace bouclier::provision

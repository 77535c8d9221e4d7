// SPDX-License-Identifier: Apache-2.0
#include "given_rows.h"

#include <bit>
#include <cstring>

#include <arrow/array/array_dict.h>
#include <arrow/array/data.h>
#include <arrow/array/util.h>
#include <arrow/buffer.h>
#include <arrow/result.h>
#include <arrow/table.h>
#include <arrow/type.h>

#include "bouclier/vault/table_file.h"

namespace bouclier::provision {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using BufferPtr = std::shared_ptr<arrow::Buffer>;
using Stores = std::span<const std::unique_ptr<RowStore>>;
using Refs = std::span<const RowRef>;

Error TranslateArrow(const arrow::Status& status) {
  if (status.IsOutOfMemory()) return Error(ErrorCode::kExhausted, "make extract: out of memory", "raise --memory");
  return Error(ErrorCode::kInternal, "make extract: columns could not be made").WithContext(status.message());
}

Result<BufferPtr> Allocate(int64_t bytes) {
  auto buffer = arrow::AllocateBuffer(bytes);
  if (!buffer.ok()) return TranslateArrow(buffer.status());
  return BufferPtr(std::move(buffer).ValueUnsafe());
}

bool IsLine(const GivenColumn& column) { return column.pseudonym == kernels::PseudonymClass::kCareLine; }

// Texts that repeat are written as codes; a line's pseudonym hardly ever does.
std::shared_ptr<arrow::DataType> TypeOf(const GivenColumn& column) {
  const bool text = column.pseudonym || column.type == catalog::ColumnType::kText;
  if (text && !IsLine(column) && column.step != CellStep::kWithheld)
    return arrow::dictionary(arrow::int32(), arrow::utf8());
  return column.pseudonym ? arrow::utf8() : vault::TypeAtRest(column.type, column.scale);
}

void SetBit(uint8_t* bits, size_t at, bool value) { bits[at / 8] |= static_cast<uint8_t>(value << (at % 8)); }

// Which rows have a value; null when all have.
template <typename IsThere>
Result<std::pair<BufferPtr, int64_t>> Validity(Refs rows, const IsThere& is_there) {
  BOUCLIER_TRY(BufferPtr bits, Allocate(static_cast<int64_t>((rows.size() + 7) / 8)));
  std::memset(bits->mutable_data(), 0, static_cast<size_t>(bits->size()));
  int64_t absent = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool there = is_there(rows[i]);
    SetBit(bits->mutable_data(), i, there);
    absent += !there;
  }
  if (absent == 0) bits = nullptr;
  return std::pair(std::move(bits), absent);
}

ArrayPtr MakeArray(const std::shared_ptr<arrow::DataType>& type, size_t rows, std::pair<BufferPtr, int64_t> validity,
                   std::vector<BufferPtr> data) {
  data.insert(data.begin(), std::move(validity.first));
  return arrow::MakeArray(arrow::ArrayData::Make(type, static_cast<int64_t>(rows), std::move(data), validity.second));
}

// Small numbers for values, in the order of their first use.
class Numbering {
 public:
  explicit Numbering(size_t most) : slots_(std::bit_ceil(2 * most + 2)) {}
  int32_t Of(uint64_t value) {
    const size_t mask = slots_.size() - 1;
    for (size_t slot = (value * 0x9e3779b97f4a7c15) >> 20 & mask;; slot = (slot + 1) & mask) {
      if (slots_[slot] == 0) {
        values_.push_back(value);
        slots_[slot] = static_cast<int32_t>(values_.size());
      }
      if (values_[static_cast<size_t>(slots_[slot]) - 1] == value) return slots_[slot] - 1;
    }
  }
  const std::vector<uint64_t>& values() const { return values_; }

 private:
  std::vector<int32_t> slots_;
  std::vector<uint64_t> values_;
};

Result<ArrayPtr> TextArray(size_t texts, BufferPtr offsets, BufferPtr bytes) {
  return arrow::MakeArray(arrow::ArrayData::Make(arrow::utf8(), static_cast<int64_t>(texts),
                                                 {nullptr, std::move(offsets), std::move(bytes)}, 0));
}

Result<ArrayPtr> PseudonymTexts(const std::vector<uint64_t>& ordinals, kernels::PseudonymClass of,
                                const kernels::Pseudonymiser& pseudonymiser) {
  constexpr size_t kText = kernels::kPseudonymTextSize;
  std::vector<kernels::Pseudonym> made(ordinals.size());
  if (of == kernels::PseudonymClass::kCareLine) {
    pseudonymiser.Compute(of, std::span<const uint64_t>(ordinals), made);
  } else {
    const std::vector<uint32_t> narrow(ordinals.begin(), ordinals.end());
    pseudonymiser.Compute(of, std::span<const uint32_t>(narrow), made);
  }
  BOUCLIER_TRY(BufferPtr offsets, Allocate(static_cast<int64_t>((made.size() + 1) * sizeof(int32_t))));
  BOUCLIER_TRY(BufferPtr bytes, Allocate(static_cast<int64_t>(made.size() * kText)));
  auto* begins = reinterpret_cast<int32_t*>(offsets->mutable_data());
  for (size_t i = 0; i <= made.size(); ++i) begins[i] = static_cast<int32_t>(i * kText);
  kernels::WritePseudonyms(made, {reinterpret_cast<char*>(bytes->mutable_data()), made.size() * kText});
  return TextArray(made.size(), std::move(offsets), std::move(bytes));
}

class ColumnMaker {
 public:
  ColumnMaker(const GivenColumn& column, size_t index, Refs rows, Stores stores,
              const kernels::Pseudonymiser& pseudonymiser)
      : column_(column), index_(index), rows_(rows), stores_(stores), pseudonymiser_(pseudonymiser) {}

  Result<ArrayPtr> Make() const {
    if (column_.pseudonym) return Pseudonyms();
    switch (WidthOf(column_)) {
      case Width::kNone: {
        auto nulls =
            arrow::MakeArrayOfNull(vault::TypeAtRest(column_.type, column_.scale), static_cast<int64_t>(rows_.size()));
        if (!nulls.ok()) return TranslateArrow(nulls.status());
        return *nulls;
      }
      case Width::kText:
        return Texts();
      case Width::kOne:
        return Booleans();
      case Width::kFour:
        return Numbers<int32_t>([](const RowStore::Column& from, uint32_t row) { return from.four[row]; });
      case Width::kEight:
        if (column_.type == catalog::ColumnType::kDecimal) return Decimals();
        return Numbers<int64_t>([](const RowStore::Column& from, uint32_t row) { return from.eight[row]; });
    }
    return Error(ErrorCode::kInternal, "make extract: a column of no known width");
  }

 private:
  const RowStore::Column& From(const RowRef& ref) const { return stores_[ref.store]->column(index_); }
  bool IsThere(const RowRef& ref) const { return From(ref).valid[ref.row] != 0; }
  Result<std::pair<BufferPtr, int64_t>> There() const {
    return Validity(rows_, [this](const RowRef& ref) { return IsThere(ref); });
  }

  template <typename T, typename Value>
  Result<ArrayPtr> Numbers(const Value& value) const {
    BOUCLIER_TRY(BufferPtr data, Allocate(static_cast<int64_t>(rows_.size() * sizeof(T))));
    auto* out = reinterpret_cast<T*>(data->mutable_data());
    for (size_t i = 0; i < rows_.size(); ++i) out[i] = value(From(rows_[i]), rows_[i].row);
    BOUCLIER_TRY(auto validity, There());
    return MakeArray(vault::TypeAtRest(column_.type, column_.scale), rows_.size(), std::move(validity),
                     {std::move(data)});
  }

  Result<ArrayPtr> Decimals() const {
    BOUCLIER_TRY(BufferPtr data, Allocate(static_cast<int64_t>(rows_.size() * 16)));
    auto* out = reinterpret_cast<int64_t*>(data->mutable_data());
    for (size_t i = 0; i < rows_.size(); ++i) {
      out[2 * i] = From(rows_[i]).eight[rows_[i].row];
      out[2 * i + 1] = out[2 * i] < 0 ? -1 : 0;
    }
    BOUCLIER_TRY(auto validity, There());
    return MakeArray(vault::TypeAtRest(column_.type, column_.scale), rows_.size(), std::move(validity),
                     {std::move(data)});
  }

  Result<ArrayPtr> Booleans() const {
    BOUCLIER_TRY(BufferPtr data, Allocate(static_cast<int64_t>((rows_.size() + 7) / 8)));
    std::memset(data->mutable_data(), 0, static_cast<size_t>(data->size()));
    for (size_t i = 0; i < rows_.size(); ++i) SetBit(data->mutable_data(), i, From(rows_[i]).one[rows_[i].row] != 0);
    BOUCLIER_TRY(auto validity, There());
    return MakeArray(arrow::boolean(), rows_.size(), std::move(validity), {std::move(data)});
  }

  // Codes of a dictionary that holds just what these rows use.
  Result<ArrayPtr> Coded(const std::vector<int32_t>& codes, std::pair<BufferPtr, int64_t> validity,
                         const ArrayPtr& values) const {
    BOUCLIER_TRY(BufferPtr data, Allocate(static_cast<int64_t>(codes.size() * sizeof(int32_t))));
    if (!codes.empty()) std::memcpy(data->mutable_data(), codes.data(), codes.size() * sizeof(int32_t));
    const ArrayPtr indices = MakeArray(arrow::int32(), codes.size(), std::move(validity), {std::move(data)});
    return ArrayPtr(std::make_shared<arrow::DictionaryArray>(TypeOf(column_), indices, values));
  }

  Result<ArrayPtr> Texts() const {
    TextPool used;
    std::vector<int32_t> codes(rows_.size());
    for (size_t i = 0; i < rows_.size(); ++i) {
      const RowStore::Column& from = From(rows_[i]);
      const uint32_t code = from.codes[rows_[i].row];
      if (code != kNoText) codes[i] = static_cast<int32_t>(used.Intern(from.texts.Text(code), from.texts.Hash(code)));
    }
    BOUCLIER_TRY(BufferPtr offsets, Allocate(static_cast<int64_t>((used.size() + 1) * sizeof(int32_t))));
    uint64_t size = 0;
    for (uint32_t number = 0; number < used.size(); ++number) size += used.Text(number).size();
    if (size > INT32_MAX)
      return Error(ErrorCode::kUnsupported, "make extract: 65,536 rows hold more than 2 GiB of one column's text");
    BOUCLIER_TRY(BufferPtr bytes, Allocate(static_cast<int64_t>(size)));
    auto* begins = reinterpret_cast<int32_t*>(offsets->mutable_data());
    int32_t at = 0;
    for (uint32_t number = 0; number < used.size(); ++number) {
      const std::string_view text = used.Text(number);
      begins[number] = at;
      if (!text.empty()) std::memcpy(bytes->mutable_data() + at, text.data(), text.size());
      at += static_cast<int32_t>(text.size());
    }
    begins[used.size()] = at;
    BOUCLIER_TRY(auto validity,
                 Validity(rows_, [this](const RowRef& ref) { return From(ref).codes[ref.row] != kNoText; }));
    BOUCLIER_TRY(const ArrayPtr values, TextArray(used.size(), std::move(offsets), std::move(bytes)));
    return Coded(codes, std::move(validity), values);
  }

  uint64_t OrdinalOf(const RowRef& ref) const {
    const RowStore::Column& from = From(ref);
    if (from.width == Width::kEight) return static_cast<uint64_t>(from.eight[ref.row]);
    return static_cast<uint32_t>(from.four[ref.row]);
  }

  Result<ArrayPtr> Pseudonyms() const {
    BOUCLIER_TRY(auto validity, There());
    if (IsLine(column_)) return Lines(std::move(validity));
    Numbering numbering(rows_.size());
    std::vector<int32_t> codes(rows_.size());
    for (size_t i = 0; i < rows_.size(); ++i)
      if (IsThere(rows_[i])) codes[i] = numbering.Of(OrdinalOf(rows_[i]));
    BOUCLIER_TRY(const ArrayPtr values, PseudonymTexts(numbering.values(), *column_.pseudonym, pseudonymiser_));
    return Coded(codes, std::move(validity), values);
  }

  // One text a row; rows without a line have an empty one below their null.
  Result<ArrayPtr> Lines(std::pair<BufferPtr, int64_t> validity) const {
    std::vector<uint64_t> ordinals;
    for (const RowRef& ref : rows_)
      if (IsThere(ref)) ordinals.push_back(OrdinalOf(ref));
    BOUCLIER_TRY(const ArrayPtr texts, PseudonymTexts(ordinals, *column_.pseudonym, pseudonymiser_));
    BOUCLIER_TRY(BufferPtr offsets, Allocate(static_cast<int64_t>((rows_.size() + 1) * sizeof(int32_t))));
    auto* begins = reinterpret_cast<int32_t*>(offsets->mutable_data());
    int32_t at = 0;
    for (size_t i = 0; i < rows_.size(); ++i) {
      begins[i] = at;
      if (IsThere(rows_[i])) at += static_cast<int32_t>(kernels::kPseudonymTextSize);
    }
    begins[rows_.size()] = at;
    return MakeArray(arrow::utf8(), rows_.size(), std::move(validity), {std::move(offsets), texts->data()->buffers[2]});
  }

  const GivenColumn& column_;
  const size_t index_;
  const Refs rows_;
  const Stores stores_;
  const kernels::Pseudonymiser& pseudonymiser_;
};

}  // namespace

GivenRows::GivenRows(const std::vector<GivenColumn>& columns, const kernels::Pseudonymiser& pseudonymiser)
    : columns_(columns), pseudonymiser_(pseudonymiser) {
  arrow::FieldVector fields;
  for (const GivenColumn& column : columns) fields.push_back(arrow::field(column.name, TypeOf(column)));
  schema_ = arrow::schema(std::move(fields));
}

Result<std::shared_ptr<arrow::Table>> GivenRows::Make(std::span<const RowRef> rows,
                                                      std::span<const std::unique_ptr<RowStore>> stores) const {
  std::vector<ArrayPtr> arrays;
  for (size_t i = 0; i < columns_.size(); ++i) {
    BOUCLIER_TRY(ArrayPtr array, ColumnMaker(columns_[i], i, rows, stores, pseudonymiser_).Make());
    arrays.push_back(std::move(array));
  }
  return arrow::Table::Make(schema_, arrays, static_cast<int64_t>(rows.size()));
}

}  // namespace bouclier::provision

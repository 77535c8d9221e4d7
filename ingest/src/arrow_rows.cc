// SPDX-License-Identifier: Apache-2.0
#include "arrow_rows.h"

#include <algorithm>
#include <cstring>

#include <arrow/array/array_binary.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_primitive.h>
#include <arrow/array/util.h>
#include <arrow/buffer.h>
#include <arrow/result.h>
#include <arrow/table.h>
#include <arrow/type.h>

#include "bouclier/vault/table_file.h"

namespace bouclier::ingest {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using TypePtr = std::shared_ptr<arrow::DataType>;

Error TranslateArrow(const arrow::Status& status) {
  if (status.IsOutOfMemory()) return Error(ErrorCode::kExhausted, "gather rows: out of memory", "raise --memory");
  return Error(ErrorCode::kInternal, "gather rows: columns could not be made").WithContext(status.message());
}

template <typename T>
Result<T> Take(arrow::Result<T> result) {
  if (!result.ok()) return TranslateArrow(result.status());
  return std::move(result).ValueUnsafe();
}

// Decimals are in memory as they were parsed, in 64 bits; at rest and read back they are what TypeAtRest says.
TypePtr TypeOf(const LayoutColumn& column) {
  if (column.type == catalog::ColumnType::kDecimal) return arrow::decimal64(vault::kDecimalDigits, column.scale);
  return vault::TypeAtRest(column.type, column.scale);
}

// Bit i of the bitmap: whether row order[i] is there. Null when all are.
template <typename IsThere>
Result<std::pair<std::shared_ptr<arrow::Buffer>, int64_t>> Validity(std::span<const uint32_t> order,
                                                                    const IsThere& is_there) {
  BOUCLIER_TRY(std::shared_ptr<arrow::Buffer> bits,
               Take(arrow::AllocateBuffer(static_cast<int64_t>((order.size() + 7) / 8))));
  std::memset(bits->mutable_data(), 0, static_cast<size_t>(bits->size()));
  int64_t absent = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const bool there = is_there(order[i]);
    bits->mutable_data()[i / 8] |= static_cast<uint8_t>(there << (i % 8));
    absent += !there;
  }
  if (absent == 0) bits = nullptr;
  return std::pair(std::move(bits), absent);
}

template <typename T, typename IsThere>
Result<ArrayPtr> Fixed(const TypePtr& type, const std::vector<T>& values, std::span<const uint32_t> order,
                       const IsThere& is_there) {
  BOUCLIER_TRY(std::shared_ptr<arrow::Buffer> data,
               Take(arrow::AllocateBuffer(static_cast<int64_t>(order.size() * sizeof(T)))));
  auto* out = reinterpret_cast<T*>(data->mutable_data());
  for (size_t i = 0; i < order.size(); ++i) out[i] = values[order[i]];
  BOUCLIER_TRY(auto validity, Validity(order, is_there));
  return arrow::MakeArray(arrow::ArrayData::Make(type, static_cast<int64_t>(order.size()),
                                                 {std::move(validity.first), std::move(data)}, validity.second));
}

Result<ArrayPtr> Booleans(const StoredColumn& column, std::span<const uint32_t> order) {
  BOUCLIER_TRY(std::shared_ptr<arrow::Buffer> data,
               Take(arrow::AllocateBuffer(static_cast<int64_t>((order.size() + 7) / 8))));
  std::memset(data->mutable_data(), 0, static_cast<size_t>(data->size()));
  for (size_t i = 0; i < order.size(); ++i)
    data->mutable_data()[i / 8] |= static_cast<uint8_t>((column.boolean[order[i]] != 0) << (i % 8));
  BOUCLIER_TRY(auto validity, Validity(order, [&](uint32_t row) { return column.valid[row] != 0; }));
  return arrow::MakeArray(arrow::ArrayData::Make(arrow::boolean(), static_cast<int64_t>(order.size()),
                                                 {std::move(validity.first), std::move(data)}, validity.second));
}

// Texts that repeat stay codes of a dictionary; the writer then hashes none of them.
Result<ArrayPtr> Texts(const StoredColumn& column, std::span<const uint32_t> order) {
  const Dictionary& dictionary = *column.dictionary;
  // Only what these rows use, in the order in which they use it.
  std::vector<int32_t> renumbered(dictionary.size(), -1);
  std::vector<uint32_t> used;
  BOUCLIER_TRY(std::shared_ptr<arrow::Buffer> codes,
               Take(arrow::AllocateBuffer(static_cast<int64_t>(order.size() * sizeof(int32_t)))));
  auto* out = reinterpret_cast<int32_t*>(codes->mutable_data());
  int64_t bytes = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    out[i] = 0;
    if (!column.valid[order[i]]) continue;
    const uint32_t code = column.codes[order[i]];
    if (renumbered[code] < 0) {
      renumbered[code] = static_cast<int32_t>(used.size());
      used.push_back(code);
      bytes += static_cast<int64_t>(dictionary.Text(code).size());
    }
    out[i] = renumbered[code];
  }
  if (bytes > INT32_MAX)
    return Error(ErrorCode::kExhausted, "gather rows: more than 2 GiB of text in one column of one file",
                 "make narrower buckets: --bucket-people");
  BOUCLIER_TRY(std::shared_ptr<arrow::Buffer> offsets,
               Take(arrow::AllocateBuffer(static_cast<int64_t>((used.size() + 1) * sizeof(int32_t)))));
  BOUCLIER_TRY(std::shared_ptr<arrow::Buffer> text, Take(arrow::AllocateBuffer(bytes)));
  auto* begins = reinterpret_cast<int32_t*>(offsets->mutable_data());
  int32_t at = 0;
  for (size_t i = 0; i < used.size(); ++i) {
    const std::string_view value = dictionary.Text(used[i]);
    begins[i] = at;
    if (!value.empty()) std::memcpy(text->mutable_data() + at, value.data(), value.size());
    at += static_cast<int32_t>(value.size());
  }
  begins[used.size()] = at;
  const auto values =
      std::make_shared<arrow::StringArray>(static_cast<int64_t>(used.size()), std::move(offsets), std::move(text));
  BOUCLIER_TRY(auto validity, Validity(order, [&](uint32_t row) { return column.valid[row] != 0; }));
  auto indices =
      arrow::MakeArray(arrow::ArrayData::Make(arrow::int32(), static_cast<int64_t>(order.size()),
                                              {std::move(validity.first), std::move(codes)}, validity.second));
  return ArrayPtr(std::make_shared<arrow::DictionaryArray>(arrow::dictionary(arrow::int32(), arrow::utf8()),
                                                           std::move(indices), values));
}

Result<ArrayPtr> Gather(const LayoutColumn& layout, const StoredColumn& column, std::span<const uint32_t> order) {
  const TypePtr type = TypeOf(layout);
  if (column.all_null()) return Take(arrow::MakeArrayOfNull(type, static_cast<int64_t>(order.size())));
  const auto is_there = [&](uint32_t row) { return column.valid[row] != 0; };
  switch (column.physical) {
    case Physical::kInt32:
      return Fixed(type, column.int32, order, is_there);
    case Physical::kInt64:
      return Fixed(type, column.int64, order, is_there);
    case Physical::kBool:
      return Booleans(column, order);
    case Physical::kText:
      return Texts(column, order);
    case Physical::kNone:
      break;
  }
  return Error(ErrorCode::kInternal, "gather rows: a column that is not stored");
}

// Collects fields and arrays side by side.
struct Columns {
  arrow::FieldVector fields;
  std::vector<ArrayPtr> arrays;

  Result<void> Add(const std::string& name, Result<ArrayPtr> array) {
    BOUCLIER_TRY(ArrayPtr made, std::move(array));
    fields.push_back(arrow::field(name, made->type()));
    arrays.push_back(std::move(made));
    return {};
  }
};

}  // namespace

std::vector<vault::TableColumn> ColumnsAtRest(const Layout& layout, const RowPlaces& places) {
  std::vector<vault::TableColumn> columns{{"person", "ordinal"}};
  for (const auto& [name, values] : places.ordinals) columns.push_back({name, "ordinal"});
  if (!places.line.empty()) columns.push_back({"care_line", "line"});
  if (!places.care_from.empty()) {
    columns.push_back({"care_from", "date"});
    columns.push_back({"care_to", "date"});
  }
  columns.push_back({"flags", "flags"});
  for (const LayoutColumn& column : layout.columns) {
    if (IsMapped(column)) continue;
    std::string type(catalog::ColumnTypeName(column.type));
    if (column.type == catalog::ColumnType::kDecimal) type += "(" + std::to_string(column.scale) + ")";
    columns.push_back({column.name, std::move(type)});
  }
  return columns;
}

Result<std::shared_ptr<arrow::Table>> GatherRows(const ColumnSet& set, const RowPlaces& places,
                                                 std::span<const uint32_t> order) {
  Columns made;
  const auto ordinals = [&](const std::string& name, const std::vector<uint32_t>& values) {
    return made.Add(
        name, Fixed(arrow::uint32(), values, order, [&](uint32_t row) { return values[row] != vault::kNoPerson; }));
  };
  BOUCLIER_TRY_VOID(ordinals("person", places.person));
  for (const auto& [name, values] : places.ordinals) BOUCLIER_TRY_VOID(ordinals(name, values));
  if (!places.line.empty())
    BOUCLIER_TRY_VOID(made.Add("care_line", Fixed(arrow::uint64(), places.line, order,
                                                  [&](uint32_t row) { return places.line[row] != kNoLine; })));
  if (!places.care_from.empty())
    for (const auto& [name, days] : {std::pair{"care_from", &places.care_from}, {"care_to", &places.care_to}})
      BOUCLIER_TRY_VOID(made.Add(
          name, Fixed(arrow::date32(), *days, order, [days = days](uint32_t row) { return (*days)[row] != kNoDay; })));
  BOUCLIER_TRY_VOID(made.Add("flags", Fixed(arrow::uint32(), places.flags, order, [](uint32_t) { return true; })));
  for (size_t i = 0; i < set.columns(); ++i) {
    const LayoutColumn& column = set.layout().columns[i];
    if (IsMapped(column)) continue;
    BOUCLIER_TRY_VOID(made.Add(column.name, Gather(column, set.column(i), order)));
  }
  return arrow::Table::Make(arrow::schema(std::move(made.fields)), made.arrays, static_cast<int64_t>(order.size()));
}

}  // namespace bouclier::ingest

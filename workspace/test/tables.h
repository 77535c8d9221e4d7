// SPDX-License-Identifier: Apache-2.0
// Parquet tables in memory for the tests of this room, written by Arrow.
#pragma once

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <parquet/arrow/writer.h>

#include "bouclier/workspace/sql_session.h"

namespace bouclier::workspace {

inline std::shared_ptr<arrow::Buffer> ParquetOf(const arrow::Table& table, int64_t rows_in_group = 1024) {
  auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  auto properties = parquet::WriterProperties::Builder().compression(parquet::Compression::ZSTD)->build();
  auto status = parquet::arrow::WriteTable(table, arrow::default_memory_pool(), sink, rows_in_group, properties);
  if (!status.ok()) std::abort();
  return sink->Finish().ValueOrDie();
}

template <typename Builder, typename Values>
std::shared_ptr<arrow::Array> ArrayOf(Builder&& builder, const Values& values) {
  for (const auto& value : values) {
    const auto status = value ? builder.Append(*value) : builder.AppendNull();
    if (!status.ok()) std::abort();
  }
  return builder.Finish().ValueOrDie();
}

constexpr int32_t kDay1600 = -135140;  // 1600-01-01, in days since 1970-01-01

// care: person, day, started, cost (decimal), code, weight; six rows of two people, one with nulls; days from 1600 on.
inline std::shared_ptr<arrow::Table> CareTable() {
  using arrow::Decimal128;
  const auto money = arrow::decimal128(18, 2);
  std::vector<std::optional<uint32_t>> person = {1, 1, 2, 2, 2, std::nullopt};
  std::vector<std::optional<int32_t>> day = {kDay1600, 0, 18262, 18263, 18264, std::nullopt};
  std::vector<std::optional<int64_t>> started = {int64_t{kDay1600} * 86'400'000'000, 1, 0, 0, 0, std::nullopt};
  std::vector<std::optional<Decimal128>> cost = {Decimal128("123456789012345678"),
                                                 Decimal128("100"),
                                                 Decimal128("25000"),
                                                 Decimal128("-100"),
                                                 Decimal128("0"),
                                                 std::nullopt};
  std::vector<std::optional<std::string>> code = {"Dupont", "A10", "A10", "B01", "<&>\"", std::nullopt};
  std::vector<std::optional<double>> weight = {0.5, 1.5, 2.5, 3.5, 4.5, std::nullopt};
  auto* pool = arrow::default_memory_pool();
  return arrow::Table::Make(
      arrow::schema({arrow::field("person", arrow::uint32()), arrow::field("day", arrow::date32()),
                     arrow::field("started", arrow::timestamp(arrow::TimeUnit::MICRO)), arrow::field("cost", money),
                     arrow::field("code", arrow::utf8()), arrow::field("weight", arrow::float64())}),
      {ArrayOf(arrow::UInt32Builder(pool), person), ArrayOf(arrow::Date32Builder(pool), day),
       ArrayOf(arrow::TimestampBuilder(arrow::timestamp(arrow::TimeUnit::MICRO), pool), started),
       ArrayOf(arrow::Decimal128Builder(money, pool), cost), ArrayOf(arrow::StringBuilder(pool), code),
       ArrayOf(arrow::DoubleBuilder(pool), weight)});
}

// numbers: n = 0 … count - 1, and k = n modulo 1000.
inline std::shared_ptr<arrow::Table> NumbersTable(int64_t count) {
  arrow::Int64Builder n, k;
  for (int64_t i = 0; i < count; ++i) {
    if (!n.Append(i).ok() || !k.Append(i % 1000).ok()) std::abort();
  }
  return arrow::Table::Make(arrow::schema({arrow::field("n", arrow::int64()), arrow::field("k", arrow::int64())}),
                            {n.Finish().ValueOrDie(), k.Finish().ValueOrDie()});
}

inline std::shared_ptr<arrow::io::RandomAccessFile> FileOf(const arrow::Table& table, int64_t rows_in_group = 1024) {
  return std::make_shared<arrow::io::BufferReader>(ParquetOf(table, rows_in_group));
}

// care in two files (rows 0-2 and 3-5), numbers (2,000 rows) in one.
inline std::vector<SqlTable> TestTables() {
  auto care = CareTable();
  return {{"care", {FileOf(*care->Slice(0, 3)), FileOf(*care->Slice(3, 3))}},
          {"numbers", {FileOf(*NumbersTable(2000))}}};
}

}  // namespace bouclier::workspace

// SPDX-License-Identifier: Apache-2.0
#include <arrow/io/memory.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include "arrow_error.h"
#include "bouclier/vault/table_file.h"

namespace bouclier::vault {
namespace {

constexpr int kZstdLevel = 1;
constexpr int64_t kPageRows = 20'000;
constexpr int64_t kDictionaryBytes = 4 << 20;
constexpr const char* kDoing = "write table file";

std::shared_ptr<parquet::WriterProperties> Properties() {
  parquet::WriterProperties::Builder builder;
  builder.compression(parquet::Compression::ZSTD)
      ->compression_level(kZstdLevel)
      ->version(parquet::ParquetVersion::PARQUET_2_6)
      ->data_page_version(parquet::ParquetDataPageVersion::V1)
      ->max_rows_per_page(kPageRows)
      ->dictionary_pagesize_limit(kDictionaryBytes)
      ->max_row_group_length(kRowGroupRows)
      ->enable_store_decimal_as_integer()
      ->enable_write_page_index()
      ->created_by("bouclier");
  return builder.build();
}

// No schema of Arrow's own inside: dictionary columns are read back as what they stand for, by every reader.
std::shared_ptr<parquet::ArrowWriterProperties> ArrowProperties() {
  return parquet::ArrowWriterProperties::Builder().build();
}

}  // namespace

std::shared_ptr<arrow::DataType> TypeAtRest(catalog::ColumnType type, int scale) {
  switch (type) {
    case catalog::ColumnType::kText:
      return arrow::utf8();
    case catalog::ColumnType::kInteger:
      return arrow::int64();
    case catalog::ColumnType::kDecimal:
      return arrow::decimal128(kDecimalDigits, scale);
    case catalog::ColumnType::kDate:
      return arrow::date32();
    case catalog::ColumnType::kDateTime:
      return arrow::timestamp(arrow::TimeUnit::MICRO);
    case catalog::ColumnType::kYear:
    case catalog::ColumnType::kYearMonth:
      return arrow::int32();
    case catalog::ColumnType::kBoolean:
      return arrow::boolean();
  }
  return arrow::utf8();
}

struct TableFileWriter::State {
  std::shared_ptr<arrow::io::BufferOutputStream> out;
  std::unique_ptr<parquet::arrow::FileWriter> writer;
  uint64_t rows = 0;
};

TableFileWriter::TableFileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableFileWriter::TableFileWriter(TableFileWriter&&) noexcept = default;
TableFileWriter& TableFileWriter::operator=(TableFileWriter&&) noexcept = default;
TableFileWriter::~TableFileWriter() = default;

Result<TableFileWriter> TableFileWriter::Begin(const std::shared_ptr<arrow::Schema>& schema) {
  auto state = std::make_unique<State>();
  auto out = arrow::io::BufferOutputStream::Create();
  BOUCLIER_ARROW(out.status(), kDoing);
  state->out = *out;
  auto writer = parquet::arrow::FileWriter::Open(*schema, arrow::default_memory_pool(), state->out, Properties(),
                                                 ArrowProperties());
  BOUCLIER_ARROW(writer.status(), kDoing);
  state->writer = std::move(*writer);
  return TableFileWriter(std::move(state));
}

Result<void> TableFileWriter::Write(const arrow::Table& rows) {
  BOUCLIER_ARROW(state_->writer->WriteTable(rows, kRowGroupRows), kDoing);
  state_->rows += static_cast<uint64_t>(rows.num_rows());
  return {};
}

uint64_t TableFileWriter::rows() const { return state_->rows; }
uint64_t TableFileWriter::bytes() const { return static_cast<uint64_t>(state_->out->Tell().ValueOr(0)); }

Result<std::shared_ptr<arrow::Buffer>> TableFileWriter::Finish() {
  BOUCLIER_ARROW(state_->writer->Close(), kDoing);
  auto buffer = state_->out->Finish();
  BOUCLIER_ARROW(buffer.status(), kDoing);
  return *buffer;
}

}  // namespace bouclier::vault

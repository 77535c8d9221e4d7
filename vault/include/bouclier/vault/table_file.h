// SPDX-License-Identifier: Apache-2.0
// A table file: plain Parquet inside a sealed object. Written whole in memory, read by ranges of authenticated
// plaintext. docs/formats/table-snapshot.md.
#pragma once

#include <memory>

#include <arrow/io/type_fwd.h>
#include <arrow/type_fwd.h>

#include "bouclier/base/result.h"
#include "bouclier/catalog/table.h"
#include "bouclier/vault/sealed_reader.h"

namespace bouclier::vault {

// Thread-safe: its reads take turns. A read that the sealed reader refuses fails with its error, which comes out of the
// scan (table_scan.h) as it is. **Cost:** whole segments of 64 KiB, a few kept for the next read.
std::shared_ptr<arrow::io::RandomAccessFile> OpenSealedFile(SealedReader reader);

constexpr int64_t kRowGroupRows = 1 << 16;
constexpr int kDecimalDigits = 18;

// A column of a table file, as it is read: docs/formats/table-snapshot.md.
std::shared_ptr<arrow::DataType> TypeAtRest(catalog::ColumnType type, int scale);

// Parquet: zstd, dictionaries, page index, decimals as integers, no words of Arrow's own about the schema. Dictionary
// columns are written as what they stand for. **Errors:** exhausted (memory), internal.
class TableFileWriter {
 public:
  static Result<TableFileWriter> Begin(const std::shared_ptr<arrow::Schema>& schema);
  TableFileWriter(TableFileWriter&&) noexcept;
  TableFileWriter& operator=(TableFileWriter&&) noexcept;
  ~TableFileWriter();
  // Row groups of kRowGroupRows, the last one of a call shorter.
  Result<void> Write(const arrow::Table& rows);
  uint64_t rows() const;
  uint64_t bytes() const;  // so far
  Result<std::shared_ptr<arrow::Buffer>> Finish();

 private:
  struct State;
  explicit TableFileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace bouclier::vault

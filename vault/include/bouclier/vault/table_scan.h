// SPDX-License-Identifier: Apache-2.0
// The one way in to the rows of tables at rest: columns and ranges of persons in, record batches out. What the snapshot
// says of a file is checked while it is read: its record, its length, its number of rows, their order.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <arrow/io/type_fwd.h>
#include <arrow/type_fwd.h>

#include "bouclier/ports/audit.h"
#include "bouclier/vault/sealed_reader.h"
#include "bouclier/vault/table_snapshot.h"

namespace bouclier::vault {

enum class TableDoor { kIngest, kProvision, kProject, kProjectExport };

// The pointed-to things outlive what is opened.
struct TablePlace {
  ports::StateReader* state = nullptr;
  ports::ObjectStore* store = nullptr;
  DatasetKeysPtr keys;
};

struct PersonRange {
  uint32_t first = 0, last = 0;  // both included
};

struct ScanRequest {
  std::vector<std::string> columns;     // in this order; `person` need not be among them
  std::vector<PersonRange> persons;     // ascending, apart; empty: every row, those without a person too
  std::function<Result<void>()> go_on;  // asked before each batch; its error ends the scan; may be empty
};

// One snapshot, pinned.
class SnapshotTables {
 public:
  // `receipt` is what the door demands. **Errors:** those of LoadSnapshot; denied (the receipt is about something
  // else).
  static Result<SnapshotTables> Open(ports::LedgerReceipt receipt, TableDoor door, const TablePlace& place,
                                     const PublishedSnapshot& published);

  const TableSnapshot& snapshot() const { return snapshot_; }
  // **Errors:** not_found, corruption (its record is not the one the snapshot names).
  Result<SealedReader> OpenSealed(const SealedRef& sealed) const;
  Result<std::shared_ptr<arrow::io::RandomAccessFile>> OpenFile(const TableFile& file) const;
  // Rows of one file, in their order. **Errors:** invalid_argument (no such column); corruption (not the rows that the
  // snapshot names), when it is read.
  Result<std::shared_ptr<arrow::RecordBatchReader>> Scan(const TableFile& file, ScanRequest request) const;

 private:
  SnapshotTables(ports::LedgerReceipt receipt, TableDoor door, TablePlace place, TableSnapshot snapshot)
      : receipt_(std::move(receipt)), door_(door), place_(std::move(place)), snapshot_(std::move(snapshot)) {}

  ports::LedgerReceipt receipt_;
  TableDoor door_;
  TablePlace place_;
  TableSnapshot snapshot_;
};

// The same over any file of that shape. **Errors:** as Scan.
Result<std::shared_ptr<arrow::RecordBatchReader>> ScanFile(std::shared_ptr<arrow::io::RandomAccessFile> file,
                                                           const TableFile& expected, ScanRequest request);

// Reads the next batch; null at the end. **Errors:** what the scan refused, as it was.
Result<std::shared_ptr<arrow::RecordBatch>> NextBatch(arrow::RecordBatchReader& reader);

}  // namespace bouclier::vault

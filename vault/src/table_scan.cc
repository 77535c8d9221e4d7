// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/table_scan.h"

#include <algorithm>

#include <arrow/array/array_primitive.h>
#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/statistics.h>

#include "arrow_error.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/table_file.h"

namespace bouclier::vault {
namespace {

constexpr const char* kDoing = "scan table";
constexpr const char* kPerson = "person";
constexpr int64_t kBatchRows = 1 << 16;

Error NotTheRows(const std::string& why) { return Error(ErrorCode::kCorruption, "scan table: " + why); }

// Parquet throws on damaged files, whatever is asked of them.
template <typename Work>
auto Guarded(const char* damage, const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& thrown) {
    return NotTheRows(damage).WithContext(thrown.what());
  }
}

Result<std::unique_ptr<parquet::arrow::FileReader>> OpenParquet(std::shared_ptr<arrow::io::RandomAccessFile> file) {
  parquet::arrow::FileReaderBuilder builder;
  BOUCLIER_ARROW(builder.Open(std::move(file)), kDoing);
  parquet::ArrowReaderProperties properties(/*use_threads=*/false);
  properties.set_pre_buffer(false);
  properties.set_batch_size(kBatchRows);
  auto reader = builder.properties(properties)->Build();
  BOUCLIER_ARROW(reader.status(), kDoing);
  return std::move(*reader);
}

class FileScan final : public arrow::RecordBatchReader {
 public:
  // **Errors:** as ScanTable.
  static Result<std::shared_ptr<FileScan>> Make(std::shared_ptr<arrow::io::RandomAccessFile> file,
                                                const TableFile& expected, ScanRequest request) {
    auto scan = std::make_shared<FileScan>();
    scan->expected_ = expected;
    scan->request_ = std::move(request);
    BOUCLIER_TRY_VOID(Guarded("a file is no Parquet file", [&] { return scan->Prepare(std::move(file)); }));
    return scan;
  }

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* out) override {
    auto next = Next();
    if (!next.ok()) return ToArrow(std::move(next).error());
    *out = std::move(*next);
    return arrow::Status::OK();
  }

 private:
  Result<void> Prepare(std::shared_ptr<arrow::io::RandomAccessFile> file) {
    file_ = file;
    const auto size = file->GetSize();
    BOUCLIER_ARROW(size.status(), kDoing);
    size_ = *size;
    BOUCLIER_TRY(reader_, OpenParquet(std::move(file)));
    if (static_cast<uint64_t>(reader_->parquet_reader()->metadata()->num_rows()) != expected_.rows)
      return NotTheRows("a file has another number of rows than the snapshot says");
    BOUCLIER_TRY_VOID(ChooseColumns());
    ChooseGroups();
    return {};
  }

  Result<void> ChooseColumns() {
    std::shared_ptr<arrow::Schema> whole;
    BOUCLIER_ARROW(reader_->GetSchema(&whole), kDoing);
    // Columns are numbered by their leaves below: a nested one would shift them.
    if (whole->num_fields() != reader_->parquet_reader()->metadata()->num_columns())
      return NotTheRows("a file has a nested column");
    person_ = whole->GetFieldIndex(kPerson);
    if (person_ < 0) return NotTheRows("a file has no column `person`");
    if (whole->field(person_)->type()->id() != arrow::Type::UINT32)
      return NotTheRows("a file's column `person` is of another type");
    std::vector<std::shared_ptr<arrow::Field>> fields;
    for (const std::string& name : request_.columns) {
      const int index = whole->GetFieldIndex(name);
      if (index < 0) return Error(ErrorCode::kInvalidArgument, "scan table: it has no column " + name);
      fields.push_back(whole->field(index));
      wanted_.push_back(index);
    }
    schema_ = arrow::schema(fields);
    columns_ = wanted_;
    columns_.push_back(person_);
    std::sort(columns_.begin(), columns_.end());
    columns_.erase(std::unique(columns_.begin(), columns_.end()), columns_.end());
    return {};
  }

  // Row groups without any wanted person are not read.
  void ChooseGroups() {
    const auto metadata = reader_->parquet_reader()->metadata();
    for (int group = 0; group < metadata->num_row_groups(); ++group)
      if (MayHoldWanted(*metadata->RowGroup(group))) groups_.push_back(group);
  }

  bool MayHoldWanted(const parquet::RowGroupMetaData& group) const {
    if (request_.persons.empty()) return true;
    const auto statistics = group.ColumnChunk(person_)->statistics();
    if (!statistics || !statistics->HasMinMax()) return !statistics || statistics->num_values() > 0;
    const auto& typed = static_cast<const parquet::Int32Statistics&>(*statistics);
    const auto low = static_cast<uint32_t>(typed.min()), high = static_cast<uint32_t>(typed.max());
    return std::any_of(request_.persons.begin(), request_.persons.end(),
                       [&](const PersonRange& range) { return range.first <= high && range.last >= low; });
  }

  Result<std::shared_ptr<arrow::RecordBatch>> Next() {
    while (true) {
      if (!pending_.empty()) {
        auto batch = std::move(pending_.back());
        pending_.pop_back();
        return batch;
      }
      if (request_.go_on) BOUCLIER_TRY_VOID(request_.go_on());
      if (group_ == groups_.size()) return Finish();
      BOUCLIER_TRY(const std::shared_ptr<arrow::RecordBatch> batch, ReadGroup(groups_[group_++]));
      BOUCLIER_TRY_VOID(CheckOrder(*batch));
      rows_ += static_cast<uint64_t>(batch->num_rows());
      Cut(*batch);
    }
  }

  // Where the wanted columns of a row group lie. What damaged metadata says beyond the file is left to the reader.
  std::vector<arrow::io::ReadRange> RangesOf(int group) const {
    const auto metadata = reader_->parquet_reader()->metadata()->RowGroup(group);
    std::vector<arrow::io::ReadRange> ranges;
    for (const int column : columns_) {
      const auto chunk = metadata->ColumnChunk(column);
      int64_t from = chunk->data_page_offset();
      if (chunk->has_dictionary_page()) from = std::min(from, chunk->dictionary_page_offset());
      const int64_t length = chunk->total_compressed_size();
      if (from >= 0 && length >= 0 && from <= size_ && length <= size_ - from) ranges.push_back({from, length});
    }
    return ranges;
  }

  Result<std::shared_ptr<arrow::RecordBatch>> ReadGroup(int group) {
    return Guarded("a file's pages are damaged", [&]() -> Result<std::shared_ptr<arrow::RecordBatch>> {
      BOUCLIER_ARROW(file_->WillNeed(RangesOf(group)), kDoing);
      std::shared_ptr<arrow::Table> table;
      BOUCLIER_ARROW(reader_->ReadRowGroup(group, columns_, &table), kDoing);
      auto batch = table->CombineChunksToBatch();
      BOUCLIER_ARROW(batch.status(), kDoing);
      return *batch;
    });
  }

  const arrow::UInt32Array& Persons(const arrow::RecordBatch& batch) const {
    return static_cast<const arrow::UInt32Array&>(*batch.GetColumnByName(kPerson));
  }

  // Persons ascend, then rows without one, all within what the snapshot says.
  Result<void> CheckOrder(const arrow::RecordBatch& batch) {
    const arrow::UInt32Array& persons = Persons(batch);
    for (int64_t row = 0; row < persons.length(); ++row) {
      const uint32_t person = persons.IsNull(row) ? kNoPerson : persons.Value(row);
      if (person < last_ || person < expected_.first_person || person > expected_.last_person)
        return NotTheRows("a file's rows are not in the order, or not of the persons, that the snapshot says");
      last_ = person;
    }
    return {};
  }

  // The slices of wanted persons, last one first in `pending_`.
  void Cut(const arrow::RecordBatch& batch) {
    std::vector<std::shared_ptr<arrow::Array>> arrays;
    for (const auto& field : schema_->fields()) arrays.push_back(batch.GetColumnByName(field->name()));
    const auto whole = arrow::RecordBatch::Make(schema_, batch.num_rows(), std::move(arrays));
    if (request_.persons.empty()) {
      pending_.push_back(whole);
      return;
    }
    const arrow::UInt32Array& persons = Persons(batch);
    const uint32_t* begin = persons.raw_values();
    const uint32_t* end = begin + (persons.length() - persons.null_count());  // those without a person are last
    const uint32_t* from = begin;
    for (const PersonRange& range : request_.persons) {
      from = std::lower_bound(from, end, range.first);
      const uint32_t* to = std::upper_bound(from, end, range.last);
      if (from != to) pending_.push_back(whole->Slice(from - begin, to - from));
      from = to;
      if (from == end) break;
    }
    std::reverse(pending_.begin(), pending_.end());
  }

  Result<std::shared_ptr<arrow::RecordBatch>> Finish() {
    const auto metadata = reader_->parquet_reader()->metadata();
    if (groups_.size() == static_cast<size_t>(metadata->num_row_groups()) && rows_ != expected_.rows)
      return NotTheRows("a file gave another number of rows than the snapshot says");
    return std::shared_ptr<arrow::RecordBatch>();
  }

  TableFile expected_;
  ScanRequest request_;
  std::shared_ptr<arrow::io::RandomAccessFile> file_;
  int64_t size_ = 0;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::shared_ptr<arrow::Schema> schema_;
  int person_ = -1;
  std::vector<int> wanted_, columns_, groups_;
  size_t group_ = 0;
  uint64_t rows_ = 0;
  uint32_t last_ = 0;
  std::vector<std::shared_ptr<arrow::RecordBatch>> pending_;
};

bool Names(const ports::LedgerReceipt& receipt, uint64_t snapshot) {
  const auto entry = crypto::Json::ParseCanonical(AsText(receipt.entry()));
  if (!entry.ok()) return false;
  const auto body = entry->Get("body");
  if (!body.ok()) return false;
  const auto number = body->GetCount("snapshot");
  return number.ok() && *number == snapshot;
}

}  // namespace

Result<SnapshotTables> SnapshotTables::Open(ports::LedgerReceipt receipt, TableDoor door, const TablePlace& place,
                                            const PublishedSnapshot& published) {
  const bool one = door == TableDoor::kProvision || door == TableDoor::kProjectExport;
  if (one && !Names(receipt, published.number))
    return Error(ErrorCode::kDenied, "open tables: the ledger receipt is not about this snapshot");
  BOUCLIER_TRY(TableSnapshot snapshot, LoadSnapshot(*place.state, *place.keys, published));
  return SnapshotTables(std::move(receipt), door, place, std::move(snapshot));
}

Result<SealedReader> SnapshotTables::OpenSealed(const SealedRef& sealed) const {
  ReadRequest request;
  request.state = place_.state;
  request.store = place_.store;
  request.keys = place_.keys;
  request.object = sealed.object;
  request.generation = sealed.generation;
  request.record = sealed.record;
  switch (door_) {
    case TableDoor::kIngest:
      return OpenForIngestOnly(receipt_, request);
    case TableDoor::kProvision:
      return OpenForProvisionOnly(receipt_, request);
    case TableDoor::kProject:
      return OpenForProjectOnly(receipt_, request);
    case TableDoor::kProjectExport:
      return OpenForProjectExportOnly(receipt_, request);
  }
  return Error(ErrorCode::kInternal, "open tables: no such door");
}

Result<std::shared_ptr<arrow::io::RandomAccessFile>> SnapshotTables::OpenFile(const TableFile& file) const {
  BOUCLIER_TRY(SealedReader reader, OpenSealed(file.sealed));
  if (reader.size() != file.bytes) return NotTheRows("a file has another length than the snapshot says");
  return OpenSealedFile(std::move(reader));
}

Result<std::shared_ptr<arrow::RecordBatchReader>> SnapshotTables::Scan(const TableFile& file,
                                                                       ScanRequest request) const {
  BOUCLIER_TRY(auto opened, OpenFile(file));
  return ScanFile(std::move(opened), file, std::move(request));
}

Result<std::shared_ptr<arrow::RecordBatchReader>> ScanFile(std::shared_ptr<arrow::io::RandomAccessFile> file,
                                                           const TableFile& expected, ScanRequest request) {
  BOUCLIER_TRY(std::shared_ptr<FileScan> scan, FileScan::Make(std::move(file), expected, std::move(request)));
  return std::shared_ptr<arrow::RecordBatchReader>(std::move(scan));
}

Result<std::shared_ptr<arrow::RecordBatch>> NextBatch(arrow::RecordBatchReader& reader) {
  std::shared_ptr<arrow::RecordBatch> batch;
  BOUCLIER_ARROW(reader.ReadNext(&batch), kDoing);
  return batch;
}

}  // namespace bouclier::vault

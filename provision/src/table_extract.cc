// SPDX-License-Identifier: Apache-2.0
#include "table_extract.h"

#include <algorithm>

#include <arrow/array/array_primitive.h>
#include <arrow/buffer.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "bouclier/base/mutex.h"
#include "bouclier/base/parallel.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/put_object.h"
#include "bouclier/vault/table_file.h"

namespace bouclier::provision {
namespace {

constexpr double kUneven = 1.25;    // passes are not quite of one size
constexpr uint64_t kTextShare = 4;  // texts may take as many times what rows take, before it is refused

// What is taken in one pass: rows with a pseudonym to order them by, and rows without, each by a range.
struct Range {
  uint64_t first = 0, last = 0;  // both included
  bool empty = true;
  bool Has(uint64_t value) const { return !empty && value >= first && value <= last; }
};
struct Pass {
  Range keyed, unkeyed;
};

std::vector<Range> Ranges(uint64_t parts) {
  std::vector<Range> out;
  const uint64_t step = parts <= 1 ? UINT64_MAX : UINT64_MAX / parts;
  for (uint64_t i = 0; i < parts; ++i)
    out.push_back({i == 0 ? 0 : step * i + 1, i + 1 == parts ? UINT64_MAX : step * (i + 1), false});
  return out;
}

uint64_t Prefix(const kernels::Pseudonym& pseudonym) {
  uint64_t prefix = 0;
  for (size_t i = 0; i < 8; ++i) prefix = prefix << 8 | pseudonym[i];
  return prefix;
}

class TableWork {
 public:
  explicit TableWork(const TableJob& job)
      : job_(job), ordered_by_(OrderedBy(job.columns)), rows_(job.columns, job.pseudonymiser) {
    for (const vault::TableFile& file : job.view.snapshot().files)
      if (job.choice.Wants(file)) files_.push_back(&file);
    columns_ = job.choice.columns();
    for (const GivenColumn& column : job.columns)
      if (WidthOf(column) != Width::kNone && std::ranges::find(columns_, column.at_rest) == columns_.end())
        columns_.push_back(column.at_rest);
    counted_ = job.choice.columns();
    if (ordered_by_ && std::ranges::find(counted_, job.columns[*ordered_by_].at_rest) == counted_.end())
      counted_.push_back(job.columns[*ordered_by_].at_rest);
  }

  Result<TableMade> Make() {
    BOUCLIER_TRY(const std::vector<Pass> passes, Passes());
    std::unique_ptr<RowStore> left;
    for (size_t i = 0; i < passes.size(); ++i) {
      BOUCLIER_TRY(std::vector<std::unique_ptr<RowStore>> stores, ReadPass(passes[i]));
      if (left) stores.push_back(std::move(left));
      std::vector<RowRef> order = Order(stores);
      const bool last = i + 1 == passes.size();
      const size_t whole = last ? order.size() : order.size() - order.size() % kExtractFileRows;
      BOUCLIER_TRY_VOID(WriteFiles(std::span(order).first(whole), stores));
      left = std::make_unique<RowStore>(job_.columns);
      for (const RowRef& ref : std::span(order).subspan(whole)) left->Append(*stores[ref.store], ref.row);
    }
    if (made_.files.empty()) BOUCLIER_TRY_VOID(WriteEmptyFile());
    return std::move(made_);
  }

 private:
  // A table that was granted is there, though no row of it passes.
  Result<void> WriteEmptyFile() {
    BOUCLIER_TRY(FileMade file, WriteFile({}, {}, 0));
    made_.files.push_back(std::move(file.file));
    made_.extract_files.push_back(file.extract_file);
    made_.objects.push_back(std::move(*file.object));
    return {};
  }

  Result<std::vector<Pass>> Passes() {
    uint64_t keyed = 0, unkeyed = 0;
    for (const vault::TableFile* file : files_) keyed += file->rows;
    const uint64_t a_row = BytesARow(job_.columns);
    const uint64_t fits = std::max<uint64_t>(1, job_.row_memory / a_row);
    if (keyed <= fits) return std::vector<Pass>{{Ranges(1)[0], Ranges(1)[0]}};
    keyed = 0;
    BOUCLIER_TRY_VOID(Count(keyed, unkeyed));
    if (keyed + unkeyed <= fits) return std::vector<Pass>{{Ranges(1)[0], Ranges(1)[0]}};
    const auto parts = [&](uint64_t rows) {
      return static_cast<uint64_t>(static_cast<double>(rows) * kUneven / static_cast<double>(fits)) + 1;
    };
    std::vector<Pass> passes;
    if (keyed != 0)
      for (const Range& range : Ranges(parts(keyed))) passes.push_back({range, {}});
    if (unkeyed != 0)
      for (const Range& range : Ranges(parts(unkeyed))) passes.push_back({{}, range});
    return passes;
  }

  // How many rows pass, with and without what orders them.
  Result<void> Count(uint64_t& keyed, uint64_t& unkeyed) {
    Mutex mutex;
    return ParallelFor(files_.size(), job_.threads, [&](size_t i) -> Result<void> {
      uint64_t with = 0, without = 0;
      BOUCLIER_TRY_VOID(EachBatch(
          *files_[i], counted_,
          [&](const arrow::RecordBatch& batch, const std::vector<int32_t>& chosen) -> Result<void> {
            const auto key = ordered_by_ ? batch.GetColumnByName(job_.columns[*ordered_by_].at_rest) : nullptr;
            for (const int32_t row : chosen) (key && key->IsValid(row) ? with : without) += 1;
            return {};
          }));
      const MutexLock lock(mutex);
      keyed += with;
      unkeyed += without;
      return {};
    });
  }

  template <typename Visit>
  Result<void> EachBatch(const vault::TableFile& file, const std::vector<std::string>& columns, const Visit& visit) {
    BOUCLIER_TRY_VOID(job_.go_on(0));
    BOUCLIER_TRY(const auto rows, job_.view.Rows(file, columns, job_.choice.Persons(file)));
    std::vector<int32_t> chosen;
    while (true) {
      BOUCLIER_TRY(const auto batch, vault::NextBatch(*rows));
      if (!batch) return {};
      job_.choice.Choose(*batch, chosen);
      if (!chosen.empty()) BOUCLIER_TRY_VOID(visit(*batch, chosen));
      BOUCLIER_TRY_VOID(job_.go_on(static_cast<uint64_t>(batch->num_rows())));
    }
  }

  Result<std::vector<std::unique_ptr<RowStore>>> ReadPass(const Pass& pass) {
    std::vector<std::unique_ptr<RowStore>> stores(files_.size());
    std::atomic<uint64_t> held{0};
    BOUCLIER_TRY_VOID(ParallelFor(files_.size(), job_.threads, [&](size_t i) -> Result<void> {
      stores[i] = std::make_unique<RowStore>(job_.columns);
      CellReader reader(job_.columns, job_.seed);
      std::vector<uint32_t> persons;
      BOUCLIER_TRY_VOID(
          EachBatch(*files_[i], columns_,
                    [&](const arrow::RecordBatch& batch, const std::vector<int32_t>& chosen) -> Result<void> {
                      TakeRows(pass, batch, chosen, reader, *stores[i], persons);
                      return {};
                    }));
      stores[i]->Shrink();
      const uint64_t all = held += stores[i]->memory();
      if (all > job_.row_memory * kTextShare)
        return Error(ErrorCode::kExhausted,
                     "extract: rows of table " + std::string(job_.table.table->name) + " do not fit the memory given",
                     "give more: --memory");
      return job_.tell_persons(persons);
    }));
    return stores;
  }

  void TakeRows(const Pass& pass, const arrow::RecordBatch& batch, const std::vector<int32_t>& chosen,
                CellReader& reader, RowStore& store, std::vector<uint32_t>& persons) const {
    const BatchCells& cells = reader.Take(batch, chosen);
    const auto& person = static_cast<const arrow::UInt32Array&>(*batch.GetColumnByName("person"));
    const std::vector<kernels::Pseudonym> keys = Keys(cells);
    for (size_t row = 0; row < cells.rows; ++row) {
      const bool keyed = ordered_by_ && cells.columns[*ordered_by_].valid[row];
      const uint64_t prefix = keyed ? Prefix(keys[row]) : 0;
      if (!(keyed ? pass.keyed.Has(prefix) : pass.unkeyed.Has(cells.hash[row]))) continue;
      store.Append(cells, row, prefix);
      const int32_t at = chosen[row];
      if (person.IsNull(at)) continue;
      if (persons.empty() || persons.back() != person.Value(at)) persons.push_back(person.Value(at));
    }
  }

  // Pseudonyms of the column that orders; of runs of one ordinal, once.
  std::vector<kernels::Pseudonym> Keys(const BatchCells& cells) const {
    std::vector<kernels::Pseudonym> keys;
    if (!ordered_by_) return keys;
    const GivenColumn& column = job_.columns[*ordered_by_];
    const std::vector<int64_t>& numbers = cells.columns[*ordered_by_].numbers;
    std::vector<uint64_t> distinct;
    for (size_t row = 0; row < cells.rows; ++row)
      if (row == 0 || numbers[row] != numbers[row - 1]) distinct.push_back(static_cast<uint64_t>(numbers[row]));
    std::vector<kernels::Pseudonym> made(distinct.size());
    if (WidthOf(column) == Width::kEight) {
      job_.pseudonymiser.Compute(*column.pseudonym, std::span<const uint64_t>(distinct), made);
    } else {
      const std::vector<uint32_t> narrow(distinct.begin(), distinct.end());
      job_.pseudonymiser.Compute(*column.pseudonym, std::span<const uint32_t>(narrow), made);
    }
    keys.resize(cells.rows);
    size_t at = 0;
    for (size_t row = 0; row < cells.rows; ++row) {
      if (row != 0 && numbers[row] != numbers[row - 1]) ++at;
      keys[row] = made[at];
    }
    return keys;
  }

  std::vector<RowRef> Order(const std::vector<std::unique_ptr<RowStore>>& stores) const {
    std::vector<RowRef> order;
    size_t rows = 0;
    for (const auto& store : stores) rows += store->rows();
    order.reserve(rows);
    for (uint32_t store = 0; store < stores.size(); ++store)
      for (uint32_t row = 0; row < stores[store]->rows(); ++row)
        order.push_back({stores[store]->prefix(row), stores[store]->hash(row), store, row,
                         ordered_by_ && stores[store]->column(*ordered_by_).valid[row] != 0});
    std::sort(order.begin(), order.end());
    return order;
  }

  struct FileMade {
    vault::TableFile file;
    ExtractFile extract_file;
    std::optional<vault::PreparedObject> object;
  };

  Result<void> WriteFiles(std::span<const RowRef> order, const std::vector<std::unique_ptr<RowStore>>& stores) {
    const size_t count = (order.size() + kExtractFileRows - 1) / kExtractFileRows;
    std::vector<FileMade> files(count);
    const size_t before = made_.files.size();
    BOUCLIER_TRY_VOID(ParallelFor(count, job_.threads, [&](size_t i) -> Result<void> {
      const size_t from = i * kExtractFileRows;
      const auto part = order.subspan(from, std::min(kExtractFileRows, order.size() - from));
      BOUCLIER_TRY(files[i], WriteFile(part, stores, before + i));
      return {};
    }));
    for (FileMade& file : files) {
      made_.files.push_back(std::move(file.file));
      made_.extract_files.push_back(file.extract_file);
      made_.objects.push_back(std::move(*file.object));
    }
    return {};
  }

  Result<FileMade> WriteFile(std::span<const RowRef> order, const std::vector<std::unique_ptr<RowStore>>& stores,
                             size_t number) const {
    BOUCLIER_TRY(vault::TableFileWriter writer, vault::TableFileWriter::Begin(rows_.schema()));
    for (size_t from = 0; from < order.size(); from += vault::kRowGroupRows) {
      BOUCLIER_TRY_VOID(job_.go_on(0));
      const size_t rows = std::min<size_t>(vault::kRowGroupRows, order.size() - from);
      BOUCLIER_TRY(const auto table, rows_.Make(order.subspan(from, rows), stores));
      BOUCLIER_TRY_VOID(writer.Write(*table));
    }
    BOUCLIER_TRY(const auto buffer, writer.Finish());
    const ByteView bytes(buffer->data(), static_cast<size_t>(buffer->size()));
    const vault::UploadTarget target{&job_.store, &job_.state, job_.project};
    BOUCLIER_TRY(vault::PreparedObject object,
                 vault::PutWhole(target, job_.name + "/" + std::to_string(number), bytes));
    FileMade made;
    made.file.salt = crypto::RandomArray<16>();
    made.file.table = job_.table.table->name;
    made.file.bucket = static_cast<uint32_t>(number);
    made.file.sealed = vault::RefOf(object.record());
    made.file.bytes = bytes.size();
    made.file.rows = order.size();
    made.extract_file = {order.size(), bytes.size(), crypto::Sha256::Of(bytes)};
    made.object = std::move(object);
    return made;
  }

  const TableJob& job_;
  const std::optional<size_t> ordered_by_;
  const GivenRows rows_;
  std::vector<const vault::TableFile*> files_;
  std::vector<std::string> columns_, counted_;
  TableMade made_;
};

}  // namespace

Result<TableMade> MakeTable(const TableJob& job) { return TableWork(job).Make(); }

}  // namespace bouclier::provision

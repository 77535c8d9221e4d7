// SPDX-License-Identifier: Apache-2.0
// The national base in small: raw CSV at rest, sealed, to a published snapshot, and scans of its tables. bench/base.py
// runs it beside DuckDB. Each step is a process of its own, so that its CPU and memory are its own.
//
//   base_bench make FOLDER PEOPLE MONTHS            synthetic files, and the same sealed in FOLDER/store
//   base_bench ingest FOLDER WORK THREADS [MEMORY]  a snapshot; the database is a copy in WORK
//   base_bench plain FOLDER WORK OUT                its tables as plain Parquet files
//   base_bench scan FOLDER WORK all|ten             sealed
//   base_bench scan-plain OUT all|ten               those files, by Arrow
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <fmt/format.h>
#include <parquet/arrow/reader.h>

#include "base_hub.h"
#include "bouclier/synth/generate.h"
#include "bouclier/vault/table_scan.h"
#include "own_use.h"

namespace bouclier::bench {
namespace {

using Clock = std::chrono::steady_clock;

// What a study reads of care lines.
const std::vector<std::string> kTen = {"person",      "psa",         "care_line",   "care_from",   "flags",
                                       "BEN_NAI_ANN", "BEN_SEX_COD", "BEN_RES_DPT", "PRS_NAT_REF", "PRS_PAI_MNT"};
constexpr const char* kTenTable = "ER_PRS_F";

double Since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }
Bytes ReadFile(const fs::path& path) { return RealFileSystem().Read(path, uint64_t{1} << 33).value(); }

// Only the base that both sides make: people, care lines, drugs and acts.
bool IsOfTheBench(const fs::path& path) {
  const std::string name = path.filename();
  return name.starts_with("ER_PRS_F_") || name.starts_with("ER_PHA_F_") || name.starts_with("ER_CAM_F_") ||
         name.starts_with("IR_BEN_R");
}

int Make(const fs::path& folder, size_t people, int months) {
  synth::Options options;
  options.output = folder / "synth";
  options.people = people;
  options.months = months;
  options.seed = 1;
  synth::Generate(options).value();
  BaseHub hub(folder / "store", folder / "state.db", folder / "datasets", true);
  uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "synth/files"))
    if (entry.is_regular_file() && IsOfTheBench(entry.path())) {
      hub.Deliver(entry.path().filename(), ReadFile(entry.path()));
      bytes += entry.file_size();
    }
  fmt::print("{{\"bytes\": {}}}\n", bytes);
  return 0;
}

void KeepPublished(const fs::path& work, const vault::PublishedSnapshot& published) {
  std::ofstream(work / "published") << published.number << ' ' << published.files << ' ' << Hex(published.head) << ' '
                                    << Hex(published.root) << '\n';
}
vault::PublishedSnapshot KeptPublished(const fs::path& work) {
  std::ifstream in(work / "published");
  vault::PublishedSnapshot published;
  std::string head, root;
  in >> published.number >> published.files >> head >> root;
  std::ranges::copy(ParseHex(head).value(), published.head.begin());
  std::ranges::copy(ParseHex(root).value(), published.root.begin());
  return published;
}

int Ingest(const fs::path& folder, const fs::path& work, size_t threads, uint64_t memory) {
  BaseHub hub(folder / "store", work / "state.db", folder / "datasets", false);
  ingest::DeliveryOptions options;
  options.threads = threads;
  if (memory != 0) options.memory = memory;
  ingest::DeliveryControl control;
  const auto begin = Clock::now();
  double looked = 0;
  control.progress = [&](const ingest::DeliveryProgress& at) {
    if (looked == 0 && std::string_view(at.phase) == "ingest") looked = Since(begin);
  };
  const auto result = ingest::RunDelivery(hub.Parts(), options, control);
  if (!result.ok()) {
    fmt::print(stderr, "{} {}\n", result.error().message, result.error().context);
    return 1;
  }
  const double seconds = Since(begin);
  KeepPublished(work, hub.Published());
  uint64_t rows = 0, bytes = 0;
  for (const vault::TableFile& file : result->snapshot.files) rows += file.rows, bytes += file.bytes;
  fmt::print(
      "{{\"wall_ms\": {:.0f}, \"look_ms\": {:.0f}, \"rows\": {}, \"files\": {}, \"bytes\": {}, \"peak_mb\": {:.0f}}}\n",
      seconds * 1000, looked * 1000, rows, result->snapshot.files.size(), bytes, PeakMb());
  return 0;
}

vault::SnapshotTables OpenTables(BaseHub& hub, const ports::StateReader& reader, const fs::path& work) {
  return vault::SnapshotTables::Open(hub.Receipt(), vault::TableDoor::kIngest,
                                     {const_cast<ports::StateReader*>(&reader), hub.host.get(), hub.tables},
                                     KeptPublished(work))
      .value();
}

int Plain(const fs::path& folder, const fs::path& work, const fs::path& out) {
  BaseHub hub(folder / "store", work / "state.db", folder / "datasets", false);
  const auto reader = hub.state->Read().value();
  const auto tables = OpenTables(hub, *reader, work);
  for (const vault::TableFile& file : tables.snapshot().files) {
    auto sealed = tables.OpenSealed(file.sealed).value();
    fs::create_directories(out / file.table);
    std::ofstream plain(out / file.table / fmt::format("{}_{:08x}.parquet", file.period, file.bucket));
    sealed
        .ReadAll([&](ByteView bytes) -> Result<void> {
          plain.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
          return {};
        })
        .value();
  }
  return 0;
}

// What every reader does with a batch: looks at each column.
struct Seen {
  uint64_t rows = 0, nulls = 0;
  void Take(int64_t count, const arrow::ArrayVector& columns) {
    rows += static_cast<uint64_t>(count);
    for (const auto& column : columns) nulls += static_cast<uint64_t>(column->null_count());
  }
  int Print(Clock::time_point begin) const {
    fmt::print("{{\"wall_ms\": {:.0f}, \"rows\": {}, \"nulls\": {}, \"peak_mb\": {:.0f}}}\n", Since(begin) * 1000, rows,
               nulls, PeakMb());
    return 0;
  }
};

int Scan(const fs::path& folder, const fs::path& work, bool ten) {
  BaseHub hub(folder / "store", work / "state.db", folder / "datasets", false);
  const auto begin = Clock::now();
  const auto reader = hub.state->Read().value();
  const auto tables = OpenTables(hub, *reader, work);
  Seen seen;
  for (const vault::TableFile& file : tables.snapshot().files) {
    if (ten && file.table != kTenTable) continue;
    std::vector<std::string> columns = kTen;
    if (!ten) {
      columns.clear();
      for (const vault::TableColumn& column : tables.snapshot().tables.at(file.table)) columns.push_back(column.name);
    }
    const auto batches = tables.Scan(file, {columns, {}, {}}).value();
    while (const auto batch = vault::NextBatch(*batches).value()) seen.Take(batch->num_rows(), batch->columns());
  }
  return seen.Print(begin);
}

int ScanPlain(const fs::path& folder, bool ten) {
  const auto begin = Clock::now();
  Seen seen;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || (ten && entry.path().parent_path().filename() != kTenTable)) continue;
    parquet::arrow::FileReaderBuilder builder;
    if (!builder.Open(arrow::io::ReadableFile::Open(entry.path()).ValueOrDie()).ok()) return 1;
    const auto file = builder.Build().ValueOrDie();
    std::shared_ptr<arrow::Schema> schema;
    if (!file->GetSchema(&schema).ok()) return 1;
    std::vector<int> columns;
    for (int i = 0; i < schema->num_fields(); ++i)
      if (!ten || std::ranges::find(kTen, schema->field(i)->name()) != kTen.end()) columns.push_back(i);
    for (int group = 0; group < file->num_row_groups(); ++group) {
      std::shared_ptr<arrow::Table> table;
      if (!file->ReadRowGroup(group, columns, &table).ok()) return 1;
      const auto batch = table->CombineChunksToBatch().ValueOrDie();
      seen.Take(batch->num_rows(), batch->columns());
    }
  }
  return seen.Print(begin);
}

int Main(const std::vector<std::string>& words) {
  const auto is = [&](const char* name, size_t least) { return words.size() >= least && words[0] == name; };
  if (is("make", 4)) return Make(words[1], std::stoull(words[2]), std::stoi(words[3]));
  if (is("ingest", 4))
    return Ingest(words[1], words[2], std::stoull(words[3]), words.size() > 4 ? std::stoull(words[4]) : 0);
  if (is("plain", 4)) return Plain(words[1], words[2], words[3]);
  if (is("scan", 4)) return Scan(words[1], words[2], words[3] == "ten");
  if (is("scan-plain", 3)) return ScanPlain(words[1], words[2] == "ten");
  fmt::print(stderr, "base_bench: see bench/base.py\n");
  return 2;
}

}  // namespace
}  // namespace bouclier::bench

int main(int argc, char** argv) { return bouclier::bench::Main({argv + 1, argv + argc}); }

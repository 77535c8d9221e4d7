// SPDX-License-Identifier: Apache-2.0
// csv_bench SECONDS FILE...: reads CSV files of known tables (by their names) into memory and prints one JSON object:
// MB/s of CPU time on one core for finding marks, for splitting into rows and cells, for that with conversion into
// typed columns (identifiers are checked, not mapped), and for all that with quality flags and the watch for plain
// identities. No disk, no host. Single-threaded.
#include <cstdio>
#include <vector>

#include "bouclier/base/file.h"
#include "ingest/src/column_store.h"
#include "ingest/src/csv_tokenizer.h"
#include "ingest/src/incident.h"
#include "ingest/src/row_rules.h"
#include "own_use.h"
#include "table_files.h"

namespace {

using namespace bouclier;
using bench::CpuSeconds;

constexpr size_t kPiece = 4 * kMiB;

struct File {
  const catalog::Table* table;
  Bytes bytes;
};

enum class Depth { kTokens, kColumns, kChecked };

struct Reading : ingest::CsvSink {
  Reading(const catalog::Table& t, Depth d) : table(t), depth(d) {}
  Result<void> Header(const ingest::CsvHeader& header) override {
    BOUCLIER_TRY(const ingest::Layout layout, ingest::MatchHeader(table, header.names));
    set.emplace(layout);
    rules.emplace(layout, 2017);
    watch.emplace(header.names);
    return {};
  }
  Result<void> Rows(const ingest::CsvBlock& block) override {
    rows += block.rows.size();
    for (const ingest::CsvRow& row : block.rows) cells += row.cells;
    if (depth == Depth::kTokens) return {};
    const auto& appended = set->Append(block);
    if (depth == Depth::kColumns) return {};
    watch->Look(block);
    flags.assign(appended.accepted.size(), 0);
    rules->Apply(*set, appended.first, flags);
    return {};
  }
  const catalog::Table& table;
  Depth depth;
  std::optional<ingest::ColumnSet> set;
  std::optional<ingest::RowRules> rules;
  std::optional<ingest::IncidentWatch> watch;
  std::vector<uint32_t> flags;
  uint64_t rows = 0, cells = 0;
};

Result<void> Read(const File& file, ingest::CsvSink& sink, ingest::FindMarks find_marks) {
  ingest::CsvSettings settings;
  settings.find_marks = find_marks;
  BOUCLIER_TRY(ingest::CsvTokenizer tokenizer, ingest::CsvTokenizer::Make(settings));
  for (size_t at = 0; at < file.bytes.size(); at += kPiece) {
    BOUCLIER_TRY_VOID(tokenizer.Push(ByteView(file.bytes).subspan(at, std::min(kPiece, file.bytes.size() - at)), sink));
  }
  return tokenizer.Finish(sink);
}

// MB (10^6 bytes) a CPU second of `work(file)` over all files, again and again for `seconds`.
template <typename Work>
double Rate(const std::vector<File>& files, double seconds, Work work) {
  for (const File& file : files) work(file);
  const double begin = CpuSeconds();
  double spent = 0, bytes = 0;
  do {
    for (const File& file : files) {
      work(file);
      bytes += static_cast<double>(file.bytes.size());
    }
    spent = CpuSeconds() - begin;
  } while (spent < seconds);
  return bytes / spent / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  const bench::TableFiles asked = bench::ReadCommandLine(argc, argv);
  const double seconds = asked.seconds;
  std::vector<File> files;
  for (const bench::TableFile& file : asked.files) {
    const auto bytes = RealFileSystem().Read(file.path, 4 * kGiB);
    if (!bytes.ok()) {
      std::fprintf(stderr, "cannot be read: %s\n", file.path.c_str());
      return 1;
    }
    files.push_back({file.table, *bytes});
  }
  uint64_t rows = 0, cells = 0, accepted = 0;
  const auto read = [&](Depth depth, ingest::FindMarks find_marks) {
    return [&, depth, find_marks](const File& file) {
      Reading reading(*file.table, depth);
      BOUCLIER_CHECK(Read(file, reading, find_marks).ok());
      if (depth == Depth::kTokens) return;
      rows += reading.rows;
      cells += reading.cells;
      accepted += reading.set->rows();
    };
  };
  std::vector<ingest::Marks> marks(kPiece / 64);
  const double find = Rate(files, seconds, [&](const File& file) {
    for (size_t at = 0; at < file.bytes.size(); at += kPiece) {
      ingest::BestFindMarks()(file.bytes.data() + at, std::min(kPiece, file.bytes.size() - at), ';', marks.data());
    }
  });
  const double portable = Rate(files, seconds, read(Depth::kTokens, &ingest::FindMarksPortable));
  const double tokens = Rate(files, seconds, read(Depth::kTokens, ingest::BestFindMarks()));
  const double columns = Rate(files, seconds, read(Depth::kColumns, ingest::BestFindMarks()));
  const double checked = Rate(files, seconds, read(Depth::kChecked, ingest::BestFindMarks()));
  std::printf(
      "{\"find_marks_mb_s\": %.0f, \"tokens_portable_mb_s\": %.0f, \"tokens_mb_s\": %.0f, "
      "\"columns_mb_s\": %.0f, \"checked_mb_s\": %.0f, \"accepted_of_rows\": %.6f, \"cells_a_row\": %.1f}\n",
      find, portable, tokens, columns, checked, static_cast<double>(accepted) / static_cast<double>(rows),
      static_cast<double>(cells) / static_cast<double>(rows));
  return 0;
}

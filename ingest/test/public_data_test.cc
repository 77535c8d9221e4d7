// SPDX-License-Identifier: Apache-2.0
// F26 Files that others wrote (env BOUCLIER_TEST_DATA, or ../shared/data beside the repository): read like the slow
// twin, whatever the pieces, and accepted + refused rows are those read. Skipped where the files are absent.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "bouclier/base/file.h"
#include "bouclier/catalog/file_name.h"
#include "bouclier/catalog/known_tables.h"
#include "bouclier/catalog/load_schema.h"
#include "bouclier/catalog/table.h"
#include "column_store.h"
#include "csv_reading.h"
#include "small_base.h"

namespace bouclier::ingest {
namespace {

namespace fs = std::filesystem;

fs::path Data(const char* folder) {
  const char* given = std::getenv("BOUCLIER_TEST_DATA");
  return (given != nullptr ? fs::path(given) : fs::path(BOUCLIER_SOURCE_DIR) / "../shared/data") / folder;
}

std::vector<fs::path> CsvFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const bool resource_fork = entry.path().string().find("__MACOSX") != std::string::npos;
    if (entry.path().extension() == ".csv" && !resource_fork) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadText(const fs::path& path) { return std::string(AsText(RealFileSystem().Read(path, 1 << 28).value())); }

// Rows of a table, those it knows typed; a table that is not in the catalogue has columns of text only.
struct Counting : CsvSink {
  explicit Counting(const catalog::Table& t) : table(t) {}
  Result<void> Header(const CsvHeader& header) override {
    BOUCLIER_TRY(const Layout layout, MatchHeader(table, header.names));
    set.emplace(layout);
    return {};
  }
  Result<void> Rows(const CsvBlock& block) override {
    const auto& appended = set->Append(block);
    rows += block.rows.size();
    accepted += appended.accepted.size();
    for (const RowVerdict& verdict : appended.verdicts) refused += verdict.reason != RowReason::kNone ? 1 : 0;
    return {};
  }
  const catalog::Table& table;
  std::optional<ColumnSet> set;
  uint64_t rows = 0, accepted = 0, refused = 0;
};

// Total over all files read so.
struct Total {
  uint64_t rows = 0, refused = 0, typed = 0;
};

void ReadEach(const std::vector<fs::path>& files, Total& total) {
  static const catalog::Table unknown{};
  for (const fs::path& path : files) {
    SCOPED_TRACE(path.string());
    const std::string text = ReadText(path);
    const PlainFile whole = ReadInPieces(text, {}, {});
    ASSERT_EQ(whole.error, "");
    const PlainFile pieces = ReadInPieces(text, {}, {1009, 64, 1});
    EXPECT_TRUE(pieces.rows == whole.rows);
    const bool mark = whole.header.byte_order_mark;
    if (!mark) {
      EXPECT_TRUE(ReadSlowly(text, whole.header.separator, {}).rows == whole.rows);
    }
    const catalog::Table* const table = catalog::FindTable(path.stem().string());  // without a period in its name
    total.typed += table != nullptr ? 1 : 0;
    Counting counting(table != nullptr ? *table : unknown);
    auto tokenizer = CsvTokenizer::Make({}).value();
    auto done = tokenizer.Push(AsBytes(text), counting);
    if (done.ok()) done = tokenizer.Finish(counting);
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ(counting.rows, whole.rows.size());
    EXPECT_EQ(counting.accepted + counting.refused, counting.rows);
    EXPECT_EQ(counting.set->rows(), counting.accepted);
    total.rows += counting.rows;
    total.refused += counting.refused;
  }
}

TEST(PublicData, F26_SyntheticTablesOfTheSnds) {
  const auto files = CsvFiles(Data("snds/synthetic"));
  if (files.empty())
    GTEST_SKIP() << "no third-party data: set BOUCLIER_TEST_DATA to a folder that holds snds/synthetic";
  Total total;
  ReadEach(files, total);
  EXPECT_EQ(files.size(), 191u);
  EXPECT_EQ(total.rows, 1910u);  // ten each
  EXPECT_EQ(total.typed, 10u);
  EXPECT_EQ(total.refused, 0u);  // doubtful as they are, every row can be read
}

// Tables of the public schema. Three open ones have theirs beside their file, not in the folder of schemas.
catalog::LoadedSchema PublicSchema() {
  catalog::LoadedSchema schema = catalog::LoadSchema(Data("snds")).value();
  catalog::LoadedSchema beside = catalog::LoadSchema(Data("snds/synthetic")).value();
  for (catalog::LoadedTable& table : beside.tables)
    if (catalog::FindLoadedTable(schema, table.name) == nullptr) schema.tables.push_back(std::move(table));
  std::ranges::sort(schema.tables, {}, &catalog::LoadedTable::name);
  return schema;
}

// All of them as one delivery of a hub that loaded the schema. Their files name no period, so they get one.
TEST(PublicData, F26_SyntheticTablesOfTheSndsAsADelivery) {
  const auto files = CsvFiles(Data("snds/synthetic"));
  if (files.empty() || !fs::is_directory(Data("snds/schema")))
    GTEST_SKIP()
        << "no third-party data: set BOUCLIER_TEST_DATA to a folder that holds snds/schema, snds/nomenclatures "
           "and snds/synthetic";
  const catalog::LoadedSchema schema = PublicSchema();
  const catalog::Catalogue catalogue = catalog::Combine(catalog::BuiltInTables(), schema);
  const LoadedCodes codes(catalogue, schema);
  test::SmallBase base;
  base.known = catalog::KnownTables(catalogue);
  std::set<std::string> names;
  for (const fs::path& path : files) {
    const catalog::Table* const table = base.known.Find(path.stem().string());
    ASSERT_NE(table, nullptr) << path;
    ASSERT_TRUE(names.insert(std::string(table->name)).second) << path;
    base.Deliver(catalog::ExampleFileName(*table), test::SmallBase::ReadFileBytes(path)).value();
  }
  ASSERT_EQ(names.size(), 191u);
  DeliveryOptions options;
  options.codes = &codes;
  const auto result = base.Run(options);
  ASSERT_TRUE(result.ok()) << result.error().message;
  for (const FileReport& file : result->report.files)
    EXPECT_TRUE(file.reason.starts_with("column_") || file.reason == "looked_at")
        << file.name << ' ' << file.reason << ' ' << file.detail;
  const auto reported = result->report.Tables();
  uint64_t accepted = 0;
  for (const std::string& name : names) {
    ASSERT_TRUE(reported.contains(name)) << name;
    const TableReport& table = reported.at(name);
    EXPECT_EQ(table.read, 10u) << name;
    uint64_t refused = 0;
    for (const uint64_t rows : table.refused) refused += rows;
    EXPECT_EQ(table.rows + refused, table.read) << name;
    EXPECT_EQ(base.RowsOf(name, {"person", "flags"}).size(), table.rows) << name;
    accepted += table.rows;
  }
  EXPECT_EQ(reported.size(), names.size());
  // Of 1,910: 47 have an empty cell in a key, and 15 a number or a date that is none of the declared scale or format.
  EXPECT_EQ(accepted, 1848u);
}

TEST(PublicData, F26_CodeListsWithLineEndsInQuotes) {
  const auto files = CsvFiles(Data("snds/nomenclatures"));
  if (files.empty())
    GTEST_SKIP() << "no third-party data: set BOUCLIER_TEST_DATA to a folder that holds snds/nomenclatures";
  Total total;
  ReadEach(files, total);
  EXPECT_EQ(total.rows, 414'490u);  // as its own inventory counts them
}

TEST(PublicData, F26_TablesOfOmop) {
  const fs::path zip = Data("omop/Synthea27Nj_5.4.zip");
  if (!fs::exists(zip)) GTEST_SKIP() << "no third-party data: set BOUCLIER_TEST_DATA to a folder that holds omop";
  char pattern[] = "/tmp/bouclier-omop-XXXXXX";
  ASSERT_NE(mkdtemp(pattern), nullptr);
  const fs::path folder = pattern;
  const std::string command = "unzip -q '" + zip.string() + "' -d '" + folder.string() + "'";
  if (std::system(command.c_str()) != 0) {
    fs::remove_all(folder);
    GTEST_SKIP() << "cannot be unpacked here (unzip)";
  }
  const auto files = CsvFiles(folder);
  EXPECT_EQ(files.size(), 39u);
  Total total;
  ReadEach(files, total);
  EXPECT_EQ(total.refused, 0u);
  EXPECT_EQ(total.rows, 294'203u);  // as Python's csv module counts them
  fs::remove_all(folder);
}

}  // namespace
}  // namespace bouclier::ingest

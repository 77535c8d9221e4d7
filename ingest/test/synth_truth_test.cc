// SPDX-License-Identifier: Apache-2.0
// F26 On a synthetic base exactly the rows of damaged.csv are refused, each for the reason and column told there, and
// all others are kept.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <map>
#include <sstream>

#include "bouclier/base/file.h"
#include "bouclier/catalog/file_name.h"
#include "bouclier/synth/generate.h"
#include "column_store.h"
#include "csv_tokenizer.h"

namespace bouclier::ingest {
namespace {

namespace fs = std::filesystem;

struct Refusal {
  std::string reason, column;
  bool operator==(const Refusal&) const = default;
};
using Refusals = std::map<std::pair<std::string, uint64_t>, Refusal>;  // by path and line

struct Reading : CsvSink {
  Reading(std::string p, const catalog::Table& t, Refusals& r) : path(std::move(p)), table(t), refusals(r) {}
  Result<void> Header(const CsvHeader& header) override {
    BOUCLIER_TRY(const Layout layout, MatchHeader(table, header.names));
    set.emplace(layout);
    return {};
  }
  Result<void> Rows(const CsvBlock& block) override {
    const auto& appended = set->Append(block);
    for (size_t i = 0; i < block.rows.size(); ++i) {
      const RowVerdict& verdict = appended.verdicts[i];
      if (verdict.reason == RowReason::kNone) continue;
      const bool one = verdict.column != kNoCell;
      refusals[{path, block.rows[i].line}] = {std::string(RowReasonName(verdict.reason)),
                                              one ? set->layout().columns[verdict.column].name : ""};
    }
    rows += block.rows.size();
    return {};
  }
  std::string path;
  const catalog::Table& table;
  Refusals& refusals;
  std::optional<ColumnSet> set;
  uint64_t rows = 0;
};

std::vector<std::string> Split(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream in(line + ";");
  for (std::string cell; std::getline(in, cell, ';');) cells.push_back(cell);
  return cells;
}

TEST(SynthTruth, F26_ExactlyTheDamagedRowsAreRefusedEachForItsReason) {
  char pattern[] = "/tmp/bouclier-ingest-XXXXXX";
  ASSERT_NE(mkdtemp(pattern), nullptr);
  const fs::path root = pattern;
  synth::Options options;
  options.output = root / "base";
  options.people = 2000;
  options.threads = 2;
  const auto report = synth::Generate(options);
  ASSERT_TRUE(report.ok()) << report.error().message;

  Refusals expected, found;
  const Bytes truth = RealFileSystem().Read(options.output / "truth/damaged.csv", 1 << 28).value();
  std::stringstream lines{std::string(AsText(truth))};
  std::string line;
  std::getline(lines, line);
  ASSERT_EQ(line, "path;table;line;reason;kind;column");
  while (std::getline(lines, line)) {
    const auto cells = Split(line);
    expected[{cells[0], std::stoull(cells[2])}] = {cells[3], cells[5]};
  }
  ASSERT_GT(expected.size(), 50u);

  for (const synth::FileReport& file : report->files) {
    const fs::path whole = options.output / file.path;
    const Bytes bytes = RealFileSystem().Read(whole, 1 << 28).value();
    const auto identity = catalog::IdentifyFile(fs::path(file.path).filename().string());
    ASSERT_TRUE(identity) << file.path;
    Reading reading(whole.lexically_relative(report->files_folder).string(), *identity->table, found);
    auto tokenizer = CsvTokenizer::Make({}).value();
    for (size_t at = 0; at < bytes.size(); at += 100'003) {  // no boundary falls on a row's
      ASSERT_TRUE(
          tokenizer.Push(ByteView(bytes).subspan(at, std::min<size_t>(100'003, bytes.size() - at)), reading).ok());
    }
    ASSERT_TRUE(tokenizer.Finish(reading).ok());
    EXPECT_EQ(reading.rows, file.rows) << file.path;
    EXPECT_EQ(reading.set->rows(), file.rows - file.damaged) << file.path;
  }
  EXPECT_EQ(found.size(), expected.size());
  for (const auto& [where, refusal] : expected) {
    const auto hit = found.find(where);
    ASSERT_NE(hit, found.end()) << where.first << ":" << where.second << " " << refusal.reason;
    EXPECT_EQ(hit->second.reason, refusal.reason) << where.first << ":" << where.second;
    EXPECT_EQ(hit->second.column, refusal.column) << where.first << ":" << where.second;
  }
  fs::remove_all(root);
}

}  // namespace
}  // namespace bouclier::ingest

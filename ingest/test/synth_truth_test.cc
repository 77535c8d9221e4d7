// SPDX-License-Identifier: Apache-2.0
// F26 On a synthetic base exactly the rows of damaged.csv are refused, each for the reason and column told there, and
// all others are kept; the flags that a row shows by itself are as many as the truth counts; nothing is taken for a
// NIR.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "bouclier/base/file.h"
#include "bouclier/catalog/file_name.h"
#include "bouclier/catalog/known_tables.h"
#include "bouclier/synth/generate.h"
#include "column_store.h"
#include "csv_tokenizer.h"
#include "incident.h"
#include "row_rules.h"

namespace bouclier::ingest {
namespace {

namespace fs = std::filesystem;

struct Refusal {
  std::string reason, column;
  bool operator==(const Refusal&) const = default;
};
using Place = std::pair<std::string, uint64_t>;  // path and line

// What was seen in all files.
struct Seen {
  std::map<Place, Refusal> refusals;
  std::map<std::string, QualityCounts, std::less<>> flags;  // by table; rows of orphans.csv apart
  std::set<Place> orphans;
  Suspicion worst = Suspicion::kNone;
};

struct Reading : CsvSink {
  Reading(std::string p, const catalog::FileIdentity& i, Seen& s) : path(std::move(p)), identity(i), seen(s) {}
  Result<void> Header(const CsvHeader& header) override {
    BOUCLIER_TRY(const Layout layout, MatchHeader(*identity.table, header.names));
    set.emplace(layout);
    rules.emplace(layout, identity.period.year);
    watch.emplace(header.names);
    return {};
  }
  Result<void> Rows(const CsvBlock& block) override {
    watch->Look(block);
    const auto& appended = set->Append(block);
    for (size_t i = 0; i < block.rows.size(); ++i) {
      const RowVerdict& verdict = appended.verdicts[i];
      if (verdict.reason == RowReason::kNone) continue;
      const bool one = verdict.column != kNoCell;
      seen.refusals[{path, block.rows[i].line}] = {std::string(RowReasonName(verdict.reason)),
                                                   one ? set->layout().columns[verdict.column].name : ""};
    }
    std::vector<uint32_t> flags(appended.accepted.size());
    rules->Apply(*set, appended.first, flags);
    for (size_t i = 0; i < flags.size(); ++i) {
      if (seen.orphans.contains({path, block.rows[appended.accepted[i]].line})) continue;
      for (size_t bit = 0; bit < kQualities; ++bit)
        seen.flags[std::string(identity.table->name)][bit] += flags[i] >> bit & 1;
    }
    rows += block.rows.size();
    return {};
  }
  std::string path;
  const catalog::FileIdentity& identity;
  Seen& seen;
  std::optional<ColumnSet> set;
  std::optional<RowRules> rules;
  std::optional<IncidentWatch> watch;
  uint64_t rows = 0;
};

class SynthTruth : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    char pattern[] = "/tmp/bouclier-ingest-XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    root_ = pattern;
    synth::Options options;
    options.output = root_ / "base";
    options.people = 2000;
    options.threads = 2;
    const auto report = synth::Generate(options);
    ASSERT_TRUE(report.ok()) << report.error().message;
    for (const auto& cells : Lines("orphans.csv")) seen_.orphans.insert({cells[0], std::stoull(cells[2])});
    for (const synth::FileReport& file : report->files) ReadFile(file, options.output, report->files_folder);
  }
  static void TearDownTestSuite() { fs::remove_all(root_); }

  static void ReadFile(const synth::FileReport& file, const fs::path& output, const fs::path& folder) {
    const fs::path whole = output / file.path;
    const Bytes bytes = RealFileSystem().Read(whole, 1 << 28).value();
    const auto identity = catalog::KnownTables::BuiltIn().Identify(whole.filename().string());
    ASSERT_TRUE(identity) << file.path;
    Reading reading(whole.lexically_relative(folder).string(), *identity, seen_);
    auto tokenizer = CsvTokenizer::Make({}).value();
    constexpr size_t kPiece = 100'003;  // no boundary falls on a row's
    for (size_t at = 0; at < bytes.size(); at += kPiece) {
      ASSERT_TRUE(tokenizer.Push(ByteView(bytes).subspan(at, std::min(kPiece, bytes.size() - at)), reading).ok());
    }
    ASSERT_TRUE(tokenizer.Finish(reading).ok());
    EXPECT_EQ(reading.rows, file.rows) << file.path;
    EXPECT_EQ(reading.set->rows(), file.rows - file.damaged) << file.path;
    seen_.worst = std::max(seen_.worst, reading.watch->Worst());
  }

  static Bytes Truth(const char* name) { return RealFileSystem().Read(root_ / "base/truth" / name, 1 << 28).value(); }
  // Cells of the lines behind the header.
  static std::vector<std::vector<std::string>> Lines(const char* name) {
    std::stringstream text{std::string(AsText(Truth(name)))};
    std::vector<std::vector<std::string>> lines;
    for (std::string line; std::getline(text, line);) {
      std::stringstream in(line + ";");
      lines.emplace_back();
      for (std::string cell; std::getline(in, cell, ';');) lines.back().push_back(cell);
    }
    lines.erase(lines.begin());
    return lines;
  }
  static uint64_t Counted(std::string_view member) {
    const Bytes truth = Truth("truth.json");  // holds fractions, which our own parser does not read
    const std::string name = '"' + std::string(member) + "\": ";
    const size_t at = AsText(truth).find(name);
    if (at == std::string_view::npos) {
      ADD_FAILURE() << member;
      return 0;
    }
    return std::stoull(std::string(AsText(truth).substr(at + name.size(), 20)));
  }
  static uint64_t Flagged(std::string_view table, Quality quality) {
    const auto found = seen_.flags.find(table);
    return found == seen_.flags.end() ? 0 : found->second[static_cast<size_t>(quality)];
  }

  static inline fs::path root_;
  static inline Seen seen_;
};

TEST_F(SynthTruth, F26_ExactlyTheDamagedRowsAreRefusedEachForItsReason) {
  std::map<Place, Refusal> expected;
  for (const auto& cells : Lines("damaged.csv")) expected[{cells[0], std::stoull(cells[2])}] = {cells[3], cells[5]};
  ASSERT_GT(expected.size(), 50u);
  EXPECT_EQ(seen_.refusals.size(), expected.size());
  for (const auto& [place, refusal] : expected) {
    const auto hit = seen_.refusals.find(place);
    ASSERT_NE(hit, seen_.refusals.end()) << place.first << ":" << place.second << " " << refusal.reason;
    EXPECT_EQ(hit->second.reason, refusal.reason) << place.first << ":" << place.second;
    EXPECT_EQ(hit->second.column, refusal.column) << place.first << ":" << place.second;
  }
}

TEST_F(SynthTruth, F26_FlagsAreAsManyAsTheTruthCounts) {
  EXPECT_EQ(Flagged("ER_PRS_F", Quality::kInfoOnly), Counted("outpatient_lines"));
  EXPECT_EQ(Flagged("T_MCOaaB", Quality::kPmsiErrorGroup), Counted("error_group_stays"));
  EXPECT_EQ(Flagged("T_MCOaaB", Quality::kFinessDouble), Counted("double_finess_stays"));
  EXPECT_EQ(Flagged("T_MCOaaC", Quality::kReturnCode), Counted("return_code_stays"));
  for (const char* member : {"outpatient_lines", "error_group_stays", "double_finess_stays", "return_code_stays"}) {
    EXPECT_GT(Counted(member), 0u) << member;
  }
  for (const auto& [table, counts] : seen_.flags) {
    EXPECT_EQ(counts[static_cast<size_t>(Quality::kValueOutOfRange)], 0u) << table;
  }
}

TEST_F(SynthTruth, NothingIsTakenForAPlainIdentity) { EXPECT_NE(seen_.worst, Suspicion::kIncident); }

}  // namespace
}  // namespace bouclier::ingest

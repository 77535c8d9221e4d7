// SPDX-License-Identifier: Apache-2.0
// A whole delivery, from sealed raw files to a snapshot, against the truth of a synthetic base: every count, every
// flag, every join; in one reading of a month and in many; twice; stopped and taken up again.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "small_base.h"

namespace bouclier::ingest::test {
namespace {

using crypto::Json;

struct Synthetic {
  fs::path folder;
  Json truth;
  const Json& Accepted(const char* name) const { return *truth.Find("accepted_rows")->Find(name); }
};

// Our JSON has no fractions; none is asked for here.
std::string WithoutFractions(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line);)
    if (line.find("attack_rate") == std::string::npos) out += line + "\n";
  return out;
}

// Made once for all tests of this file.
const Synthetic& Base() {
  static const Synthetic made = [] {
    Synthetic base;
    base.folder = fs::path(testing::TempDir()) / ("delivery." + std::to_string(getpid()));
    synth::Options options;
    options.output = base.folder;
    options.people = 2'000;
    options.months = 12;
    options.seed = 5;
    synth::Generate(options).value();
    std::string text(AsText(SmallBase::ReadFileBytes(base.folder / "truth" / "truth.json")));
    base.truth = Json::Parse(WithoutFractions(text)).value();
    return base;
  }();
  return made;
}

uint64_t Count(const Json& json) { return static_cast<uint64_t>(*json.if_int()); }

uint64_t Flagged(const TableReport& report, Quality quality) { return report.flagged[static_cast<size_t>(quality)]; }

struct Delivered {
  SmallBase base;
  DeliveryResult result;
  Delivered() {
    base.DeliverFolder(Base().folder / "files");
    result = base.Run().value();
  }
};
const Delivered& Once() {
  static Delivered delivered;
  return delivered;
}

TEST(Delivery, AcceptedAndRefusedAreWhatTheTruthSays) {
  const DeliveryReport& report = Once().result.report;
  const Json::Object& tables = *Base().truth.Find("tables")->if_object();
  const auto reported = report.Tables();
  ASSERT_EQ(reported.size(), tables.size());
  for (const auto& [name, truth] : tables) {
    const TableReport& table = reported.at(name);
    EXPECT_EQ(table.read, Count(*truth.Find("rows"))) << name;
    EXPECT_EQ(table.quarantined(), Count(*truth.Find("damaged"))) << name;
    EXPECT_EQ(Flagged(table, Quality::kOrphan), Count(*truth.Find("orphans"))) << name;
    const Json* reasons = truth.Find("damaged_by_reason");
    if (reasons == nullptr) continue;
    for (const auto& [reason, rows] : *reasons->if_object())
      EXPECT_EQ(table.refused[static_cast<size_t>(*ParseRowReason(reason))], Count(rows)) << name << ' ' << reason;
  }
  for (const FileReport& file : report.files) ADD_FAILURE() << file.name << ' ' << file.reason << ' ' << file.detail;
}

TEST(Delivery, PeopleAreFlaggedAsTheTruthCountsThem) {
  const auto reported = Once().result.report.Tables();
  const TableReport& care = reported.at("ER_PRS_F");
  EXPECT_EQ(Flagged(care, Quality::kPersonUnknown), Count(Base().Accepted("unknown_person_lines")));
  EXPECT_EQ(Flagged(care, Quality::kPersonArchived), Count(Base().Accepted("archived_person_lines")));
  EXPECT_EQ(Flagged(care, Quality::kPersonFictitious), Count(Base().Accepted("fictitious_person_lines")));
  EXPECT_EQ(Flagged(care, Quality::kPersonAmbiguous), 0u);
  const TableReport& links = reported.at("T_MCOaaC");
  EXPECT_EQ(Flagged(links, Quality::kPersonInvalid),
            Count(Base().Accepted("invalid_lower_x")) + Count(Base().Accepted("invalid_upper_x")));
  uint64_t ambiguous = 0;  // the truth leaves orphans out
  for (const auto& row : const_cast<SmallBase&>(Once().base).RowsOf("T_MCOaaC", {"flags"})) {
    const uint64_t flags = std::stoull(row[0]);
    ambiguous += (flags & QualityBit(Quality::kPersonAmbiguous)) != 0 && (flags & QualityBit(Quality::kOrphan)) == 0;
  }
  EXPECT_EQ(ambiguous, Count(Base().Accepted("ambiguous_stays")));
  EXPECT_EQ(Once().result.report.merged, Count(*Base().truth.Find("population")->Find("standing")->Find("merged")));
}

TEST(Delivery, StaysDeclaredTwiceAreFlaggedAsTheTruthCountsThem) {
  const TableReport stays = Once().result.report.Tables().at("T_MCOaaB");
  EXPECT_EQ(Flagged(stays, Quality::kFinessDouble), Count(Base().Accepted("double_finess_stays")));
  EXPECT_GT(Flagged(stays, Quality::kFinessDouble), 0u);
}

TEST(Delivery, EachPersonOfTheTruthIsOneOrdinal) {
  const auto rows = const_cast<SmallBase&>(Once().base).RowsOf("IR_BEN_R", {"person", "flags"});
  std::set<std::string> persons;
  for (const auto& row : rows) persons.insert(row[0]);
  const Json& standing = *Base().truth.Find("population")->Find("standing");
  const uint64_t identified = Count(*Base().truth.Find("population")->Find("identified"));
  EXPECT_EQ(persons.size(), identified + Count(*standing.Find("fictitious")));
  EXPECT_EQ(rows.size(), Count(Base().Accepted("beneficiary_rows")));
}

// A cell of a CSV file without quotes, by column name.
struct Csv {
  std::map<std::string, size_t> place;
  std::vector<std::vector<std::string>> rows;
  const std::string& At(size_t row, const std::string& column) const { return rows.at(row).at(place.at(column)); }
};
Csv ReadCsv(const fs::path& path) {
  Csv csv;
  std::istringstream in{std::string(AsText(SmallBase::ReadFileBytes(path)))};
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
      if (c == ';')
        cells.emplace_back();
      else
        cells.back().push_back(c);
    }
    if (csv.place.empty())
      for (size_t i = 0; i < cells.size(); ++i) csv.place[cells[i]] = i;
    else
      csv.rows.push_back(std::move(cells));
  }
  return csv;
}

// The obvious way: a map from the nine cells to the row, over the sound rows of plain CSV.
TEST(Delivery, DetailsAreJoinedToTheirLinesAsAPlainJoinDoes) {
  constexpr const char* kNine[] = {"DCT_ORD_NUM", "FLX_DIS_DTD", "FLX_EMT_NUM", "FLX_EMT_ORD", "FLX_EMT_TYP",
                                   "FLX_TRT_DTD", "ORG_CLE_NUM", "PRS_ORD_NUM", "REM_TYP_AFF"};
  std::set<std::pair<std::string, size_t>> damaged;  // path and row
  const Csv list = ReadCsv(Base().folder / "truth" / "damaged.csv");
  for (size_t i = 0; i < list.rows.size(); ++i)
    damaged.emplace(list.At(i, "path"), std::stoull(list.At(i, "line")) - 2);
  std::multiset<std::string> expected;
  for (const auto& entry : fs::directory_iterator(Base().folder / "files" / "dcir")) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("ER_PRS_F_")) continue;
    const std::string period = name.substr(9);
    if (!fs::exists(entry.path().parent_path() / ("ER_PHA_F_" + period))) continue;  // a late month without drugs
    const Csv lines = ReadCsv(entry.path()), drugs = ReadCsv(entry.path().parent_path() / ("ER_PHA_F_" + period));
    const auto key_of = [&](const Csv& csv, size_t row) {
      std::string key;
      for (const char* column : kNine) key += csv.At(row, column) + ";";
      return key;
    };
    std::map<std::string, size_t> line_of;
    for (size_t row = 0; row < lines.rows.size(); ++row)
      if (!damaged.contains({"dcir/" + name, row})) line_of.emplace(key_of(lines, row), row);
    for (size_t row = 0; row < drugs.rows.size(); ++row) {
      if (damaged.contains({"dcir/ER_PHA_F_" + period, row})) continue;
      const auto line = line_of.find(key_of(drugs, row));
      if (line == line_of.end()) continue;
      expected.insert(drugs.At(row, "PHA_PRS_C13") + " " + lines.At(line->second, "EXE_SOI_DTD") + " " +
                      lines.At(line->second, "BEN_RES_DPT") + " " + lines.At(line->second, "BEN_NAI_ANN"));
    }
  }
  auto& base = const_cast<SmallBase&>(Once().base);
  std::map<std::string, std::string> lines;  // care_line → its cells
  const auto care = base.RowsOf("ER_PRS_F", {"care_line", "EXE_SOI_DTD", "BEN_RES_DPT", "BEN_NAI_ANN", "person"});
  const auto drugs = base.RowsOf("ER_PHA_F", {"care_line", "PHA_PRS_C13", "person", "care_from"});
  for (const auto& row : care)
    ASSERT_TRUE(lines.emplace(row[0], row[1] + " " + row[2] + " " + row[3] + "|" + row[4]).second) << "a line twice";
  std::multiset<std::string> joined;
  for (const auto& row : drugs) {
    if (row[0] == "-") continue;  // an orphan
    const std::string& line = lines.at(row[0]);
    joined.insert(row[1] + " " + line.substr(0, line.find('|')));
    EXPECT_EQ(row[2], line.substr(line.find('|') + 1)) << "another person than its line";
    EXPECT_TRUE(line.starts_with(row[3])) << "another day than its line";
  }
  EXPECT_GT(joined.size(), 1000u);
  EXPECT_EQ(joined, expected);
}

// Everything a reader may see of a base, in an order that does not depend on salts or keys.
std::map<std::string, std::multiset<std::vector<std::string>>> AllRows(SmallBase& base) {
  std::map<std::string, std::multiset<std::vector<std::string>>> all;
  const auto published = vault::ReadPublished(base.ledger, base.tables->dataset()).value();
  const auto reader = base.state.Read().value();
  const auto snapshot = vault::LoadSnapshot(*reader, *base.tables, vault::NewestSnapshot(published).value()).value();
  for (const auto& [table, columns] : snapshot.tables) {
    std::vector<std::string> names;
    for (const vault::TableColumn& column : columns)
      if (column.type != "ordinal" && column.type != "line") names.push_back(column.name);
    auto rows = base.RowsOf(table, names);
    for (auto& row : rows) all[table].insert(std::move(row));
  }
  return all;
}

TEST(Delivery, LittleMemoryAndNarrowBucketsGiveTheSameRows) {
  SmallBase narrow;
  narrow.DeliverFolder(Base().folder / "files");
  DeliveryOptions options;
  options.memory = kLeastMemory;
  options.threads = 1;
  options.bucket_width = 512;
  options.test_only_row_memory = 10'000;
  EXPECT_EQ(narrow.Run(options).error().code, ErrorCode::kExhausted);  // not one bucket fits
  options.test_only_row_memory = 1'500'000;                            // of a month with some 6 MB of rows
  const auto ran = narrow.Run(options);
  ASSERT_TRUE(ran.ok()) << ran.error().message;
  const DeliveryResult& result = *ran;
  EXPECT_GT(result.snapshot.files.size(), Once().result.snapshot.files.size() * 2);
  EXPECT_EQ(ToJson(result.report.Tables().at("ER_PRS_F")).Find("flagged")->Canonical(),
            ToJson(Once().result.report.Tables().at("ER_PRS_F")).Find("flagged")->Canonical());
  EXPECT_EQ(AllRows(narrow), AllRows(const_cast<SmallBase&>(Once().base)));
}

TEST(Delivery, TheSameFilesMakeNoSecondSnapshot) {
  auto& base = const_cast<SmallBase&>(Once().base);
  const DeliveryResult again = base.Run().value();
  EXPECT_TRUE(again.nothing_new);
  EXPECT_EQ(again.snapshot.number, 1u);
  EXPECT_TRUE(PlanDelivery(base.Parts())->nothing_new);
}

TEST(Delivery, ANewMonthIsAddedAfterTheRawFilesAreGone) {
  SmallBase base;
  const fs::path files = Base().folder / "files";
  const auto deliver = [&](const std::function<bool(const std::string&)>& wanted) {
    for (const auto& entry : fs::recursive_directory_iterator(files))
      if (entry.is_regular_file() && wanted(entry.path().filename()))
        base.Deliver("snds/" + entry.path().filename().string(), SmallBase::ReadFileBytes(entry.path())).value();
  };
  const auto late = [](const std::string& name) { return name.find("_201903.csv") != std::string::npos; };
  deliver([&](const std::string& name) { return !late(name); });
  const DeliveryResult first = base.Run().value();
  const uint64_t foretold = DropRaw(base.Parts(), DropMode::kForetell)->files;
  EXPECT_EQ(DropRaw(base.Parts(), DropMode::kDrop)->files, foretold);
  EXPECT_EQ(DropRaw(base.Parts(), DropMode::kDrop)->files, 0u);
  EXPECT_TRUE(base.Run()->nothing_new);
  deliver(late);
  const DeliveryResult second = base.Run().value();
  EXPECT_EQ(second.snapshot.number, 2u);
  EXPECT_EQ(second.report.periods_kept, first.snapshot.periods.size());
  EXPECT_EQ(AllRows(base), AllRows(const_cast<SmallBase&>(Once().base)));
}

TEST(Delivery, F27_StoppedAfterSomePeriodsItGoesOnAndMakesTheSame) {
  SmallBase base;
  base.DeliverFolder(Base().folder / "files");
  std::atomic<bool> stop{false};
  DeliveryControl control;
  control.stop = &stop;
  control.progress = [&](const DeliveryProgress& at) {
    if (std::string_view(at.phase) == "ingest" && at.files_done > 20) stop = true;
  };
  DeliveryOptions options;
  options.threads = 1;
  EXPECT_EQ(base.Run(options, control).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(vault::ReadPublished(base.ledger, base.tables->dataset())->size(), 0u);  // nothing half-visible
  const DeliveryResult result = base.Run().value();
  EXPECT_GT(result.periods_resumed, 3u);
  EXPECT_EQ(AllRows(base), AllRows(const_cast<SmallBase&>(Once().base)));
}

}  // namespace
}  // namespace bouclier::ingest::test

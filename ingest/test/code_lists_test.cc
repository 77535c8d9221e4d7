// SPDX-License-Identifier: Apache-2.0
// Codes of delivered rows against the lists that a steward loaded: what is looked up, what is told, and that no row is
// refused for a code. F26 The public schema and its doubtful tables (env BOUCLIER_TEST_DATA, or ../shared/data beside
// the repository); skipped where they are absent.
#include "bouclier/ingest/code_lists.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bouclier/catalog/file_name.h"
#include "bouclier/catalog/load_schema.h"
#include "small_files.h"

namespace bouclier::ingest::test {
namespace {

using catalog::CodeList;
using catalog::LoadedSchema;

catalog::LoadedColumn Linked(const std::string& name, const std::string& list, const std::string& list_column = "") {
  catalog::LoadedColumn column;
  column.name = name;
  column.declared_type = "string";
  column.list = list;
  column.list_column = list_column;
  return column;
}

CodeList List(const std::string& name, std::vector<std::string> codes, bool has_data = true) {
  CodeList list;
  list.name = name;
  list.column = "COD";
  list.has_data = has_data;
  list.codes = std::move(codes);
  return list;
}

// PHA_SUB_MTF is built in as an integer; PHA_PRS_C13 is declared as one, and read as text by a dated correction.
LoadedSchema Sample() {
  LoadedSchema schema;
  catalog::LoadedTable drugs, stays;
  drugs.name = "ER_PHA_F";
  drugs.columns = {Linked("PHA_PRS_C13", "CIP"), Linked("PHA_SUB_MTF", "SUB"), Linked("PHA_DEC_TOP", "EMPTY"),
                   Linked("PHA_MOD_PRN", "NOWHERE")};
  stays.name = "T_MCOaaB";
  stays.columns = {Linked("DGN_PAL", "CIM", "COD"), Linked("GRG_GHM", "CIM", "OTHER")};
  schema.tables = {drugs, stays};
  schema.lists = {List("CIM", {"C50", "J101"}), List("CIP", {"34009300000001"}), List("EMPTY", {}, false),
                  List("SUB", {"000", "007", "x"})};
  return schema;
}

LoadedCodes CodesOf(const LoadedSchema& schema) { return {catalog::Combine(catalog::BuiltInTables(), schema), schema}; }

TEST(LoadedCodes, AreThoseOfListsWithDataAndNumbersGoWithoutLeadingZeros) {
  const LoadedCodes codes = CodesOf(Sample());
  ASSERT_TRUE(codes.Has("ER_PHA_F", "PHA_PRS_C13"));
  EXPECT_TRUE(codes.Contains("ER_PHA_F", "PHA_PRS_C13", "34009300000001"));
  EXPECT_FALSE(codes.Contains("ER_PHA_F", "PHA_PRS_C13", "0034009300000001")) << "texts go as they are";
  ASSERT_TRUE(codes.Has("ER_PHA_F", "PHA_SUB_MTF"));
  EXPECT_TRUE(codes.Contains("ER_PHA_F", "PHA_SUB_MTF", "7"));
  EXPECT_TRUE(codes.Contains("ER_PHA_F", "PHA_SUB_MTF", "0"));
  EXPECT_FALSE(codes.Contains("ER_PHA_F", "PHA_SUB_MTF", "70"));
  ASSERT_TRUE(codes.Has("T_MCOaaB", "DGN_PAL"));
  EXPECT_TRUE(codes.Contains("T_MCOaaB", "DGN_PAL", "J101"));
  EXPECT_FALSE(codes.Contains("T_MCOaaB", "DGN_PAL", "j101"));
  EXPECT_FALSE(codes.Has("ER_PHA_F", "PHA_DEC_TOP")) << "a list without data";
  EXPECT_FALSE(codes.Has("ER_PHA_F", "PHA_MOD_PRN")) << "a list that is not there";
  EXPECT_FALSE(codes.Has("T_MCOaaB", "GRG_GHM")) << "a column the list does not have";
  EXPECT_FALSE(codes.Has("ER_PRS_F", "PHA_PRS_C13"));
  EXPECT_TRUE(CodesOf({}).empty());
}

uint64_t Unknown(const TableReport& table) { return table.flagged[static_cast<size_t>(Quality::kCodeUnknown)]; }

DeliveryResult RanWith(SmallBase& base, const CodeLists* codes) {
  DeliveryOptions options;
  options.codes = codes;
  auto result = base.Run(options);
  if (!result.ok()) ADD_FAILURE() << result.error().message << ' ' << result.error().context;
  return std::move(result).value();
}

TEST(LoadedCodes, F26_ANewerCodeIsFlaggedAndNoRowIsRefusedForIt) {
  const LoadedCodes codes = CodesOf(Sample());
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}})).value();
  base.Deliver("ER_PRS_F_201902.csv", Lines({{"1", "n1", "1"}})).value();
  base.Deliver("ER_PHA_F_201902.csv",
               Drugs({{"1", "34009300000001"}, {"1", "34009300000001"}, {"1", "34009399999999"}, {"1", ""}}))
      .value();
  const DeliveryReport report = RanWith(base, &codes).report;
  EXPECT_TRUE(report.codes_checked);
  const auto tables = report.Tables();
  const TableReport& drugs = tables.at("ER_PHA_F");
  EXPECT_EQ(drugs.rows, 4u);
  EXPECT_EQ(drugs.quarantined(), 0u);
  EXPECT_EQ(Unknown(drugs), 1u);
  EXPECT_EQ(drugs.columns.at("PHA_PRS_C13").checked, 3u) << "the empty cell is no code";
  for (const auto& [name, column] : tables.at("ER_PRS_F").columns) EXPECT_EQ(column.checked, 0u) << name;
  const uint64_t bit = QualityBit(Quality::kCodeUnknown);
  uint64_t kept = 0;
  for (const auto& row : base.RowsOf("ER_PHA_F", {"PHA_PRS_C13", "flags"}))
    if ((std::stoull(row[1]) & bit) != 0) {
      EXPECT_EQ(row[0], "34009399999999");
      ++kept;
    }
  EXPECT_EQ(kept, 1u);
}

TEST(LoadedCodes, WithoutListsNothingIsCheckedAndWhatWasCheckedIsTakenOver) {
  SmallBase base;
  base.Deliver("T_MCO19B.csv", Stays({{"010000024", "1"}})).value();
  EXPECT_FALSE(RanWith(base, nullptr).report.codes_checked);
  const LoadedCodes codes = CodesOf(Sample());
  base.Deliver("T_MCO20B.csv", AsBytes(WithColumn(Stays({{"010000024", "1"}}), "DGN_PAL", "Z99"))).value();
  const DeliveryReport both = RanWith(base, &codes).report;
  EXPECT_TRUE(both.codes_checked);
  EXPECT_EQ(both.periods.at("2020").at("T_MCOaaB").columns.at("DGN_PAL").checked, 1u);
  base.Deliver("T_MCO21B.csv", Stays({{"010000024", "1"}})).value();
  const DeliveryReport after = RanWith(base, nullptr).report;
  EXPECT_TRUE(after.codes_checked);
  EXPECT_EQ(after.Tables().at("T_MCOaaB").columns.at("DGN_PAL").checked, 1u);
  EXPECT_EQ(Unknown(after.Tables().at("T_MCOaaB")), 1u);
}

fs::path PublicData() {
  const char* given = std::getenv("BOUCLIER_TEST_DATA");
  return (given != nullptr ? fs::path(given) : fs::path(BOUCLIER_SOURCE_DIR) / "../shared/data") / "snds";
}

TEST(LoadedCodes, F26_ThePublicTablesAfterTheOfficialSchemaIsLoaded) {
  const fs::path data = PublicData();
  if (!fs::is_directory(data / "synthetic") || !fs::is_directory(data / "schema"))
    GTEST_SKIP()
        << "no third-party data: set BOUCLIER_TEST_DATA to a folder that holds snds/schema, snds/nomenclatures "
           "and snds/synthetic";
  const LoadedSchema schema = catalog::LoadSchema(data).value();
  const LoadedCodes codes = CodesOf(schema);
  SmallBase base;
  std::map<std::string, uint64_t> delivered;
  for (const auto& entry : fs::recursive_directory_iterator(data / "synthetic")) {
    const catalog::Table* table = catalog::FindTable(entry.path().stem().string());
    if (entry.path().extension() != ".csv" || table == nullptr) continue;
    const Bytes content = SmallBase::ReadFileBytes(entry.path());
    const int year = table->period == catalog::Period::kOnce ? 0 : 2019;
    const unsigned month = table->period == catalog::Period::kFluxMonth ? 2 : 0;
    base.Deliver(catalog::FileName(*table, {year, month}), content).value();
    delivered[std::string(table->name)] = 10;  // rows each
  }
  ASSERT_EQ(delivered.size(), 10u);
  // Post-COVID condition: a code of ICD-10 since 2021, which lists of 2020 do not have.
  base.Deliver("T_MCO21D.csv", Diagnoses({{"010000024", "1", "U109"}, {"010000024", "1", "C50"}})).value();
  const DeliveryReport report = RanWith(base, &codes).report;
  EXPECT_TRUE(report.codes_checked);
  EXPECT_EQ(report.Tables().size(), 10u);
  for (const auto& [period, tables] : report.periods)
    for (const auto& [name, table] : tables) {
      EXPECT_EQ(table.read, period == "2021" ? 2u : delivered.at(name)) << name;
      EXPECT_EQ(table.rows + table.quarantined(), table.read) << name;
      EXPECT_EQ(table.quarantined(), 0u) << name;
      if (period != "2021") EXPECT_EQ(Unknown(table), 0u) << name << ": its values were drawn from these very lists";
    }
  const TableReport& newer = report.periods.at("2021").at("T_MCOaaD");
  EXPECT_EQ(Unknown(newer), 1u);
  EXPECT_EQ(newer.columns.at("ASS_DGN").checked, 2u);
  EXPECT_EQ(report.periods.at("201902").at("ER_PRS_F").columns.at("BSE_PRS_NAT").checked, 10u);
  EXPECT_EQ(report.periods.at("2019").at("T_MCOaaB").columns.at("DGN_PAL").checked, 10u);
  EXPECT_EQ(report.periods.at("201902").at("ER_PHA_F").columns.at("PHA_PRS_C13").checked, 0u) << "its list has no data";
}

}  // namespace
}  // namespace bouclier::ingest::test

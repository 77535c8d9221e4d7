// SPDX-License-Identifier: Apache-2.0
// Files of tables that a steward loaded and that are not built in: what joins and what stays apart, which names are
// taken, and what another load changes.
#include <algorithm>

#include "csv_layout.h"
#include "identity_plan.h"
#include "small_files.h"

namespace bouclier::ingest::test {
namespace {

using catalog::ColumnType;
using TextRow = SmallBase::TextRow;

catalog::LoadedColumn Declared(const std::string& name, ColumnType type = ColumnType::kText) {
  catalog::LoadedColumn column;
  column.name = name;
  column.type = type;
  column.declared_type = catalog::ColumnTypeName(type);
  return column;
}

catalog::LoadedTable Loaded(const std::string& name, const std::string& product, std::vector<std::string> columns) {
  catalog::LoadedTable table;
  table.name = name;
  table.product = product;
  for (const std::string& column : columns) table.columns.push_back(Declared(column));
  return table;
}

std::vector<std::string> NineReversed() {
  return {"REM_TYP_AFF", "PRS_ORD_NUM", "ORG_CLE_NUM", "FLX_TRT_DTD", "FLX_EMT_TYP",
          "FLX_EMT_ORD", "FLX_EMT_NUM", "FLX_DIS_DTD", "DCT_ORD_NUM"};
}
std::vector<std::string> With(std::vector<std::string> columns, const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

catalog::LoadedSchema Sample() {
  catalog::LoadedSchema schema;
  schema.tables = {Loaded("CT_IND_AAAA_GN", "CARTOGRAPHIE", {"BEN_IDT_ANO", "SICK"}),
                   Loaded("EB_XYZ_F", "EGB", With(NineReversed(), {"XYZ_COD"})),
                   Loaded("ER_XYZ_F", "DCIR", With(NineReversed(), {"XYZ_COD", "XYZ_QTY"})),
                   Loaded("NS_XYZ_F", "DCIRS", {"CLE_DCI_JNT", "FLX_DIS_DTD", "BEN_IDT_ANO"}),
                   Loaded("ONCE_R", "OTHER", {"CODE", "BEN_RNG_GEM"}),
                   Loaded("T_MCOaaXY", "PMSI MCO", {"ETA_NUM", "RSA_NUM", "XY_COD"}),
                   Loaded("T_SSRaaXY", "PMSI SSR", {"RSA_NUM", "ETA_NUM", "NIR_ANO_17"})};
  schema.tables[2].columns.back() = Declared("XYZ_QTY", ColumnType::kInteger);  // a name that nobody classified
  return schema;
}

catalog::KnownTables Known(const catalog::LoadedSchema& schema) {
  return catalog::KnownTables(catalog::Combine(catalog::BuiltInTables(), schema));
}

// Keys in the order of ER_XYZ_F, numbers with leading zeros as another table may write them.
std::string Reversed(const std::string& order) { return "01;1;01C751234;2019-01-31;1;1;17;2019-02-01;0" + order; }
Bytes Details(const std::string& prefix_columns, const std::vector<std::string>& rows) {
  std::string text = prefix_columns + "\n";
  for (const std::string& row : rows) text += row + "\n";
  return ToBytes(AsBytes(text));
}
constexpr const char* kReversedNames =
    "REM_TYP_AFF;PRS_ORD_NUM;ORG_CLE_NUM;FLX_TRT_DTD;FLX_EMT_TYP;FLX_EMT_ORD;FLX_EMT_NUM;FLX_DIS_DTD;DCT_ORD_NUM";

std::string ReasonOf(const DeliveryReport& report, const std::string& name) {
  for (const FileReport& file : report.files)
    if (file.name == name && !file.reason.starts_with("column_"))
      return file.reason + (file.detail.empty() ? "" : ": " + file.detail);
  return "";
}

void DeliverCare(SmallBase& base) {
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}, {"n2", "1", "b"}})).value();
  base.Deliver("ER_PRS_F_201902.csv", Lines({{"1", "n1", "1", "2019-01-15"}, {"2", "n2", "1", "2019-01-16"}})).value();
}

TEST(LoadedTables, ADetailJoinsTheCareLineWhateverTheOrderOfItsKeys) {
  SmallBase base;
  DeliverCare(base);
  base.Deliver("ER_XYZ_F_201902.csv",
               Details(std::string(kReversedNames) + ";XYZ_COD;XYZ_QTY",
                       {Reversed("2") + ";two;007", Reversed("1") + ";one;x", Reversed("3") + ";orphan;"}))
      .value();
  EXPECT_EQ(ReasonOf(Ran(base).report, "ER_XYZ_F_201902.csv"), "not_a_table") << "nobody loaded it yet";
  base.known = Known(Sample());
  const DeliveryReport report = Ran(base).report;
  EXPECT_EQ(ReasonOf(report, "ER_XYZ_F_201902.csv"), "");
  const TableReport table = report.Tables().at("ER_XYZ_F");
  EXPECT_EQ(table.rows, 3u) << "a number of a column that nobody classified is text: no row is refused for it";
  EXPECT_EQ(table.flagged[static_cast<size_t>(Quality::kOrphan)], 1u);
  EXPECT_TRUE(table.columns.at("XYZ_COD").codes.empty()) << "its values may identify somebody: no report tells them";
  EXPECT_EQ(table.columns.at("XYZ_QTY").nulls, 1u);
  const auto lines = base.RowsOf("ER_PRS_F", {"person", "care_line", "care_from"});
  const auto details = base.RowsOf("ER_XYZ_F", {"person", "care_line", "care_from", "XYZ_COD", "XYZ_QTY"});
  ASSERT_EQ(details.size(), 3u);
  std::map<std::string, TextRow> by_line;
  for (const TextRow& row : lines) by_line[row[1]] = row;
  for (const TextRow& row : details) {
    if (row[3] == "orphan") {
      EXPECT_EQ(row[0] + row[1] + row[2], "---");
      continue;
    }
    ASSERT_TRUE(by_line.contains(row[1]));
    EXPECT_EQ(row[0], by_line[row[1]][0]);
    EXPECT_EQ(row[2], by_line[row[1]][2]);
    EXPECT_EQ(row[2], row[3] == "one" ? "2019-01-15" : "2019-01-16");
    EXPECT_EQ(row[4], row[3] == "one" ? "x" : "007");
  }
}

TEST(LoadedTables, OtherFamiliesShareNoCareLineAndLoseNoKey) {
  SmallBase base;
  DeliverCare(base);
  base.known = Known(Sample());
  base.Deliver("EB_XYZ_F_201902.csv", Details(std::string(kReversedNames) + ";XYZ_COD", {Reversed("1") + ";one"}))
      .value();
  base.Deliver("NS_XYZ_F_201902.csv", Details("CLE_DCI_JNT;FLX_DIS_DTD;BEN_IDT_ANO", {"77;2019-02-01;b"})).value();
  Ran(base);
  EXPECT_EQ(base.RowsOf("EB_XYZ_F", {"person", "DCT_ORD_NUM", "REM_TYP_AFF", "FLX_DIS_DTD"}),
            (std::vector<TextRow>{{"-", "01", "01", "2019-02-01"}}));
  for (const char* table : {"EB_XYZ_F", "NS_XYZ_F"}) EXPECT_FALSE(base.Rows(table, {"care_line"}).ok()) << table;
  const auto simple = base.RowsOf("NS_XYZ_F", {"person", "CLE_DCI_JNT", "FLX_DIS_DTD"});
  std::map<std::string, std::string> person_of;  // by day of care
  for (const TextRow& row : base.RowsOf("ER_PRS_F", {"care_from", "person"})) person_of[row[0]] = row[1];
  EXPECT_EQ(simple, (std::vector<TextRow>{{person_of.at("2019-01-16"), "77", "2019-02-01"}}));
}

TEST(LoadedTables, AStayOfAnotherFieldIsNeverTheSameStay) {
  SmallBase base;
  base.known = Known(Sample());
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}, {"n2", "1", "b"}})).value();
  base.Deliver("T_MCO19B.csv", Stays({{"010000024", "1"}})).value();
  base.Deliver("T_MCO19C.csv", Links({{"010000024", "1", "n1"}})).value();
  base.Deliver("T_MCO19XY.csv", Details("ETA_NUM;RSA_NUM;XY_COD", {"10000024;01;c", "010000024;9;orphan"})).value();
  base.Deliver("T_SSR19XY.csv", Details("RSA_NUM;ETA_NUM;NIR_ANO_17", {"1;010000024;n2"})).value();
  const DeliveryReport report = Ran(base).report;
  const auto stay = base.RowsOf("T_MCOaaB", {"stay", "person"});
  const auto other = base.RowsOf("T_SSRaaXY", {"stay", "person"});
  const auto details = base.RowsOf("T_MCOaaXY", {"stay", "person", "XY_COD", "care_from"});
  ASSERT_EQ(stay.size() + other.size(), 2u);
  EXPECT_NE(stay[0][0], other[0][0]);
  EXPECT_NE(stay[0][1], other[0][1]) << "whose it is, its own column says";
  ASSERT_EQ(details.size(), 2u);
  EXPECT_EQ(details[0], (TextRow{stay[0][0], stay[0][1], "c", "2019-03-01"}));
  EXPECT_EQ(details[1][1] + details[1][2], "-orphan");
  EXPECT_EQ(report.Tables().at("T_MCOaaB").flagged[static_cast<size_t>(Quality::kDuplicateKey)], 0u);
  EXPECT_EQ(report.Tables().at("T_SSRaaXY").flagged[static_cast<size_t>(Quality::kOrphan)], 0u);
}

TEST(LoadedTables, KeysOfStaysOfTheBuiltInFieldHaveTheYearAlone) {
  const catalog::KnownTables known = Known(Sample());
  const auto prefix = [&](const char* name) {
    const catalog::Table& table = *known.Find(name);
    std::vector<std::string> header;
    for (const catalog::Column& column : table.columns) header.emplace_back(column.name);
    const IdentityPlan plan = PlanIdentities(MatchHeader(table, header).value(), {2019, 0}).value();
    for (const IdentityField& field : plan.fields)
      if (field.form == KeyForm::kStay) return field.prefix;
    return std::string("none");
  };
  EXPECT_EQ(prefix("T_MCOaaB"), "2019");
  EXPECT_EQ(prefix("T_MCOaaXY"), "2019");
  EXPECT_EQ(prefix("T_SSRaaXY"), "2019 pmsi_ssr");
}

TEST(LoadedTables, NamesWithoutAPeriodAreToldHowToBeNamed) {
  SmallBase base;
  base.known = Known(Sample());
  DeliverCare(base);
  const Bytes once = Details("CODE;BEN_RNG_GEM", {"c;7"});
  for (const char* name : {"ONCE_R.csv", "ONCE_R_2019.csv", "x/ONCE_R_201902.CSV", "ONCE_R_20.csv", "ONCE_R_x.csv"})
    base.Deliver(name, once).value();
  base.Deliver("CT_IND_2019_GN.csv", Details("BEN_IDT_ANO;SICK", {"a;1"})).value();
  for (const char* name :
       {"CT_IND_AAAA_GN.csv", "CT_IND_19_GN.csv", "ER_PRS_F.csv", "ER_PRS_F_2019.csv", "ER_PRS_F_201913.csv",
        "T_MCOaaB.csv", "T_MCO2019B.csv", "T_SSRaaXY.csv", "ER_XYZ_F.csv", "IR_BEN_R_2019.csv", "ER_PRS_F.txt"})
    base.Deliver(name, AsBytes("a;b\n")).value();
  const DeliveryPlan plan = PlanDelivery(base.Parts()).value();
  std::map<std::string, std::string> planned;
  for (const PlannedFile& file : plan.files)
    planned[file.name] = file.table.empty() ? file.reason + ": " + file.detail : file.table + " " + file.period;
  const DeliveryReport report = Ran(base).report;
  const std::pair<const char*, const char*> missing[] = {{"ONCE_R_20.csv", "ONCE_R_2019.csv"},
                                                         {"CT_IND_AAAA_GN.csv", "CT_IND_2019_GN.csv"},
                                                         {"CT_IND_19_GN.csv", "CT_IND_2019_GN.csv"},
                                                         {"ER_PRS_F.csv", "ER_PRS_F_201901.csv"},
                                                         {"ER_PRS_F_2019.csv", "ER_PRS_F_201901.csv"},
                                                         {"ER_PRS_F_201913.csv", "ER_PRS_F_201901.csv"},
                                                         {"T_MCOaaB.csv", "T_MCO19B.csv"},
                                                         {"T_MCO2019B.csv", "T_MCO19B.csv"},
                                                         {"T_SSRaaXY.csv", "T_SSR19XY.csv"},
                                                         {"ER_XYZ_F.csv", "ER_XYZ_F_201901.csv"}};
  for (const auto& [name, example] : missing) {
    EXPECT_EQ(ReasonOf(report, name), std::string("period_missing: name it after its period: ") + example);
    EXPECT_EQ(planned[name], ReasonOf(report, name));
  }
  EXPECT_EQ(ReasonOf(report, "IR_BEN_R_2019.csv"),
            "not_a_table: the file of IR_BEN_R has no period: name it IR_BEN_R.csv");
  for (const char* name : {"ONCE_R_x.csv", "ER_PRS_F.txt"}) EXPECT_EQ(ReasonOf(report, name), "not_a_table");
  EXPECT_EQ(planned["ONCE_R.csv"] + "|" + planned["ONCE_R_2019.csv"] + "|" + planned["x/ONCE_R_201902.CSV"],
            "ONCE_R |ONCE_R 2019|ONCE_R 201902");
  for (const char* period : {"", "2019", "201902"}) EXPECT_EQ(report.periods.at(period).at("ONCE_R").rows, 1u);
  EXPECT_EQ(report.periods.at("2019").at("CT_IND_AAAA_GN").rows, 1u);
  for (const TextRow& row : base.RowsOf("ONCE_R", {"CODE", "BEN_RNG_GEM"}))
    EXPECT_EQ(row, (TextRow{"c", "7"})) << "a rank without its number identifies nobody, and is not lost";
}

TEST(LoadedTables, AnotherLoadLeavesSnapshotsReadableAndTellsWhatItNoLongerKnows) {
  SmallBase base;
  base.known = Known(Sample());
  DeliverCare(base);
  base.Deliver("ONCE_R_2018.csv", Details("CODE;BEN_RNG_GEM", {"c;7"})).value();
  base.Deliver("NS_XYZ_F_201902.csv", Details("CLE_DCI_JNT;FLX_DIS_DTD;BEN_IDT_ANO", {"77;2019-02-01;b"})).value();
  Ran(base);
  base.known = catalog::KnownTables();
  const DeliveryResult second = Ran(base);
  EXPECT_FALSE(second.nothing_new);
  EXPECT_EQ(ReasonOf(second.report, "NS_XYZ_F_201902.csv"), "not_a_table");
  EXPECT_EQ(base.RowsOf("ONCE_R", {"CODE"}).size(), 1u) << "its period has no file any more, and is taken over";
  EXPECT_FALSE(second.report.Tables().contains("NS_XYZ_F")) << "its period was made anew, without it";
  EXPECT_EQ(base.RowsOf("ER_PRS_F", {"person"}).size(), 2u);
  const auto published = vault::ReadPublished(base.ledger, base.tables->dataset()).value();
  ASSERT_EQ(published.size(), 2u);
  for (const vault::PublishedSnapshot& one : published) {
    const SnapshotCheck check = CheckSnapshot(base.Parts(), one, 1, {}).value();
    EXPECT_TRUE(check.findings.empty());
    EXPECT_EQ(check.rows, one.number == 1 ? 6u : 5u);
  }
  EXPECT_EQ(ReadDeliveryReport(base.Parts(), published[0])->Tables().at("NS_XYZ_F").rows, 1u);
  EXPECT_EQ(DropRaw(base.Parts(), DropMode::kDrop)->files, 2u) << "files that are none of a known table's stay";
}

TEST(LoadedTables, AnotherDefinitionMakesItsPeriodsAnewAndTheSameOneNone) {
  SmallBase base;
  catalog::LoadedSchema schema = Sample();
  base.known = Known(schema);
  DeliverCare(base);
  base.Deliver("NS_XYZ_F_2018.csv", Details("CLE_DCI_JNT;FLX_DIS_DTD;BEN_IDT_ANO", {"77;2018-02-01;b"})).value();
  Ran(base);
  base.known = Known(schema);
  EXPECT_TRUE(Ran(base).nothing_new);
  EXPECT_EQ(base.RowsOf("NS_XYZ_F", {"BEN_IDT_ANO", "CLE_DCI_JNT"})[0][1], "77");
  schema.tables[3].columns[2].name = "OTHER_ID";  // the file's column is one that nobody knows now
  base.known = Known(schema);
  const DeliveryResult again = Ran(base);
  EXPECT_FALSE(again.nothing_new);
  EXPECT_EQ(again.report.periods_kept, 2u) << "periods without a loaded table are taken over";
  EXPECT_EQ(base.RowsOf("NS_XYZ_F", {"person", "BEN_IDT_ANO"}), (std::vector<TextRow>{{"-", "b"}}));
}

TEST(LoadedTables, AColumnNamedAsOneOfTheHubsOwnIsRefusedWithItsFile) {
  SmallBase base;
  DeliverCare(base);
  catalog::LoadedSchema schema;
  schema.tables = {Loaded("ODD_F", "OTHER", {"CODE", "Flags"})};
  base.known = Known(schema);
  base.Deliver("ODD_F.csv", Details("CODE", {"1"})).value();
  EXPECT_TRUE(ReasonOf(Ran(base).report, "ODD_F.csv").starts_with("unreadable"));
}

}  // namespace
}  // namespace bouclier::ingest::test

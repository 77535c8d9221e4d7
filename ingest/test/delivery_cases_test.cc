// SPDX-License-Identifier: Apache-2.0
// Deliveries of a few rows each, one matter a test: what joins and what never does, what is refused and what is told,
// a second delivery, a revocation.
#include <fmt/format.h>

#include <map>
#include <random>
#include <set>

#include "bouclier/vault/object_index.h"
#include "delivery_state.h"
#include "small_files.h"

namespace bouclier::ingest::test {
namespace {

std::multiset<std::string> ReasonsOf(const DeliveryReport& report) {
  std::multiset<std::string> reasons;
  for (const FileReport& file : report.files) reasons.insert(file.name + " " + file.reason);
  return reasons;
}
uint64_t Flagged(const DeliveryReport& report, const std::string& table, Quality quality) {
  return report.Tables().at(table).flagged[static_cast<size_t>(quality)];
}
using TextRow = SmallBase::TextRow;

TEST(DeliveryCases, AStayJoinsTheBeneficiaryByTheNumberWithoutRank) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "3", "a"}, {"twins", "1", "b"}, {"twins", "2", "c"}})).value();
  base.Deliver("T_MCO19B.csv", Stays({{"010000024", "1"}, {"010000024", "2"}})).value();
  base.Deliver("T_MCO19C.csv", Links({{"010000024", "1", "n1"}, {"010000024", "2", "twins"}})).value();
  const DeliveryResult result = Ran(base);
  std::map<std::string, std::string> number_of;  // person → psa
  for (const TextRow& row : base.RowsOf("IR_BEN_R", {"person", "psa"})) number_of[row[0]] = row[1];
  const auto links = base.RowsOf("T_MCOaaC", {"person", "psa"});
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[0][1], number_of.at(links[0][0]));  // rows without a person are last
  EXPECT_EQ(links[1][0], "-");
  for (const auto& [person, psa] : number_of) EXPECT_NE(psa, links[1][1]);
  EXPECT_EQ(Flagged(result.report, "T_MCOaaC", Quality::kPersonAmbiguous), 1u);
  EXPECT_EQ(Flagged(result.report, "T_MCOaaB", Quality::kPersonAmbiguous), 1u);  // the stay takes it from its link
}

TEST(DeliveryCases, TwoNumbersOfOnePersonAreOnePerson) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}, {"n2", "2", "a"}})).value();
  base.Deliver("ER_PRS_F_201901.csv", Lines({{"1", "n1", "1"}, {"2", "n2", "2"}})).value();
  Ran(base);
  const auto rows = base.RowsOf("ER_PRS_F", {"person", "psa"});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][0], rows[1][0]);
  EXPECT_NE(rows[0][1], rows[1][1]);
}

TEST(DeliveryCases, TheSameStayNumberInTwoYearsIsTwoStays) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}, {"n2", "1", "b"}})).value();
  for (const char* year : {"18", "19"}) {
    const std::string number = std::string(year) == "18" ? "n1" : "n2";
    base.Deliver(fmt::format("T_MCO{}B.csv", year), Stays({{"010000024", "7"}})).value();
    base.Deliver(fmt::format("T_MCO{}C.csv", year), Links({{"010000024", "7", number}})).value();
    base.Deliver(fmt::format("T_MCO{}D.csv", year), Diagnoses({{"010000024", "7", "I" + std::string(year)}})).value();
  }
  Ran(base);
  std::map<std::string, std::string> by_code;
  std::set<std::string> stays;
  for (const TextRow& row : base.RowsOf("T_MCOaaD", {"ASS_DGN", "person", "stay"})) {
    by_code[row[0]] = row[1];
    stays.insert(row[2]);
  }
  EXPECT_EQ(stays.size(), 2u);
  EXPECT_NE(by_code.at("I18"), "-");
  EXPECT_NE(by_code.at("I18"), by_code.at("I19"));
}

TEST(DeliveryCases, AStayJoinsWhateverWayItsTablesWriteNumbers) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}})).value();
  base.Deliver("T_MCO19B.csv", Stays({{"10000024", "12"}})).value();  // as numbers: zeros in front are lost
  base.Deliver("T_MCO19C.csv", Links({{"010000024", "0000000012", "n1"}})).value();
  base.Deliver("T_MCO19D.csv", Diagnoses({{"010000024", "0000000012", "I10"}, {"010000024", "120", "I11"}})).value();
  const DeliveryResult result = Ran(base);
  EXPECT_EQ(Flagged(result.report, "T_MCOaaC", Quality::kOrphan), 0u);
  EXPECT_EQ(Flagged(result.report, "T_MCOaaD", Quality::kOrphan), 1u);
  const auto rows = base.RowsOf("T_MCOaaD", {"person", "ASS_DGN"});
  EXPECT_NE(rows[0][0], "-");
  EXPECT_EQ(rows[1], (TextRow{"-", "I11"}));
}

TEST(DeliveryCases, WhatTheSchemaWouldRefuseIsKept) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}})).value();
  base.Deliver("T_MCO24B.csv", Stays({{"010000024", "1"}, {"2A0000014", "2"}, {"2B0000012", "3"}}, "28Z99Z")).value();
  base.Deliver("T_MCO24C.csv",
               Links({{"010000024", "1", "n1"}, {"2A0000014", "2", "n1"}, {"2B0000012", "3", "n1"}}, "9"))
      .value();
  const DeliveryResult result = Ran(base);
  EXPECT_EQ(result.report.Tables().at("T_MCOaaB").quarantined(), 0u);
  EXPECT_EQ(result.report.Tables().at("T_MCOaaC").quarantined(), 0u);
  EXPECT_EQ(Flagged(result.report, "T_MCOaaC", Quality::kReturnCode), 3u);
  std::set<std::string> establishments;
  for (const TextRow& row : base.RowsOf("T_MCOaaB", {"ETA_NUM"})) establishments.insert(row[0]);
  EXPECT_EQ(establishments, (std::set<std::string>{"010000024", "2A0000014", "2B0000012"}));
}

TEST(DeliveryCases, FilesThatAreNotTakenAreToldWhy) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}})).value();
  base.Deliver("readme.txt", AsBytes("hello")).value();
  base.Deliver("ER_PRS_F_201901.sas7bdat", AsBytes("sas")).value();
  base.Deliver("a/ER_PRS_F_201902.csv", Lines({{"1", "n1", "1"}})).value();
  base.Deliver("b/ER_PRS_F_201902.csv", Lines({{"2", "n1", "1"}})).value();  // another content
  base.Deliver("a/ER_PRS_F_201903.csv", Lines({{"1", "n1", "1"}})).value();
  base.Deliver("b/ER_PRS_F_201903.csv", Lines({{"1", "n1", "1"}})).value();  // the same
  const std::string no_key = "DCT_ORD_NUM;FLX_DIS_DTD\n1;2019-01-01\n";
  base.Deliver("ER_PRS_F_201904.csv", AsBytes(no_key)).value();
  base.Deliver("ER_PRS_F_201905.csv", AsBytes(std::string("\x1f\x8b\x08", 3) + "gzip")).value();
  const DeliveryResult result = Ran(base);
  std::multiset<std::string> reasons;
  for (const std::string& reason : ReasonsOf(result.report))
    if (reason.find("column_missing") == std::string::npos) reasons.insert(reason);
  EXPECT_EQ(reasons,
            (std::multiset<std::string>{"ER_PRS_F_201901.sas7bdat unsupported", "ER_PRS_F_201904.csv unreadable",
                                        "ER_PRS_F_201905.csv unreadable", "a/ER_PRS_F_201902.csv same_period_twice",
                                        "b/ER_PRS_F_201902.csv same_period_twice",
                                        "b/ER_PRS_F_201903.csv same_period_twice", "readme.txt not_a_table"}));
  EXPECT_EQ(result.report.Tables().at("ER_PRS_F").rows, 1u);
}

TEST(DeliveryCases, AMissingColumnIsNullAndAnUnknownOneIsKeptAsText) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}})).value();
  base.Deliver("ER_PRS_F_201901.csv", AsBytes(WithColumn(Lines({{"1", "n1", "1"}}), "NOUVELLE", "007"))).value();
  base.Deliver("ER_PRS_F_201902.csv", Lines({{"1", "n1", "1"}})).value();
  const DeliveryResult result = Ran(base);
  const auto reasons = ReasonsOf(result.report);
  EXPECT_TRUE(reasons.contains("ER_PRS_F_201901.csv column_unknown"));
  EXPECT_FALSE(reasons.contains("ER_PRS_F_201902.csv column_unknown"));
  EXPECT_TRUE(reasons.contains("ER_PRS_F_201902.csv column_missing"));
  const auto& columns = result.snapshot.tables.at("ER_PRS_F");
  EXPECT_EQ(std::ranges::count(columns, vault::TableColumn{"NOUVELLE", "text"}), 1);
  EXPECT_EQ(base.RowsOf("ER_PRS_F", {"BEN_NAI_ANN"}), (std::vector<TextRow>{{"-"}, {"-"}}));
}

// A month that does not fit: whether rows without a person are many or few, each is written once.
TEST(DeliveryCases, RowsWithoutAPersonAreReadWithTheLastSpanOrAlone) {
  for (const int unknown : {2, 390}) {
    SmallBase base;
    std::vector<Beneficiary> people;
    for (int i = 0; i < 8; ++i) people.push_back({"n" + std::to_string(i), "1", "a" + std::to_string(i)});
    std::vector<Line> lines;
    for (int i = 0; i < 400; ++i)
      lines.push_back({std::to_string(i), i < unknown ? "x" : "n" + std::to_string(i % 8), "1"});
    base.Deliver("IR_BEN_R.csv", Beneficiaries(people)).value();
    base.Deliver("ER_PRS_F_201901.csv", Lines(lines)).value();
    DeliveryOptions options;
    options.bucket_width = 2;
    options.test_only_row_memory = 150'000;
    const auto result = base.Run(options);
    ASSERT_TRUE(result.ok()) << result.error().message;
    std::set<std::string> care_lines;
    int without = 0;
    for (const TextRow& row : base.RowsOf("ER_PRS_F", {"care_line", "person"})) {
      EXPECT_TRUE(care_lines.insert(row[0]).second);
      without += row[1] == "-";
    }
    EXPECT_EQ(care_lines.size(), 400u);
    EXPECT_EQ(without, unknown);
  }
}

TEST(DeliveryCases, AColumnWithANameOfTheHubsOwnRefusesTheFile) {
  for (const char* name : {"person", "Flags"}) {
    SmallBase base;
    base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}})).value();
    base.Deliver("ER_PRS_F_201901.csv", AsBytes(WithColumn(Lines({{"1", "n1", "1"}}), name, "1"))).value();
    EXPECT_TRUE(ReasonsOf(Ran(base).report).contains("ER_PRS_F_201901.csv unreadable")) << name;
  }
}

TEST(DeliveryCases, AFileWithPlainNirsIsAnIncidentAndTheOthersArePublished) {
  SmallBase base;
  std::mt19937_64 dice(7);
  std::vector<Beneficiary> plain;
  for (int i = 0; i < 200; ++i) {
    const uint64_t nir = 1'80'01'01'001'001ull + dice() % 900 + 1000 * (dice() % 90);
    plain.push_back({fmt::format("{:013}{:02}", nir, 97 - nir % 97), "1", "x" + std::to_string(i)});
  }
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}})).value();
  base.Deliver("IR_BEN_R_ARC.csv", Beneficiaries(plain)).value();
  const DeliveryResult result = Ran(base);
  EXPECT_TRUE(ReasonsOf(result.report).contains("IR_BEN_R_ARC.csv incident"));
  EXPECT_FALSE(result.report.Tables().contains("IR_BEN_R_ARC"));
  EXPECT_EQ(result.report.Tables().at("IR_BEN_R").rows, 1u);
  EXPECT_EQ(result.report.persons, 1u);  // nobody of the refused file is in the crosswalk
  EXPECT_EQ(ToJson(result.report).Canonical().find(plain[0].number), std::string::npos);
}

// One published snapshot, pinned.
vault::SnapshotTables Pin(SmallBase& base, const ports::StateReader& reader, uint64_t number) {
  const auto published = vault::ReadPublished(base.ledger, base.tables->dataset()).value();
  const crypto::Json body(crypto::Json::Object{{"datasets", crypto::Json::Array{base.tables->dataset().ToString()}}});
  auto receipt = base.ledger.RecordOne({ports::EntryClass::kAccess, vault::kIngestAction, 0, body.Canonical()}).value();
  return vault::SnapshotTables::Open(std::move(receipt), vault::TableDoor::kIngest,
                                     {const_cast<ports::StateReader*>(&reader), &base.host, base.tables},
                                     published.at(number - 1))
      .value();
}
uint64_t RowsOfTable(const vault::SnapshotTables& tables, const std::string& table) {
  uint64_t rows = 0;
  for (const vault::TableFile& file : tables.snapshot().files) {
    if (file.table != table) continue;
    const auto batches = tables.Scan(file, {{"person"}, {}, {}}).value();
    while (const auto batch = vault::NextBatch(*batches).value()) rows += static_cast<uint64_t>(batch->num_rows());
  }
  return rows;
}

void Revoke(SmallBase& base, uint64_t number) {
  vault::CommitBatch batch;
  batch.action = vault::kRevokeAction;
  batch.body = {{"dataset", base.tables->dataset().ToString()}, {"snapshot", number}};
  vault::Committer(base.state, base.ledger, base.ledger).Commit(std::move(batch)).value();
}

TEST(DeliveryCases, APublishedRunLeavesNothingUnderWay) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}})).value();
  Ran(base);
  const auto reader = base.state.Read().value();
  EXPECT_FALSE(ReadJob(*reader, *base.tables)->has_value());
  EXPECT_TRUE(ReadStages(*reader, *base.tables)->empty());
}

TEST(DeliveryCases, ACorrectedDeliveryIsAnotherSnapshotAndAPinnedReaderSeesTheOld) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}, {"n2", "1", "b"}})).value();
  base.Deliver("ER_PRS_F_201901.csv", Lines({{"1", "n1", "1"}})).value();
  Ran(base);
  const auto reader = base.state.Read().value();
  const auto pinned = Pin(base, *reader, 1);
  const auto before = base.RowsOf("IR_BEN_R", {"person", "psa"});
  base.Redeliver("ER_PRS_F_201901.csv", Lines({{"1", "n1", "1"}, {"2", "n2", "1"}, {"3", "n3", "1"}})).value();
  const DeliveryResult second = Ran(base);
  EXPECT_EQ(second.snapshot.number, 2u);
  EXPECT_EQ(second.snapshot.predecessor, 1u);
  EXPECT_EQ(RowsOfTable(pinned, "ER_PRS_F"), 1u);
  EXPECT_EQ(RowsOfTable(Pin(base, *reader, 1), "ER_PRS_F"), 1u);
  EXPECT_EQ(base.RowsOf("ER_PRS_F", {"person"}).size(), 3u);
  EXPECT_EQ(base.RowsOf("IR_BEN_R", {"person", "psa"}), before);  // ordinals are kept
}

TEST(DeliveryCases, ARevokedSnapshotIsNotReadByDefaultAndItsOrdinalsAreNotGivenAgain) {
  SmallBase base;
  base.Deliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}})).value();
  Ran(base);
  base.Redeliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}, {"wrong", "1", "w"}})).value();
  const DeliveryResult wrong = Ran(base);
  EXPECT_EQ(wrong.report.persons, 2u);
  Revoke(base, 2);
  EXPECT_EQ(base.RowsOf("IR_BEN_R", {"person"}).size(), 1u);  // the newest that counts is the first
  base.Redeliver("IR_BEN_R.csv", Beneficiaries({{"n1", "1", "a"}, {"right", "1", "r"}})).value();
  const DeliveryResult right = Ran(base);
  EXPECT_EQ(right.snapshot.number, 3u);
  EXPECT_EQ(right.snapshot.predecessor, 1u);
  std::set<std::string> persons, psas;
  for (const TextRow& row : base.RowsOf("IR_BEN_R", {"person", "psa"})) {
    persons.insert(row[0]);
    psas.insert(row[1]);
  }
  EXPECT_EQ(persons, (std::set<std::string>{"0", "2"}));  // 1 was the wrong one's
  EXPECT_EQ(psas, (std::set<std::string>{"0", "2"}));
  Revoke(base, 3);
  Revoke(base, 1);
  base.Redeliver("IR_BEN_R.csv", Beneficiaries({{"n9", "1", "z"}})).value();
  Ran(base);
  EXPECT_EQ(base.RowsOf("IR_BEN_R", {"person"}), (std::vector<TextRow>{{"3"}}));
}

}  // namespace
}  // namespace bouclier::ingest::test

// SPDX-License-Identifier: Apache-2.0
// No output has a key finer than the permit: queries over a real extract get coarse values, or are refused by name. The
// twins: an extract of the same base whose permit leaves the coarsening out, and the engine without the grammar.
#include <gtest/gtest.h>

#include <set>

#include "bouclier/workspace/sql_session.h"
#include "provision/test/extract_hub.h"

namespace bouclier::app {
namespace {

using provision::test::ExtractHub;

constexpr const char* kCoarse = "coarse";
constexpr const char* kFine = "fine";

policy::Permit PermitFor(const std::string& id) {
  return provision::test::PermitOf(
      id, {{"ER_PRS_F",
            {"BEN_NIR_PSA", "BEN_NAI_ANN", "BEN_RES_DPT", "BEN_RES_COM", "EXE_SOI_DTD", "PRE_PRE_DTD", "PRS_PAI_MNT",
             "PRS_ORD_NUM", "PFS_EXE_NUM", "BEN_DCD_DTE"}},
           {"IR_BEN_R",
            {"BEN_NIR_PSA", "BEN_IDT_ANO", "BEN_NAI_ANN", "BEN_NAI_MOI", "BEN_RES_DPT", "BEN_RES_COM", "BEN_DCD_DTE",
             "BEN_DCD_AME"}},
           {"T_MCOaaC", {"NIR_ANO_17", "RSA_NUM", "ETA_NUM", "EXE_SOI_DTD", "EXE_SOI_AMD", "ENT_DAT", "SOR_DAT"}}});
}

// The base once, an extract for each of two permits: years of birth and death, months of care, regions; and as the
// source has it.
ExtractHub& Base() {
  static ExtractHub* hub = [] {
    auto* made = new ExtractHub;
    made->DeliverFolder(provision::test::SyntheticBase() / "files");
    made->Ingest(1 << 16);
    policy::Permit coarse = PermitFor(kCoarse);
    coarse.generalisation = {policy::ResidenceStep::kRegion, policy::DateStep::kYear, policy::DateStep::kYear,
                             policy::DateStep::kMonth};
    made->Project(coarse);
    made->Project(PermitFor(kFine));
    for (const char* id : {kCoarse, kFine}) EXPECT_TRUE(made->Run(id).ok()) << made->Run(id).error().message;
    return made;
  }();
  return *hub;
}

// An extract and what it is read through, which go after the session.
struct Opened {
  std::unique_ptr<ports::StateReader> reader;
  std::optional<provision::OpenedExtract> extract;
  std::optional<workspace::SqlSession> session;
};

Opened Open(const std::string& id) {
  ExtractHub& hub = Base();
  const auto newest = provision::NewestExtract(*hub.trail, hub.projects.at(id)->dataset()).value();
  const crypto::Json body(crypto::Json::Object{{"dataset", hub.projects.at(id)->dataset().ToString()}});
  auto receipt = hub.trail
                     ->RecordOne({ports::EntryClass::kAccess, vault::kExtractAction, provision::test::kMemberNumber,
                                  body.Canonical()})
                     .value();
  Opened out;
  out.reader = hub.state.Read().value();
  out.extract = provision::OpenExtract(std::move(receipt), vault::TableDoor::kProject,
                                       {out.reader.get(), &hub.host, hub.projects.at(id)}, newest)
                    .value();
  std::map<std::string, workspace::SqlTable> tables;
  for (const vault::TableFile& file : out.extract->tables.snapshot().files) {
    std::string name = file.table;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    tables[name].name = name;
    tables[name].files.push_back(out.extract->tables.OpenFile(file).value());
  }
  std::vector<workspace::SqlTable> list;
  for (auto& [name, table] : tables) list.push_back(std::move(table));
  out.session = workspace::SqlSession::Make(list, {}).value();
  return out;
}

class FinerThanPermit : public testing::Test {
 protected:
  Opened coarse_extract = Open(kCoarse), fine_extract = Open(kFine);
  workspace::SqlSession &coarse = *coarse_extract.session, &fine = *fine_extract.session;

  // The values of the key, through the grammar of outputs; "null" for none.
  static std::set<std::string> Keys(workspace::SqlSession& session, const std::string& key, const std::string& from) {
    const auto candidate =
        session.Propose("SELECT " + key + " AS k, count(DISTINCT x.NUM_ENQ_IDT) AS n FROM " + from + " GROUP BY 1");
    EXPECT_TRUE(candidate.ok()) << key << " FROM " << from;
    std::set<std::string> keys;
    if (!candidate.ok()) return keys;
    for (const auto& cell : candidate->run().cells) keys.insert(cell.values[0].text.value_or("null"));
    return keys;
  }
  // `key` has one value in the coarse extract; `fine_key`, the same of the source's column, has many in the fine one.
  void ExpectOne(const std::string& key, const std::string& fine_key, const std::string& from,
                 const std::string& fine_from, const std::set<std::string>& values) {
    const auto found = Keys(coarse, key, from);
    EXPECT_FALSE(found.empty()) << key;
    for (const std::string& value : found) EXPECT_TRUE(values.contains(value)) << key << ": " << value;
    EXPECT_GT(Keys(fine, fine_key, fine_from).size(), values.size() + 1) << "the twin has it: " << fine_key;
  }
  void ExpectOne(const std::string& key, const std::string& fine_key, const std::string& table,
                 const std::set<std::string>& values) {
    ExpectOne(key, fine_key, table + " x", table + " x", values);
  }
};

TEST_F(FinerThanPermit, DaysOfCareAreFirstsOfMonths) {
  ExpectOne("day(x.EXE_SOI_DTD_M)", "day(x.EXE_SOI_DTD)", "er_prs_f", {"1", "null"});
  ExpectOne("strftime(x.EXE_SOI_DTD_M, '%d')", "strftime(x.EXE_SOI_DTD, '%d')", "er_prs_f", {"01", "null"});
  ExpectOne("date_diff('day', date_trunc('month', x.EXE_SOI_DTD_M), x.EXE_SOI_DTD_M)",
            "date_diff('day', date_trunc('month', x.EXE_SOI_DTD), x.EXE_SOI_DTD)", "er_prs_f", {"0", "null"});
  ExpectOne("day(x.EXE_SOI_DTD_M)", "day(x.EXE_SOI_DTD_D)", "t_mcoaac", {"1", "null"});
  const std::string weeks = "(SELECT NUM_ENQ_IDT, min(EXE_SOI_DTD_M) AS first FROM er_prs_f GROUP BY NUM_ENQ_IDT) x";
  ExpectOne("day(x.first)", "day(x.first)", weeks,
            "(SELECT NUM_ENQ_IDT, min(EXE_SOI_DTD) AS first FROM er_prs_f GROUP BY NUM_ENQ_IDT) x", {"1", "null"});
}

// What one table lacks is in none of the others that join it.
TEST_F(FinerThanPermit, NoOtherTableHasAFinerDate) {
  const std::string from = "er_prs_f x JOIN t_mcoaac s ON s.NUM_ENQ_IDT = x.NUM_ENQ_IDT";
  ExpectOne("day(s.EXE_SOI_DTD_M)", "day(s.EXE_SOI_DTD_D)", from, from, {"1", "null"});
  for (const std::string column : {"s.ENT_DAT", "s.SOR_DAT", "x.PRE_PRE_DTD"})
    ExpectOne("day(" + column + "_M)", "day(" + column + ")", from, from, {"1", "null"});
  for (const std::string& table : {std::string("er_prs_f"), std::string("ir_ben_r"), std::string("t_mcoaac")}) {
    const auto columns = coarse.Run("DESCRIBE " + table).value();
    for (const auto& row : columns.rows) {
      if (*row[1].text != "DATE" && row[1].text->rfind("TIMESTAMP", 0) != 0) continue;
      const auto days = coarse.Run("SELECT count(*) FROM " + table + " WHERE strftime(" + *row[0].text +
                                   ", '%d %H:%M') <> '01 00:00'");
      EXPECT_EQ(days.value().rows[0][0].text, "0") << table << "." << *row[0].text;
    }
  }
}

TEST_F(FinerThanPermit, BirthsAndDeathsAreYears) {
  ExpectOne("x.BEN_NAI_MOI_WITHHELD", "x.BEN_NAI_MOI", "ir_ben_r", {"null"});
  ExpectOne("strftime(x.BEN_DCD_DTE_Y, '%m-%d')", "strftime(x.BEN_DCD_DTE, '%m-%d')", "ir_ben_r", {"01-01", "null"});
  ExpectOne("x.BEN_DCD_AME_Y % 100", "x.BEN_DCD_AME % 100", "ir_ben_r", {"1", "0", "null"});
  ExpectOne("strftime(x.BEN_DCD_DTE_Y, '%m-%d')", "strftime(x.BEN_DCD_DTE, '%m-%d')", "er_prs_f", {"01-01", "null"});
}

TEST_F(FinerThanPermit, PlacesAreRegions) {
  for (const std::string table : {"ir_ben_r", "er_prs_f"}) {
    ExpectOne("x.BEN_RES_COM_WITHHELD", "x.BEN_RES_COM", table, {"null"});
    std::set<std::string> regions = {"null"};
    for (const catalog::Department& department : catalog::Departments()) regions.emplace(department.region);
    const auto found = Keys(coarse, "x.BEN_RES_DPT_REG", table + " x");
    EXPECT_TRUE(std::includes(regions.begin(), regions.end(), found.begin(), found.end())) << table;
    EXPECT_GT(Keys(fine, "x.BEN_RES_DPT", table + " x").size(), regions.size()) << "the twin has departments";
  }
}

TEST_F(FinerThanPermit, TheSourcesColumnsAreNotThere) {
  const std::pair<const char*, const char*> columns[] = {{"er_prs_f", "EXE_SOI_DTD"}, {"er_prs_f", "BEN_NIR_PSA"},
                                                         {"er_prs_f", "PFS_EXE_NUM"}, {"ir_ben_r", "BEN_IDT_ANO"},
                                                         {"ir_ben_r", "BEN_NAI_MOI"}, {"ir_ben_r", "BEN_RES_COM"},
                                                         {"t_mcoaac", "RSA_NUM"},     {"t_mcoaac", "NIR_ANO_17"}};
  for (const auto& [table, column] : columns) {
    const auto made =
        coarse.Propose(std::string("SELECT ") + column + " AS k, count(*) AS n FROM " + table + " GROUP BY 1");
    ASSERT_FALSE(made.ok()) << column;
    std::string name(column);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_NE(made.error().message.find("the name " + name + ", which no table in FROM has"), std::string::npos)
        << made.error().message;
  }
}

TEST_F(FinerThanPermit, NoPseudonymIsAKey) {
  const std::pair<std::string, std::string> keys[] = {{"NUM_ENQ_IDT", "er_prs_f"},
                                                      {"NUM_ENQ", "er_prs_f"},
                                                      {"LINE_P", "er_prs_f"},
                                                      {"PFS_EXE_NUM_P", "er_prs_f"},
                                                      {"left(PFS_EXE_NUM_P, 6)", "er_prs_f"},
                                                      {"RSA_NUM_P", "t_mcoaac"},
                                                      {"hash(NUM_ENQ_IDT) % 97", "ir_ben_r"},
                                                      {"who", "(SELECT NUM_ENQ_IDT, NUM_ENQ AS who FROM ir_ben_r) r"}};
  for (const auto& [key, from] : keys) {
    const std::string sql = "SELECT " + key + " AS k, count(*) AS n FROM " + from + " GROUP BY 1";
    const auto made = coarse.Propose(sql);
    ASSERT_FALSE(made.ok()) << key;
    EXPECT_EQ(made.error().message, "refuse output: a key made of a pseudonym") << key;
    EXPECT_GT(coarse.Run(sql).value().rows.size(), 10u) << "the twin without the grammar answers: " << key;
  }
}

}  // namespace
}  // namespace bouclier::app

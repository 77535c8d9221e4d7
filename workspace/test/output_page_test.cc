// SPDX-License-Identifier: Apache-2.0
// The worked queries of docs/formats/disclosure.md, read from the page: each is understood and agrees with the oracle,
// or is refused for the reason that stands there.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>

#include "output_oracle.h"

namespace bouclier::workspace {
namespace {

struct Worked {
  std::string title, query;
  std::string refused;  // empty: understood
  std::string counted;  // by which columns of another unit
};

const std::vector<CountedUnit> kEstablishments = {{"establishment", {"t_mcoaac", "ETA_NUM"}},
                                                  {"establishment", {"t_mcoaab", "ETA_NUM"}}};

// Those under headings of that depth.
std::vector<Worked> ReadPage(const std::string& heading = "### ") {
  std::ifstream file("docs/formats/disclosure.md");
  if (!file) file.open("../docs/formats/disclosure.md");
  EXPECT_TRUE(file) << "run from the root of the repository or from build/";
  std::vector<Worked> all;
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind(heading, 0) != 0) continue;
    Worked worked{line.substr(heading.size()), "", "", ""};
    while (std::getline(file, line) && line != "```sql") {
    }
    while (std::getline(file, line) && line != "```") worked.query += line + "\n";
    EXPECT_TRUE(std::getline(file, line));
    std::smatch said;
    if (std::regex_search(line, said, std::regex("^\\*\\*Refused: (.+?)\\.\\*\\* .+ \\*Mend:\\* "))) {
      worked.refused = said[1];
    } else {
      EXPECT_EQ(line.rfind("**Understood.** ", 0), 0) << worked.title;
      if (std::regex_search(line, said, std::regex("Counted by ([^.]*(`[^`]*`[^.`]*)*)\\. "))) worked.counted = said[1];
    }
    all.push_back(worked);
  }
  return all;
}

TEST(OutputPage, HasThirtyQueriesHalfOfThemRefused) {
  const auto page = ReadPage();
  size_t refused = 0;
  for (const Worked& worked : page) refused += !worked.refused.empty();
  EXPECT_EQ(page.size(), 30);
  EXPECT_EQ(refused, 15);
}

TEST(OutputPage, UnderstoodQueriesGiveTheCellsAndPersonsThatTheOracleFinds) {
  for (const uint32_t seed : {1, 2, 3}) {
    OutputOracle oracle(GenerateTables(seed));
    for (const Worked& worked : ReadPage()) {
      if (!worked.refused.empty()) continue;
      auto query = oracle.whole().ReadOutput(worked.query);
      ASSERT_TRUE(query.ok()) << worked.title << ": " << query.error().message;
      auto run = oracle.whole().RunOutput(*query);
      ASSERT_TRUE(run.ok()) << worked.title << ": " << run.error().message << "\n" << query->per_person();
      EXPECT_FALSE(run->cells.empty()) << worked.title;
      EXPECT_EQ(oracle.Differs(worked.query, *query, *run), "") << worked.title << "\n" << query->per_person();
    }
  }
}

// Each count of the two by two table tells who got which drug.
TEST(OutputPage, TheTwoByTwoTableReadsTheDrugs) {
  OutputOracle oracle(GenerateTables(1));
  const Worked table = ReadPage().at(4);
  ASSERT_EQ(table.title, "5. A two by two table with its rate ratio");
  auto query = oracle.whole().ReadOutput(table.query);
  ASSERT_TRUE(query.ok());
  const std::vector<SourceColumn> drugs = {{"er_pha_f", "LINE_P"},
                                           {"er_pha_f", "PHA_PRS_C13"},
                                           {"er_prs_f", "LINE_P"},
                                           {"er_prs_f", "NUM_ENQ_IDT"},
                                           {"ir_ben_r", "NUM_ENQ_IDT"}};
  for (const OutputColumn& column : query->columns()) EXPECT_EQ(column.reads, drugs) << column.name;
  for (const OutputMeasure& measure : query->measures()) EXPECT_EQ(measure.reads, drugs) << measure.text;
}

TEST(OutputPage, RefusedQueriesAreRefusedForTheReasonThatStandsThere) {
  OutputOracle oracle(GenerateTables(1));
  for (const Worked& worked : ReadPage()) {
    if (worked.refused.empty()) continue;
    EXPECT_TRUE(oracle.whole().Run(worked.query).ok()) << worked.title << ": else nothing would have been to refuse";
    auto query = oracle.whole().ReadOutput(worked.query);
    ASSERT_FALSE(query.ok()) << worked.title;
    EXPECT_EQ(query.error().code, ErrorCode::kUnsupported) << worked.title;
    EXPECT_EQ(query.error().message, "refuse output: " + worked.refused) << worked.title;
    EXPECT_FALSE(query.error().hint.empty()) << worked.title;
    EXPECT_NE(query.error().refusal, Refusal::kNone) << worked.title;
  }
}

std::string Counted(const OutputQuery& query) {
  std::string all;
  for (const CountedUnit& unit : query.units())
    all += (all.empty() ? "`" : ", `") + unit.source.table + "." + unit.source.column + "`";
  return all.empty() ? "nothing" : all;
}

TEST(OutputPage, QueriesByEstablishmentAreCountedOrRefusedAsItSays) {
  OutputOracle oracle(GenerateTables(2));
  size_t refused = 0;
  const auto page = ReadPage("#### ");
  EXPECT_EQ(page.size(), 10);
  for (const Worked& worked : page) {
    auto query = oracle.whole().ReadOutput(worked.query, kEstablishments);
    if (!worked.refused.empty()) {
      ASSERT_FALSE(query.ok()) << worked.title;
      EXPECT_EQ(query.error().message, "refuse output: " + worked.refused) << worked.title;
      EXPECT_TRUE(oracle.whole().ReadOutput(worked.query).ok())
          << worked.title << ": by persons alone it is understood";
      ++refused;
      continue;
    }
    ASSERT_TRUE(query.ok()) << worked.title << ": " << query.error().message;
    EXPECT_EQ(Counted(*query), worked.counted) << worked.title;
    auto run = oracle.whole().RunOutput(*query);
    ASSERT_TRUE(run.ok()) << worked.title << ": " << run.error().message;
    EXPECT_EQ(oracle.Differs(worked.query, *query, *run), "") << worked.title;
  }
  EXPECT_EQ(refused, 5);
}

}  // namespace
}  // namespace bouclier::workspace

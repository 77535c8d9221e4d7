// SPDX-License-Identifier: Apache-2.0
// What is found in each cell of an output.
#include "bouclier/workspace/output_run.h"

#include <gtest/gtest.h>

#include <set>

#include "output_tables.h"

namespace bouclier::workspace {
namespace {

SqlSession Open(const OutputTables& tables = GenerateTables(1)) {
  return SqlSession::Make(SqlTablesOf(tables), {}).value();
}

// Of one region: two persons, one of whom has lines that cancel each other, and a row of nobody.
OutputTables Few() {
  const auto money = [](int64_t cents) { return arrow::Decimal128(cents); };
  OutputTables tables;
  tables.care = {
      {"P2", "N2", "L1", "A", 17'900, money(1050)},      {"P1", "N1", "L2", "A", 17'901, money(500)},
      {"P1", "N1", "L3", "A", 17'902, money(-500)},      {"P2", "N2", "L4", "A", 17'903, std::nullopt},
      {std::nullopt, "N9", "L5", "A", 17'904, money(7)}, {"P1", "N1", "L6", std::nullopt, 17'905, std::nullopt}};
  tables.drugs = {{"L1", "c", 1}};
  tables.persons = {{"P1", "N1", "A", 1, 1950}};
  return tables;
}

TEST(OutputRun, ACellHasItsPersonsAndWhatEachAdds) {
  auto session = Open(Few());
  auto query = session.ReadOutput(
      "SELECT BEN_RES_DPT_REG AS region, count(*) AS n, count(DISTINCT NUM_ENQ_IDT) AS persons, sum(PRS_PAI_MNT) AS "
      "paid, avg(PRS_PAI_MNT) AS mean, sum(PRS_PAI_MNT) / count(*) AS each FROM er_prs_f GROUP BY ALL");
  ASSERT_TRUE(query.ok()) << query.error().message;
  using Kind = OutputMeasure::Kind;
  std::vector<Kind> kinds;
  for (const OutputMeasure& measure : query->measures()) kinds.push_back(measure.kind);
  EXPECT_EQ(kinds, (std::vector<Kind>{Kind::kRows, Kind::kPersons, Kind::kSum, Kind::kCount})) << "each once";
  EXPECT_EQ(query->measures()[2].text, "sum(PRS_PAI_MNT)");
  const auto& columns = query->columns();
  EXPECT_EQ(columns[0].kind, OutputColumn::Kind::kKey);
  EXPECT_EQ(columns[3].kind, OutputColumn::Kind::kMeasure);
  EXPECT_EQ(columns[4].kind, OutputColumn::Kind::kDerived);
  EXPECT_EQ(columns[4].measures, (std::vector<size_t>{2, 3}));
  EXPECT_EQ(columns[5].measures, (std::vector<size_t>{2, 0}));

  auto run = session.RunOutput(*query);
  ASSERT_TRUE(run.ok()) << run.error().message;
  ASSERT_EQ(run->cells.size(), 2);
  const OutputCell& cell = run->cells[0];
  EXPECT_EQ(cell.values[0].text, "A");
  EXPECT_FALSE(run->cells[1].values[0].text) << "null is the last key";
  std::vector<std::string> persons;
  for (const uint32_t number : cell.persons) persons.push_back(run->persons[number]);
  EXPECT_EQ(persons, (std::vector<std::string>{"P1", "P2"}));
  EXPECT_EQ(run->persons, persons) << "in the order of their names";
  EXPECT_EQ(cell.rows_of_nobody, 1);
  EXPECT_EQ(cell.measures[0].total, 5);
  EXPECT_EQ(cell.measures[0].contributions, (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(cell.measures[0].of_nobody, 1);
  EXPECT_EQ(cell.measures[1].total, 2) << "nobody is no person";
  EXPECT_EQ(run->scales[2], 2);
  EXPECT_EQ(cell.measures[2].total, 1057);
  EXPECT_EQ(cell.measures[2].contributions, (std::vector<int64_t>{0, 1050})) << "lines that cancel each other";
  EXPECT_EQ(PersonsOf(cell, columns[3].measures), std::vector<uint32_t>{1});
  EXPECT_EQ(PersonsOf(cell, columns[4].measures), (std::vector<uint32_t>{0, 1})) << "a mean counts lines too";
  EXPECT_EQ(cell.measures[2].of_nobody, 7);
  EXPECT_EQ(cell.measures[3].contributions, (std::vector<int64_t>{2, 1}));
  EXPECT_EQ(cell.values[3].text, "10.57");
  EXPECT_EQ(cell.values[4].text, "2.6425");
  EXPECT_FALSE(run->cells[1].measures[2].total) << "a sum of nulls";
  EXPECT_FALSE(run->cells[1].values[3].text);
}

TEST(OutputRun, ATotalOfNoRowsIsOneCellWithoutPersons) {
  auto session = Open(Few());
  const std::string sql =
      "SELECT count(*) AS n, sum(PRS_PAI_MNT) AS paid, count_if(PRS_PAI_MNT > 0) AS c FROM er_prs_f WHERE 1 = 2";
  auto query = session.ReadOutput(sql);
  ASSERT_TRUE(query.ok()) << query.error().message;
  auto run = session.RunOutput(*query);
  ASSERT_TRUE(run.ok()) << run.error().message;
  ASSERT_EQ(run->cells.size(), 1);
  EXPECT_TRUE(run->cells[0].persons.empty());
  EXPECT_EQ(run->cells[0].measures[0].total, 0);
  const auto plain = session.Run(sql).value().rows[0];
  for (size_t i = 0; i < plain.size(); ++i) EXPECT_EQ(run->cells[0].values[i].text, plain[i].text) << i;
}

// Rows are cheap: what counts is persons, whatever copies their lines.
TEST(OutputRun, RowsThatStandTwiceAreOfTheSamePersons) {
  auto session = Open(Few());
  const char* sources[] = {
      "er_prs_f l JOIN range(20) AS r(i) ON true",
      "er_prs_f l JOIN er_prs_f m ON l.NUM_ENQ_IDT = m.NUM_ENQ_IDT JOIN er_prs_f n ON n.NUM_ENQ_IDT = m.NUM_ENQ_IDT",
      "(SELECT * FROM er_prs_f UNION ALL SELECT * FROM er_prs_f UNION ALL SELECT * FROM er_prs_f) l"};
  for (const std::string source : sources) {
    auto query = session.ReadOutput("SELECT count(*) AS n, sum(l.PRS_PAI_MNT) AS paid FROM " + source +
                                    " WHERE l.NUM_ENQ_IDT IS NOT NULL");
    ASSERT_TRUE(query.ok()) << query.error().message;
    auto run = session.RunOutput(*query);
    ASSERT_TRUE(run.ok()) << run.error().message;
    ASSERT_EQ(run->cells.size(), 1);
    const OutputCell& cell = run->cells[0];
    EXPECT_GE(cell.measures[0].total, 11) << source;
    EXPECT_EQ(PersonsOf(cell, {0}).size(), 2) << source;
    EXPECT_EQ(PersonsOf(cell, {1}).size(), 1) << source << ": copies of lines that cancel each other cancel too";
  }
}

TEST(OutputRun, LinesWithoutAPersonCountNobody) {
  auto session = Open(Few());
  auto query = session.ReadOutput("SELECT count(*) AS n FROM er_prs_f WHERE NUM_ENQ_IDT IS NULL");
  ASSERT_TRUE(query.ok()) << query.error().message;
  auto run = session.RunOutput(*query);
  ASSERT_TRUE(run.ok()) << run.error().message;
  EXPECT_EQ(run->cells[0].values[0].text, "1");
  EXPECT_TRUE(run->cells[0].persons.empty());
  EXPECT_EQ(run->cells[0].rows_of_nobody, 1);
}

TEST(OutputRun, TypesThatCannotBeCutExactlyAreRefusedWhenRun) {
  auto session = Open();
  const std::pair<const char*, const char*> queries[] = {
      {"SELECT sum(PRS_PAI_MNT::double) FROM er_prs_f", "refuse output: a sum of real numbers"},
      {"SELECT avg(BEN_NAI_ANN / 2) FROM ir_ben_r", "refuse output: a sum of real numbers"},
      {"SELECT BEN_NAI_ANN / 2 AS k, count(*) FROM ir_ben_r GROUP BY 1", "refuse output: a key of the type double"},
      {"SELECT age(EXE_SOI_DTD, DATE '2019-01-01') AS k, count(*) FROM er_prs_f GROUP BY 1",
       "refuse output: a key of the type interval"},
      {"SELECT sum(9000000000000000000 + BEN_NAI_ANN) FROM ir_ben_r", "refuse output: a sum beyond 64 bits"}};
  for (const auto& [sql, reason] : queries) {
    auto query = session.ReadOutput(sql);
    ASSERT_TRUE(query.ok()) << sql << query.error().message;
    auto run = session.RunOutput(*query);
    ASSERT_FALSE(run.ok()) << sql;
    EXPECT_EQ(run.error().message, reason) << sql;
    EXPECT_EQ(run.error().code, ErrorCode::kUnsupported) << sql;
    EXPECT_NE(run.error().refusal, Refusal::kNone) << sql;
  }
}

TEST(OutputRun, MoreCellsOrPersonsThanTheLimitsEndTheRun) {
  auto session = Open();
  auto query = session.ReadOutput("SELECT EXE_SOI_DTD AS day, count(*) AS n FROM er_prs_f GROUP BY 1");
  ASSERT_TRUE(query.ok());
  EXPECT_EQ(session.RunOutput(*query, {.cells = 3, .pairs = 1000}).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(session.RunOutput(*query, {.cells = 1000, .pairs = 3}).error().code, ErrorCode::kExhausted);
  EXPECT_TRUE(session.RunOutput(*query).ok());
  EXPECT_TRUE(session.RunOutput(*query).ok()) << "and may be run again";
}

// Also more persons than the first table of numbers holds.
TEST(OutputRun, SeveralThreadsFindTheSameCellsAndPersons) {
  const OutputTables tables = GenerateTables(1, 3000, 20'000);
  const char sql[] =
      "SELECT BEN_RES_DPT_REG AS region, month(EXE_SOI_DTD) AS month, count(*) AS n, sum(PRS_PAI_MNT) AS paid FROM "
      "er_prs_f GROUP BY ALL";
  std::optional<OutputRun> first;
  for (const int threads : {1, 4}) {
    SqlLimits limits;
    limits.threads = threads;
    auto session = SqlSession::Make(SqlTablesOf(tables), limits).value();
    const auto query = session.ReadOutput(sql);
    ASSERT_TRUE(query.ok()) << query.error().message;
    OutputRun run = session.RunOutput(*query).value();
    std::set<std::string> expected;
    for (const CareRow& row : tables.care) {
      if (row.person) expected.insert(*row.person);
    }
    EXPECT_EQ(run.persons, std::vector<std::string>(expected.begin(), expected.end()));
    ASSERT_GT(run.cells.size(), 10);
    if (!first) {
      first = std::move(run);
      continue;
    }
    ASSERT_EQ(run.cells.size(), first->cells.size());
    for (size_t i = 0; i < run.cells.size(); ++i) {
      EXPECT_EQ(run.cells[i].persons, first->cells[i].persons);
      EXPECT_EQ(run.cells[i].values[3].text, first->cells[i].values[3].text);
      EXPECT_EQ(run.cells[i].measures[1].contributions, first->cells[i].measures[1].contributions);
    }
  }
}

}  // namespace
}  // namespace bouclier::workspace

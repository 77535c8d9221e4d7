// SPDX-License-Identifier: Apache-2.0
// Generated queries against the oracle that asks part by part; and the twin that lets two persons be joined.
#include <gtest/gtest.h>

#include "output_generator.h"
#include "output_oracle.h"
#include "sql/engine.h"

namespace bouclier::workspace {
namespace {

TEST(OutputOracle, GeneratedQueriesGiveTheSameCellsAndPersonsAsEachPartAlone) {
  size_t asked = 0, cells = 0, shared = 0, of_nobody = 0, cancelled = 0;
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    OutputOracle oracle(GenerateTables(seed));
    OutputGenerator generator(seed);
    for (int i = 0; i < 40; ++i, ++asked) {
      const std::string sql = generator.Query();
      auto query = oracle.whole().ReadOutput(sql);
      ASSERT_TRUE(query.ok()) << query.error().message << "\n" << sql;
      auto run = oracle.whole().RunOutput(*query);
      ASSERT_TRUE(run.ok()) << run.error().message << "\n" << sql << "\n" << query->per_person();
      ASSERT_EQ(oracle.Differs(sql, *query, *run), "") << "seed " << seed << ": " << sql;
      cells += run->cells.size();
      for (const OutputCell& cell : run->cells) {
        shared += cell.persons.size() > 1;
        of_nobody += cell.rows_of_nobody > 0;
        for (size_t m = 0; m < cell.measures.size(); ++m) {
          const auto& all = cell.measures[m].contributions;
          cancelled += query->measures()[m].kind == OutputMeasure::Kind::kSum &&
                       std::find(all.begin(), all.end(), 0) != all.end();
        }
      }
    }
  }
  EXPECT_EQ(asked, 240);
  // The tables and queries are such that there is something to find.
  EXPECT_GT(cells, 500);
  EXPECT_GT(shared, 300);
  EXPECT_GT(of_nobody, 100);
  EXPECT_GT(cancelled, 50);
}

// Without the rule that a join equates the person, rows of two persons are taken for one's: the oracle sees it.
TEST(OutputOracle, TheTwinWithoutThePersonRuleLetsRowsOfTwoPersonsThrough) {
  const std::string sqls[] = {
      "SELECT a.BEN_RES_DPT_REG AS region, count(*) AS n FROM er_prs_f a JOIN er_prs_f b ON a.EXE_SOI_DTD <= "
      "b.EXE_SOI_DTD GROUP BY region",
      "SELECT b.BEN_RES_DPT_REG AS region, count(*) AS n FROM ir_ben_r b JOIN er_prs_f l ON b.BEN_RES_DPT_REG = "
      "l.BEN_RES_DPT_REG GROUP BY region"};
  const OutputTables tables = GenerateTables(1);
  OutputOracle oracle(tables);
  for (const std::string& sql : sqls) {
    auto refused = oracle.whole().ReadOutput(sql);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().message, "refuse output: a join that does not equate NUM_ENQ_IDT");

    auto engine = Engine::Open(SqlTablesOf(tables), {}).value();
    auto prepared = engine.Parse(sql);
    ASSERT_TRUE(prepared.ok());
    const auto columns = engine.Columns({"er_prs_f", "er_pha_f", "ir_ben_r"}).value();
    auto plan = PlanOutput(prepared->parsed(), columns, PersonRules::Joins::kTestOnlyAny);
    ASSERT_TRUE(plan.ok()) << "the twin takes it";
    auto query = engine.ReadOutput(std::move(*prepared), std::move(*plan));
    ASSERT_TRUE(query.ok());
    auto run = engine.RunOutput(*query, {});
    ASSERT_TRUE(run.ok());
    EXPECT_NE(oracle.Differs(sql, *query, *run), "") << "and what it says of persons is wrong";
  }
}

}  // namespace
}  // namespace bouclier::workspace

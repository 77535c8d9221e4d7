// SPDX-License-Identifier: Apache-2.0
// What is refused beyond the page's queries.
#include "bouclier/workspace/output_query.h"

#include <gtest/gtest.h>

#include "output_oracle.h"
#include "sql/allow_list.h"
#include "sql/engine.h"

namespace bouclier::workspace {
namespace {

SqlSession Open(const OutputTables& tables = GenerateTables(1)) {
  return SqlSession::Make(SqlTablesOf(tables), {}).value();
}

// An order by a hidden number would tell where it stands.
TEST(OutputQuery, LinesLeaveInTheOrderOfTheirKeysWhateverIsAsked) {
  auto session = Open();
  const std::string asked = "SELECT BEN_RES_DPT_REG AS region, count(*) AS n FROM er_prs_f GROUP BY 1";
  const auto regions = [&](const std::string& sql) {
    auto query = session.ReadOutput(sql);
    EXPECT_TRUE(query.ok()) << sql << query.error().message;
    std::vector<std::optional<std::string>> all;
    const OutputRun run = session.RunOutput(*query).value();
    for (const OutputCell& cell : run.cells) all.push_back(cell.values[0].text);
    return all;
  };
  const auto plain = regions(asked);
  ASSERT_GT(plain.size(), 2);
  EXPECT_TRUE(std::is_sorted(plain.begin(), plain.end() - 1));
  for (const char* order : {" ORDER BY n", " ORDER BY n DESC", " ORDER BY sum(PRS_PAI_MNT)", " ORDER BY region DESC",
                            " ORDER BY max(NUM_ENQ_IDT) DESC NULLS FIRST"}) {
    EXPECT_EQ(regions(asked + order), plain) << order;
  }
}

struct RefusedQuery {
  const char *sql, *reason;
};

// For what stands at the top, or is shown there.
constexpr RefusedQuery kRefusedAtTop[] = {
    {"SELECT BEN_RES_DPT_REG, count(*) FROM er_prs_f GROUP BY 1 UNION ALL SELECT 'all', count(*) FROM er_prs_f",
     "UNION at the top"},
    {"SELECT DISTINCT count(*) FROM er_prs_f", "DISTINCT at the top"},
    {"SELECT BEN_RES_DPT_REG, count(*) AS n FROM er_prs_f GROUP BY 1 ORDER BY n OFFSET 2", "LIMIT at the top"},
    {"SELECT BEN_RES_DPT_REG, count(*) AS n FROM er_prs_f GROUP BY 1 ORDER BY n LIMIT 50%", "LIMIT at the top"},
    {"SELECT BEN_RES_DPT_REG, count(*) FROM er_prs_f GROUP BY 1 HAVING sum(PRS_PAI_MNT) > 0", "HAVING at the top"},
    {"SELECT quantile_cont(PRS_PAI_MNT, 0.9) FROM er_prs_f", "the aggregate quantile_cont at the top"},
    {"SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY PRS_PAI_MNT) FROM er_prs_f",
     "the aggregate quantile_disc at the top"},
    {"SELECT min(PRS_PAI_MNT) FROM er_prs_f", "the aggregate min at the top"},
    {"SELECT sum(PRS_PAI_MNT) - max(PRS_PAI_MNT) FROM er_prs_f", "the aggregate max at the top"},
    {"SELECT arg_max(BEN_RES_DPT_REG, PRS_PAI_MNT) FROM er_prs_f", "the aggregate arg_max at the top"},
    {"SELECT stddev_pop(PRS_PAI_MNT) FROM er_prs_f", "the aggregate stddev_pop at the top"},
    {"SELECT count(PRS_PAI_MNT).count(*) FROM er_prs_f", "an aggregate over an aggregate, or count(*) of something"},
    {"SELECT sum(sum(PRS_PAI_MNT)) FROM er_prs_f", "an aggregate over an aggregate, or count(*) of something"},
    {"SELECT count_star(PRS_PAI_MNT) FROM er_prs_f", "an aggregate over an aggregate, or count(*) of something"},
    {"SELECT count(*) FROM er_prs_f QUALIFY row_number() OVER () = 1", "QUALIFY at the top"},
    {"SELECT count(*), sum(count(*)) OVER () FROM er_prs_f", "a window at the top"},
    {"SELECT * FROM er_prs_f", "a star at the top"},
    {"SELECT BEN_RES_DPT_REG FROM er_prs_f GROUP BY 1", "a query without a measure"},
    {"SELECT count(*) FROM er_prs_f GROUP BY BEN_RES_DPT_REG", "a key that is not shown"},
    {"SELECT 'all', count(*) FROM er_prs_f", "an output that is neither a key nor a measure"},
    {"SELECT BEN_RES_DPT_REG || 'x', count(*) FROM er_prs_f GROUP BY BEN_RES_DPT_REG",
     "an output that is neither a key nor a measure"},
    {"SELECT BEN_RES_DPT_REG, BEN_RES_DPT_REG || count(*) FROM er_prs_f GROUP BY 1",
     "an output that is not arithmetic on measures"},
    {"SELECT CASE WHEN count(*) > 10 THEN count(*) END FROM er_prs_f", "an output that is not arithmetic on measures"},
    {"SELECT count(*) + (SELECT 1) FROM er_prs_f", "a subquery in an output"},
    {"SELECT sum(DISTINCT PRS_PAI_MNT) FROM er_prs_f", "sum(DISTINCT …) of what is not the person"},
    {"SELECT count(DISTINCT NUM_ENQ) FROM er_prs_f", "count(DISTINCT …) of what is not the person"},
    {"SELECT string_agg(BEN_RES_DPT_REG) FROM er_prs_f", "the aggregate string_agg at the top"},
    {"SELECT sum(length(NUM_ENQ)) FROM er_prs_f", "a sum of a pseudonym"},
    {"SELECT LINE_P, count(*) FROM er_prs_f GROUP BY 1", "a key made of a pseudonym"},
    {"SELECT x, count(*) FROM (SELECT NUM_ENQ_IDT, md5(max(NUM_ENQ)) AS x FROM er_prs_f GROUP BY 1) a GROUP BY 1",
     "a key made of a pseudonym"},
    {"SELECT NUM_ENQ < 'N3' AS half, count(*) FROM er_prs_f GROUP BY 1", "a key made of a pseudonym"},
    {"SELECT nullif(right(NUM_ENQ, 1), '3') IS NULL AS x, count(*) FROM er_prs_f GROUP BY 1",
     "a key made of a pseudonym"},
    {"SELECT NUM_ENQ_IDT = replace(NUM_ENQ_IDT, '3', '4') AS x, count(*) FROM er_prs_f GROUP BY 1",
     "a key made of a pseudonym"},
    {"SELECT n, count(*) FROM (SELECT NUM_ENQ_IDT, count(nullif(right(NUM_ENQ, 1), '3')) AS n FROM er_prs_f GROUP BY "
     "1) a GROUP BY 1",
     "a key made of a pseudonym"},
    {"SELECT n, count(*) FROM (SELECT NUM_ENQ_IDT, count(nullif(right(NUM_ENQ, 1), '3')) OVER (PARTITION BY "
     "NUM_ENQ_IDT) AS n FROM er_prs_f) a GROUP BY 1",
     "a key made of a pseudonym"},
    {"SELECT CASE WHEN NUM_ENQ_IDT LIKE '%3' THEN 1 ELSE 2 END AS k, count(*) FROM er_prs_f GROUP BY 1",
     "a key made of a pseudonym"},
    {"SELECT BEN_RES_DPT_REG, NUM_ENQ_IDT, count(*) FROM er_prs_f GROUP BY ALL", "a key made of a pseudonym"}};

// For what stands below the top.
constexpr RefusedQuery kRefusedBelow[] = {
    {"SELECT count(*) FROM (SELECT * FROM er_prs_f ORDER BY PRS_PAI_MNT DESC LIMIT 1) a", "LIMIT below the top"},
    {"WITH a AS (SELECT NUM_ENQ_IDT FROM er_prs_f UNION ALL SELECT NUM_ENQ_IDT FROM ir_ben_r LIMIT 3) SELECT "
     "count(*) FROM a",
     "LIMIT below the top"},
    {"SELECT count(*) FROM er_prs_f a WHERE EXISTS (SELECT 1 FROM ir_ben_r b WHERE b.NUM_ENQ_IDT = a.NUM_ENQ_IDT "
     "LIMIT 1 OFFSET 1)",
     "LIMIT below the top"},
    {"SELECT count(*) FROM range(10)", "rows that carry no person"},
    {"SELECT count(*) FROM (SELECT BEN_RES_DPT_REG FROM er_prs_f) a", "rows that carry no person"},
    {"SELECT count(*) FROM (SELECT upper(NUM_ENQ_IDT) AS NUM_ENQ_IDT FROM er_prs_f) a", "rows that carry no person"},
    {"SELECT count(*) FROM er_prs_f a JOIN er_prs_f b USING (LINE_P)", "a join that does not equate NUM_ENQ_IDT"},
    {"SELECT count(*) FROM er_prs_f a JOIN er_prs_f b ON a.NUM_ENQ_IDT = b.NUM_ENQ_IDT OR a.EXE_SOI_DTD = "
     "b.EXE_SOI_DTD",
     "a join that does not equate NUM_ENQ_IDT"},
    {"SELECT count(*) FROM er_prs_f a LEFT JOIN er_prs_f b ON a.EXE_SOI_DTD = b.EXE_SOI_DTD WHERE a.NUM_ENQ_IDT = "
     "b.NUM_ENQ_IDT",
     "a join that does not equate NUM_ENQ_IDT"},
    {"SELECT count(*) FROM er_prs_f a JOIN er_prs_f b ON a.NUM_ENQ_IDT = a.NUM_ENQ_IDT",
     "a join that does not equate NUM_ENQ_IDT"},
    {"SELECT count(*) FROM er_prs_f a JOIN er_pha_f d ON a.LINE_P IS NOT DISTINCT FROM d.LINE_P",
     "a join that does not equate LINE_P"},
    {"SELECT count(*) FROM er_prs_f a RIGHT JOIN er_pha_f d ON a.LINE_P = d.LINE_P",
     "an outer join that keeps rows of nobody"},
    {"SELECT count(*) FROM er_prs_f a FULL JOIN ir_ben_r b USING (NUM_ENQ_IDT)", "a FULL JOIN"},
    {"SELECT count(*) FROM er_prs_f NATURAL JOIN er_pha_f", "a NATURAL JOIN"},
    {"SELECT count(*) FROM er_prs_f a POSITIONAL JOIN ir_ben_r b", "an ASOF, POSITIONAL or dependent join"},
    {"SELECT count(*) FROM er_prs_f a ASOF JOIN ir_ben_r b ON a.NUM_ENQ_IDT = b.NUM_ENQ_IDT AND a.LINE_P >= "
     "b.NUM_ENQ",
     "an ASOF, POSITIONAL or dependent join"},
    {"SELECT count(*) FROM er_prs_f a, LATERAL (SELECT a.LINE_P AS x) b",
     "the name line_p, which no table in FROM has"},
    {"SELECT count(*) FROM er_prs_f TABLESAMPLE 10%", "TABLESAMPLE"},
    {"SELECT count(*) FROM (SELECT NUM_ENQ_IDT FROM er_prs_f USING SAMPLE 3) a", "TABLESAMPLE"},
    {"WITH RECURSIVE r AS (SELECT NUM_ENQ_IDT, 1 AS i FROM er_prs_f UNION ALL SELECT NUM_ENQ_IDT, i + 1 FROM r WHERE "
     "i < 2) SELECT count(*) FROM r",
     "WITH RECURSIVE"},
    {"SELECT count(*) FROM (SELECT NUM_ENQ_IDT FROM er_prs_f UNION ALL VALUES ('x')) a",
     "UNION of what belongs to persons with what does not"},
    {"SELECT count(*) FROM (SELECT BEN_RES_DPT_REG AS r, NUM_ENQ_IDT AS p FROM er_prs_f EXCEPT SELECT NUM_ENQ_IDT, "
     "BEN_RES_DPT_REG FROM er_prs_f) a",
     "UNION, EXCEPT or INTERSECT without NUM_ENQ_IDT in the same place"},
    {"SELECT count(*) FROM (SELECT DISTINCT ON (BEN_RES_DPT_REG) NUM_ENQ_IDT, BEN_RES_DPT_REG FROM er_prs_f) a",
     "a DISTINCT without NUM_ENQ_IDT"},
    {"SELECT count(*) FROM (SELECT NUM_ENQ_IDT, max(x) AS x FROM (SELECT NUM_ENQ_IDT, any_value(LINE_P) AS x FROM "
     "er_prs_f GROUP BY 1) GROUP BY 1) a",
     "the aggregate any_value"},
    {"SELECT count(*) FROM (SELECT NUM_ENQ_IDT, count(*) FROM er_prs_f GROUP BY CUBE (NUM_ENQ_IDT)) a",
     "ROLLUP, CUBE or GROUPING SETS"},
    {"SELECT count(*) FROM (SELECT upper(NUM_ENQ) AS NUM_ENQ_IDT, NUM_ENQ_IDT AS p FROM er_prs_f QUALIFY "
     "row_number() OVER (PARTITION BY NUM_ENQ_IDT) = 1) a",
     "a window over more than one person"},
    {"SELECT count(*) FROM er_prs_f WHERE EXISTS (SELECT 1 FROM ir_ben_r)", "a subquery over more than one person"},
    {"SELECT count(*) FROM er_prs_f a WHERE EXISTS (SELECT 1 FROM ir_ben_r b WHERE b.BEN_RES_DPT_REG = "
     "a.BEN_RES_DPT_REG)",
     "a subquery over more than one person"},
    {"SELECT count(*) FROM er_prs_f a WHERE EXISTS (SELECT 1 FROM ir_ben_r b WHERE b.NUM_ENQ_IDT = b.NUM_ENQ_IDT)",
     "a subquery over more than one person"},
    {"SELECT count(*) FROM er_prs_f a WHERE BEN_RES_DPT_REG IN (SELECT BEN_RES_DPT_REG FROM ir_ben_r)",
     "a subquery over more than one person"},
    {"SELECT count(*) FROM er_prs_f a WHERE (SELECT sum(a.PRS_PAI_MNT) FROM ir_ben_r b WHERE b.NUM_ENQ_IDT = "
     "a.NUM_ENQ_IDT) > 3",
     "an aggregate over a column from outside"},
    {"SELECT count(*) FROM er_prs_f WHERE (NUM_ENQ_IDT IN (SELECT NUM_ENQ_IDT FROM ir_ben_r)) IS NULL",
     "IN (SELECT …) where null and false differ"},
    {"SELECT count(*) FROM er_prs_f a WHERE EXISTS (SELECT 1 FROM (er_prs_f a JOIN ir_ben_r b USING (NUM_ENQ_IDT)) AS "
     "j WHERE a.NUM_ENQ_IDT "
     "= j.NUM_ENQ_IDT)",
     "a subquery over more than one person"},
    {"SELECT count(*) FROM (SELECT NULL, NUM_ENQ_IDT AS \"NULL\" FROM er_prs_f) a",
     "a quoted name beside an expression without one"},
    {"SELECT count(*) FROM (SELECT a.*, b.* FROM er_prs_f a JOIN ir_ben_r b USING (NUM_ENQ_IDT)) a",
     "two columns named num_enq_idt"},
    {"SELECT x, count(*) FROM (SELECT NUM_ENQ_IDT, PRS_PAI_MNT AS y, y + 1 AS x FROM er_prs_f) a GROUP BY 1",
     "the name y of the same select list"},
    {"SELECT count(*) AS n, sum(PRS_PAI_MNT) AS N FROM er_prs_f", "two outputs of the same name"},
    {"SELECT count(*) FROM er_prs_f WHERE age(EXE_SOI_DTD) > INTERVAL 1 DAY", "age of one date, which reads the clock"},
    {"SELECT count(*) FROM (SELECT NUM_ENQ_IDT, rank(PRS_PAI_MNT) AS r FROM er_prs_f) a", "rank without OVER"},
    {"SELECT BEN_RES_DPT_REG COLLATE nocase AS r, count(*) FROM er_prs_f GROUP BY ALL", "COLLATE"}};

void ExpectRefused(SqlSession& session, const RefusedQuery& refused) {
  auto query = session.ReadOutput(refused.sql);
  ASSERT_FALSE(query.ok()) << refused.sql;
  EXPECT_EQ(query.error().message, std::string("refuse output: ") + refused.reason) << refused.sql;
  EXPECT_EQ(query.error().code, ErrorCode::kUnsupported) << refused.sql;
  EXPECT_FALSE(query.error().hint.empty()) << refused.sql;
  EXPECT_NE(query.error().refusal, Refusal::kNone) << refused.sql;
}

TEST(OutputQuery, SaysWhyByACodeAndAboutWhatInTheWordsOfTheQuery) {
  struct Case {
    const char* sql;
    Refusal why;
    const char* about;
  };
  const Case cases[] = {
      {"SELECT median(PRS_PAI_MNT) FROM er_prs_f", Refusal::kOnePersonsValue, "median"},
      {"SELECT max(PRS_PAI_MNT) FROM er_prs_f", Refusal::kOnePersonsValue, "max"},
      {"SELECT stddev(PRS_PAI_MNT) FROM er_prs_f", Refusal::kAggregate, "stddev"},
      {"SELECT BEN_RES_DPT_REG, count(*) FROM er_prs_f GROUP BY 1 HAVING count(*) > 2", Refusal::kMissingCells,
       "HAVING"},
      {"SELECT BEN_RES_DPT_REG, count(*) FROM er_prs_f GROUP BY 1 LIMIT 1", Refusal::kChosenLines, "LIMIT"},
      {"SELECT count(*) FROM er_prs_f UNION ALL SELECT count(*) FROM ir_ben_r", Refusal::kUnion, "UNION"},
      {"SELECT BEN_RES_DPT_REG, count(*) FROM er_prs_f GROUP BY ROLLUP (BEN_RES_DPT_REG)", Refusal::kTotalsAmongCells,
       "GROUP BY"},
      {"SELECT BEN_RES_DPT_REG, count(DISTINCT EXE_SOI_DTD) FROM er_prs_f GROUP BY 1", Refusal::kDistinctOfOthers,
       "count"},
      {"SELECT left(NUM_ENQ_IDT, 4) AS who, count(*) FROM er_prs_f GROUP BY 1", Refusal::kPseudonym, ""},
      {"SELECT BEN_RES_DPT_REG, count(*) FROM er_prs_f WHERE PRS_PAI_MNT > (SELECT avg(PRS_PAI_MNT) FROM er_prs_f) "
       "GROUP BY 1",
       Refusal::kDependsOnOthers, "SELECT"}};
  auto session = Open();
  for (const Case& one : cases) {
    const auto query = session.ReadOutput(one.sql);
    ASSERT_FALSE(query.ok()) << one.sql;
    EXPECT_EQ(RefusalName(query.error().refusal), RefusalName(one.why)) << one.sql;
    EXPECT_EQ(query.error().about, one.about) << one.sql;
  }
}

TEST(OutputQuery, RefusesByNameWhatIsNotUnderstood) {
  auto session = Open();
  for (const RefusedQuery& refused : kRefusedAtTop) ExpectRefused(session, refused);
  for (const RefusedQuery& refused : kRefusedBelow) ExpectRefused(session, refused);
}

TEST(OutputQuery, TheAllowListComesFirst) {
  auto session = Open();
  EXPECT_EQ(session.ReadOutput("SELECT count(*) FROM read_text('/etc/passwd')").error().message,
            "refuse query: the table function read_text is not allowed here");
  EXPECT_EQ(session.ReadOutput("SELECT bouclier_person_number(NUM_ENQ_IDT), count(*) FROM er_prs_f GROUP BY 1")
                .error()
                .message,
            "refuse query: the function bouclier_person_number is not allowed here");
  EXPECT_EQ(session.Run("SELECT bouclier_person_number('x')").error().code, ErrorCode::kUnsupported);
}

// An aggregate that the analyser takes for a function of one row would mix persons.
TEST(OutputQuery, EveryAggregateOfDuckDbThatIsAllowedIsKnownAsOne) {
  auto engine = Engine::Open({}, {}).value();
  auto prepared =
      engine.Parse("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'");
  ASSERT_TRUE(prepared.ok());
  auto answer = engine.Execute(std::move(*prepared));
  ASSERT_TRUE(answer.ok());
  size_t known = 0;
  for (const auto& row : answer->rows) {
    if (!IsAllowedFunction(*row[0].text)) continue;
    EXPECT_TRUE(IsAggregateFunction(*row[0].text) || IsWindowFunction(*row[0].text)) << *row[0].text;
    ++known;
  }
  EXPECT_GT(known, 40);
}

}  // namespace
}  // namespace bouclier::workspace

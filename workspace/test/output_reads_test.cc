// SPDX-License-Identifier: Apache-2.0
// What the keys and measures of an output depend on. Reading more than is expected here would be safe, reading less
// would not.
#include <gtest/gtest.h>

#include <algorithm>

#include "bouclier/workspace/output_query.h"
#include "output_tables.h"

namespace bouclier::workspace {
namespace {

std::string Said(const std::vector<SourceColumn>& reads) {
  EXPECT_TRUE(std::is_sorted(reads.begin(), reads.end()));
  EXPECT_EQ(std::adjacent_find(reads.begin(), reads.end()), reads.end());
  std::string all;
  for (const SourceColumn& one : reads) all += (all.empty() ? "" : " ") + one.table + "." + one.column;
  return all;
}

struct Case {
  std::string sql, reads;  // of the first column
};

constexpr char kDrug[] = "er_pha_f.LINE_P er_pha_f.PHA_PRS_C13";

void ExpectReads(const std::vector<Case>& cases) {
  auto session = SqlSession::Make(SqlTablesOf(GenerateTables(1)), {}).value();
  for (const Case& one : cases) {
    auto query = session.ReadOutput(one.sql);
    ASSERT_TRUE(query.ok()) << one.sql << ": " << query.error().message;
    EXPECT_EQ(Said(query->columns()[0].reads), one.reads) << one.sql;
  }
}

TEST(OutputReads, AKeyReadsTheColumnsItIsMadeOf) {
  ExpectReads({
      {"SELECT BEN_RES_DPT_REG, count(*) FROM er_prs_f GROUP BY 1", "er_prs_f.BEN_RES_DPT_REG"},
      {"SELECT ben_res_dpt_reg AS r, count(*) FROM ER_PRS_F AS care WHERE PRS_PAI_MNT > 0 GROUP BY r",
       "er_prs_f.BEN_RES_DPT_REG"},
      {"SELECT z, count(*) FROM (SELECT y AS z, who FROM (SELECT upper(BEN_RES_DPT_REG) || year(EXE_SOI_DTD) AS y, "
       "NUM_ENQ_IDT AS who FROM er_prs_f) a) b GROUP BY z",
       "er_prs_f.BEN_RES_DPT_REG er_prs_f.EXE_SOI_DTD"},
      {"WITH c(who, d) AS (SELECT NUM_ENQ_IDT, EXE_SOI_DTD FROM er_prs_f) SELECT d, count(*) FROM c GROUP BY d",
       "er_prs_f.EXE_SOI_DTD"},
      {"SELECT s, count(*) FROM (SELECT * FROM ir_ben_r) AS t(a, b, s) GROUP BY s", "ir_ben_r.BEN_SEX_COD"},
      {"SELECT CASE WHEN PRS_PAI_MNT > 3 THEN 'dear' ELSE BEN_RES_DPT_REG END AS k, count(*) FROM er_prs_f GROUP BY k",
       "er_prs_f.BEN_RES_DPT_REG er_prs_f.PRS_PAI_MNT"},
      {"SELECT 'all' AS k, count(*) FROM er_prs_f GROUP BY k", ""},
      {"SELECT i, count(*) FROM ir_ben_r, range(3) AS r(i) GROUP BY i", ""},
  });
}

TEST(OutputReads, ASubqueryReadsItsConditions) {
  ExpectReads({
      {"SELECT k, count(*) FROM (SELECT b.NUM_ENQ_IDT, CASE WHEN EXISTS (SELECT 1 FROM er_prs_f l WHERE l.NUM_ENQ_IDT "
       "= b.NUM_ENQ_IDT AND l.PRS_PAI_MNT > 2) THEN 1 ELSE 0 END AS k FROM ir_ben_r b) a GROUP BY k",
       "er_prs_f.NUM_ENQ_IDT er_prs_f.PRS_PAI_MNT ir_ben_r.NUM_ENQ_IDT"},
      {"SELECT k, count(*) FROM (SELECT b.NUM_ENQ_IDT, (SELECT max(l.EXE_SOI_DTD) FROM er_prs_f l WHERE l.NUM_ENQ_IDT "
       "= b.NUM_ENQ_IDT AND l.PRS_PAI_MNT > 2) AS k FROM ir_ben_r b) a GROUP BY k",
       "er_prs_f.EXE_SOI_DTD er_prs_f.NUM_ENQ_IDT er_prs_f.PRS_PAI_MNT ir_ben_r.NUM_ENQ_IDT"},
      {"SELECT k, count(*) FROM (SELECT NUM_ENQ_IDT, CASE WHEN LINE_P IN (SELECT LINE_P FROM er_pha_f WHERE "
       "PHA_PRS_C13 = '3400930000011') THEN 1 END AS k FROM er_prs_f) a GROUP BY k",
       std::string(kDrug) + " er_prs_f.LINE_P"},
  });
}

TEST(OutputReads, WhatIsGatheredReadsWhatDecidesTheRows) {
  const std::string count = "er_prs_f.NUM_ENQ_IDT er_prs_f.PRS_PAI_MNT";
  ExpectReads({
      {"SELECT n, count(*) FROM (SELECT NUM_ENQ_IDT, count(*) AS n FROM er_prs_f WHERE PRS_PAI_MNT > 0 GROUP BY 1) a "
       "GROUP BY n",
       count},
      {"SELECT n, count(*) FROM (SELECT NUM_ENQ_IDT, count(*) AS n FROM er_prs_f GROUP BY 1 HAVING sum(PRS_PAI_MNT) > "
       "0) a GROUP BY n",
       count},
      {"SELECT n, count(*) FROM (SELECT who, count(*) AS n FROM (SELECT NUM_ENQ_IDT AS who FROM er_prs_f WHERE "
       "PRS_PAI_MNT > 0) a GROUP BY ALL) b GROUP BY n",
       count},
      {"SELECT n, count(*) FROM (SELECT who, count(*) AS n FROM (SELECT DISTINCT NUM_ENQ_IDT AS who, PRS_PAI_MNT FROM "
       "er_prs_f) a GROUP BY 1) b GROUP BY n",
       count},
      {"SELECT n, count(*) FROM (SELECT NUM_ENQ_IDT, count(*) FILTER (WHERE PRS_PAI_MNT > 0) AS n FROM er_prs_f GROUP "
       "BY 1) a GROUP BY n",
       count},
      {"SELECT n, count(*) FROM (SELECT NUM_ENQ_IDT, row_number() OVER (PARTITION BY NUM_ENQ_IDT ORDER BY PRS_PAI_MNT) "
       "AS n FROM er_prs_f) a GROUP BY n",
       count},
      {"SELECT n, count(*) FROM (SELECT l.NUM_ENQ_IDT, count(*) AS n FROM er_prs_f l JOIN er_pha_f d ON d.LINE_P = "
       "l.LINE_P AND d.PHA_ACT_QSN > 1 GROUP BY 1) a GROUP BY n",
       "er_pha_f.LINE_P er_pha_f.PHA_ACT_QSN er_prs_f.LINE_P er_prs_f.NUM_ENQ_IDT"},
      {"SELECT d, count(*) FROM (SELECT NUM_ENQ_IDT, EXE_SOI_DTD AS d FROM er_prs_f QUALIFY row_number() OVER "
       "(PARTITION BY NUM_ENQ_IDT ORDER BY PRS_PAI_MNT) = 1) a GROUP BY d",
       "er_prs_f.EXE_SOI_DTD " + count},
      {"SELECT d, count(*) FROM (SELECT DISTINCT ON (NUM_ENQ_IDT) NUM_ENQ_IDT, EXE_SOI_DTD AS d FROM er_prs_f ORDER BY "
       "PRS_PAI_MNT) a GROUP BY d",
       "er_prs_f.EXE_SOI_DTD " + count},
  });
}

// A value can tell of a column that its expression does not name.
TEST(OutputReads, WhatIsChosenByAnotherColumnReadsIt) {
  ExpectReads({
      {"SELECT d, count(*) FROM (SELECT NUM_ENQ_IDT AS who, EXE_SOI_DTD AS d FROM er_prs_f UNION ALL SELECT "
       "NUM_ENQ_IDT, make_date(BEN_NAI_ANN, 1, 1) FROM ir_ben_r) a GROUP BY d",
       "er_prs_f.EXE_SOI_DTD er_prs_f.NUM_ENQ_IDT ir_ben_r.BEN_NAI_ANN ir_ben_r.NUM_ENQ_IDT"},
      {"SELECT k, count(*) FROM (SELECT NUM_ENQ_IDT, 'dear' AS k FROM er_prs_f WHERE PRS_PAI_MNT > 3 UNION SELECT "
       "NUM_ENQ_IDT, 'cheap' FROM er_prs_f WHERE PRS_PAI_MNT <= 3) a GROUP BY k",
       "er_prs_f.NUM_ENQ_IDT er_prs_f.PRS_PAI_MNT"},
      {"SELECT t.NUM_ENQ_IDT IS NULL AS k, count(*) FROM ir_ben_r b LEFT JOIN (SELECT DISTINCT NUM_ENQ_IDT FROM "
       "er_prs_f WHERE PRS_PAI_MNT > 3) t ON t.NUM_ENQ_IDT = b.NUM_ENQ_IDT GROUP BY k",
       "er_prs_f.NUM_ENQ_IDT er_prs_f.PRS_PAI_MNT ir_ben_r.NUM_ENQ_IDT"},
      {"SELECT g.label, count(*) FROM er_prs_f l JOIN (VALUES ('a', 1), ('b', 2)) AS g(label, code) ON l.PRS_PAI_MNT "
       "= g.code GROUP BY 1",
       "er_prs_f.PRS_PAI_MNT"},
      {"SELECT g.label, count(*) FROM er_prs_f l, (VALUES ('a', 1), ('b', 2)) AS g(label, code) WHERE l.PRS_PAI_MNT "
       "= g.code GROUP BY 1",
       "er_prs_f.PRS_PAI_MNT"},
      {"SELECT g.label, count(*) FROM er_prs_f l JOIN (VALUES ('a', 'A')) AS g(label, BEN_RES_DPT_REG) USING "
       "(BEN_RES_DPT_REG) GROUP BY 1",
       "er_prs_f.BEN_RES_DPT_REG"},
      {"SELECT g.label, count(*) FROM ir_ben_r b, (VALUES ('a', 1), ('b', 2)) AS g(label, code) WHERE EXISTS (SELECT 1 "
       "FROM er_prs_f l WHERE l.NUM_ENQ_IDT = b.NUM_ENQ_IDT AND l.PRS_PAI_MNT = g.code) GROUP BY 1",
       "er_prs_f.NUM_ENQ_IDT er_prs_f.PRS_PAI_MNT ir_ben_r.NUM_ENQ_IDT"},
      {"SELECT label, count(*) FROM (SELECT NUM_ENQ_IDT, label, code FROM ir_ben_r, (VALUES ('a', 1)) AS g(label, "
       "code) "
       "INTERSECT SELECT NUM_ENQ_IDT, label, PRS_PAI_MNT FROM er_prs_f, (VALUES ('a')) AS h(label)) a GROUP BY 1",
       "er_prs_f.NUM_ENQ_IDT er_prs_f.PRS_PAI_MNT ir_ben_r.NUM_ENQ_IDT"},
      {"SELECT EXE_SOI_DTD, count(*) FROM er_prs_f l WHERE EXE_SOI_DTD = (SELECT max(EXE_SOI_DTD) FROM er_prs_f m "
       "WHERE m.NUM_ENQ_IDT = l.NUM_ENQ_IDT AND m.PRS_PAI_MNT > 3) GROUP BY 1",
       "er_prs_f.EXE_SOI_DTD er_prs_f.NUM_ENQ_IDT er_prs_f.PRS_PAI_MNT"},
  });
}

TEST(OutputReads, AMeasureReadsItsArgumentAndItsFilter) {
  ExpectReads({
      {"SELECT count(*) FROM er_prs_f WHERE PRS_PAI_MNT > 0", ""},
      {"SELECT count(*) FILTER (WHERE PRS_PAI_MNT > 0) FROM er_prs_f", "er_prs_f.PRS_PAI_MNT"},
      {"SELECT avg(PRS_PAI_MNT) FROM er_prs_f", "er_prs_f.PRS_PAI_MNT"},
      {"SELECT count(DISTINCT NUM_ENQ_IDT) FROM er_prs_f", "er_prs_f.NUM_ENQ_IDT"},
      {"SELECT count(DISTINCT l.NUM_ENQ_IDT) FILTER (WHERE l.BEN_RES_DPT_REG = 'A') FROM er_prs_f l",
       "er_prs_f.BEN_RES_DPT_REG er_prs_f.NUM_ENQ_IDT"},
      {"SELECT sum(PRS_PAI_MNT) / count(EXE_SOI_DTD) FROM er_prs_f", "er_prs_f.EXE_SOI_DTD er_prs_f.PRS_PAI_MNT"},
  });
  auto session = SqlSession::Make(SqlTablesOf(GenerateTables(1)), {}).value();
  auto query = session.ReadOutput("SELECT avg(PRS_PAI_MNT), count(EXE_SOI_DTD) + count(*) FROM er_prs_f").value();
  ASSERT_EQ(query.measures().size(), 4);
  std::vector<std::string> said;
  for (const OutputMeasure& measure : query.measures()) said.push_back(Said(measure.reads));
  EXPECT_EQ(said,
            (std::vector<std::string>{"er_prs_f.PRS_PAI_MNT", "er_prs_f.PRS_PAI_MNT", "er_prs_f.EXE_SOI_DTD", ""}));
}

struct PlainCase {
  std::string sql;
  bool plain;  // the first column
};

void ExpectPlain(const std::vector<PlainCase>& cases) {
  auto session = SqlSession::Make(SqlTablesOf(GenerateTables(1)), {}).value();
  for (const PlainCase& one : cases) {
    auto query = session.ReadOutput(one.sql);
    ASSERT_TRUE(query.ok()) << one.sql << ": " << query.error().message;
    EXPECT_EQ(query->columns()[0].plain, one.plain) << one.sql;
  }
}

TEST(OutputReads, AKeyIsPlainThatIsOneColumnOrAClassOfIt) {
  std::vector<PlainCase> cases;
  for (const char* key :
       {"BEN_RES_DPT_REG", "EXE_SOI_DTD", "strftime(EXE_SOI_DTD, '%G-W%V')", "date_trunc('month', EXE_SOI_DTD)",
        "year(EXE_SOI_DTD) // 5 * 5", "EXE_SOI_DTD - DATE '1970-01-01'", "floor(PRS_PAI_MNT / 100)::INTEGER",
        "least(year(EXE_SOI_DTD), 2000)", "left(BEN_RES_DPT_REG, 1)", "round(PRS_PAI_MNT, -1)",
        "date_diff('day', DATE '1970-01-01', EXE_SOI_DTD) // 7", "time_bucket(INTERVAL '14 days', EXE_SOI_DTD)"})
    cases.push_back({std::string("SELECT ") + key + " AS k, count(*) FROM er_prs_f GROUP BY 1", true});
  ExpectPlain(cases);
  ExpectPlain({
      {"SELECT z, count(*) FROM (SELECT y AS z, NUM_ENQ_IDT FROM (SELECT NUM_ENQ_IDT, month(d) AS y FROM (SELECT "
       "NUM_ENQ_IDT, "
       "min(EXE_SOI_DTD) AS d FROM er_prs_f WHERE PRS_PAI_MNT > 0 GROUP BY 1)) JOIN ir_ben_r USING (NUM_ENQ_IDT)) "
       "GROUP BY 1",
       true},
      {"WITH c(who, d) AS (SELECT NUM_ENQ_IDT, BEN_SEX_COD FROM ir_ben_r) SELECT c.d AS k, count(*) FROM c LEFT JOIN "
       "er_prs_f p ON p.NUM_ENQ_IDT = who GROUP BY 1",
       true},
      {"SELECT r, count(*) FROM (SELECT NUM_ENQ_IDT, BEN_RES_DPT_REG AS r FROM er_prs_f UNION ALL SELECT NUM_ENQ_IDT, "
       "BEN_RES_DPT_REG FROM er_prs_f) AS t GROUP BY 1",
       true},
  });
}

TEST(OutputReads, AKeyIsNotPlainThatIsMadeOfMoreOrOfWords) {
  std::vector<PlainCase> cases;
  for (const char* key :
       {"CASE WHEN PRS_PAI_MNT > 3 THEN 'dear' ELSE BEN_RES_DPT_REG END", "BEN_RES_DPT_REG || ' has more'",
        "BEN_RES_DPT_REG || year(EXE_SOI_DTD)", "concat(BEN_RES_DPT_REG, 'x')", "PRS_PAI_MNT > 3", "'all'",
        "year(EXE_SOI_DTD) * 1000 + month(EXE_SOI_DTD)", "coalesce(BEN_RES_DPT_REG, 'none')",
        "strftime(EXE_SOI_DTD, 'P7 was here in %Y')", "strftime(EXE_SOI_DTD, BEN_RES_DPT_REG)",
        "replace(BEN_RES_DPT_REG, 'A', 'i')", "nullif(BEN_RES_DPT_REG, 'A')", "if(PRS_PAI_MNT > 3, 1, 2)",
        "greatest(year(EXE_SOI_DTD), month(EXE_SOI_DTD))", "translate(BEN_RES_DPT_REG, 'AB', 'yn')",
        "BEN_RES_DPT_REG IS NULL", "hash(BEN_RES_DPT_REG)::BIGINT"})
    cases.push_back({std::string("SELECT ") + key + " AS k, count(*) FROM er_prs_f GROUP BY 1", false});
  ExpectPlain(cases);
  const std::string of_person = ", count(*) FROM (SELECT NUM_ENQ_IDT, ";
  ExpectPlain({
      {"SELECT k" + of_person + "count(*) AS k FROM er_prs_f GROUP BY 1) AS t GROUP BY 1", false},
      {"SELECT k" + of_person + "sum(PRS_PAI_MNT) AS k FROM er_prs_f GROUP BY 1) AS t GROUP BY 1", false},
      {"SELECT k" + of_person + "max(EXE_SOI_DTD) - min(EXE_SOI_DTD) AS k FROM er_prs_f GROUP BY 1) AS t GROUP BY 1",
       false},
      {"SELECT k" + of_person +
           "max(BEN_RES_DPT_REG) FILTER (WHERE PRS_PAI_MNT > 3) AS k FROM er_prs_f GROUP BY 1) AS t GROUP BY 1",
       false},
      {"SELECT k" + of_person +
           "min(EXE_SOI_DTD) OVER (PARTITION BY NUM_ENQ_IDT ORDER BY PRS_PAI_MNT) AS k FROM er_prs_f) AS t GROUP BY 1",
       false},
      {"SELECT k" + of_person +
           "(SELECT max(BEN_SEX_COD) FROM ir_ben_r b WHERE b.NUM_ENQ_IDT = l.NUM_ENQ_IDT) AS k FROM er_prs_f l) AS t "
           "GROUP BY 1",
       false},
      {"SELECT x.s AS k, count(*) FROM er_prs_f l LEFT JOIN (SELECT NUM_ENQ_IDT, BEN_SEX_COD AS s FROM ir_ben_r) x ON "
       "x.NUM_ENQ_IDT = l.NUM_ENQ_IDT GROUP BY 1",
       false},
      {"SELECT g.label, count(*) FROM ir_ben_r b JOIN (VALUES (1, 'men'), (2, 'women')) AS g(code, label) ON g.code = "
       "b.BEN_SEX_COD GROUP BY 1",
       false},
      {"SELECT r, count(*) FROM (SELECT NUM_ENQ_IDT, BEN_RES_DPT_REG AS r FROM er_prs_f UNION ALL SELECT NUM_ENQ_IDT, "
       "BEN_RES_DPT_REG FROM ir_ben_r) AS t GROUP BY 1",
       false},
  });
}

}  // namespace
}  // namespace bouclier::workspace

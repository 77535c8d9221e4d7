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

std::vector<std::string> Tokens(const std::string& sql) {
  std::vector<std::string> tokens;
  const auto kind = [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return std::isspace(u) ? 0 : std::isalnum(u) || c == '_' || c == '\'' ? 1 : 2;
  };
  for (size_t i = 0; i < sql.size();) {
    size_t end = i + 1;
    while (end < sql.size() && kind(sql[end]) == kind(sql[i]) && kind(sql[i]) == 1) ++end;
    if (kind(sql[i])) tokens.push_back(sql.substr(i, end - i));
    i = end;
  }
  return tokens;
}

// One to three words taken out, doubled, or put in place of others.
std::string Mutated(const std::string& sql, std::mt19937& random) {
  auto tokens = Tokens(sql);
  const auto below = [&](size_t n) { return random() % n; };
  for (size_t times = 1 + below(3); times > 0 && tokens.size() > 4; --times) {
    const auto at = static_cast<std::ptrdiff_t>(below(tokens.size()));
    switch (below(9)) {
      case 0: {
        const auto length = static_cast<std::ptrdiff_t>(1 + below(5));
        const auto end = std::min<std::ptrdiff_t>(at + length, static_cast<std::ptrdiff_t>(tokens.size()));
        tokens.erase(tokens.begin() + at, tokens.begin() + end);
        break;
      }
      case 1:
        tokens[static_cast<size_t>(at)] = tokens[below(tokens.size())];
        break;
      case 2:
        std::swap(tokens[static_cast<size_t>(at)], tokens[below(tokens.size())]);
        break;
      default: {
        // A name for a name keeps more queries readable.
        static const std::vector<std::string> kWords = {"who", "line", "region", "n",     "money", "a",    "b",
                                                        "r",   "x",    "LEFT",   "RIGHT", "SEMI",  "ANTI", "NOT",
                                                        "OR",  "AND",  "ALL",    "UNION", "EXCEPT"};
        const auto is_word = [](const std::string& token) {
          return std::find(kWords.begin(), kWords.end(), token) != kWords.end();
        };
        const auto word = std::find_if(tokens.begin() + at, tokens.end(), is_word);
        if (word == tokens.end()) break;
        const bool name = word->size() == 1 || std::islower(static_cast<unsigned char>((*word)[0]));
        *word = name ? kWords[below(9)] : kWords[9 + below(kWords.size() - 9)];
      }
    }
  }
  std::string text;
  for (const std::string& token : tokens) {
    const bool glued =
        token == "." || (!text.empty() && text.back() == '.') || token == ":" || token == "=" || token == ">";
    text += (text.empty() || glued ? "" : " ") + token;
  }
  return text;
}

// What the analyser still takes of queries that were spoilt at random is as right as what was written well.
TEST(OutputOracle, SpoiltQueriesAreRefusedOrAgree) {
  OutputOracle oracle(GenerateTables(7));
  OutputGenerator generator(7);
  std::mt19937 random(7);
  size_t refused = 0, agreed = 0;
  for (int i = 0; i < 800; ++i) {
    const std::string sql = Mutated(generator.Query(), random);
    auto query = oracle.whole().ReadOutput(sql);
    if (!query.ok()) {
      refused += query.error().message.rfind("refuse output", 0) == 0;
      continue;
    }
    auto run = oracle.whole().RunOutput(*query);
    if (!run.ok()) continue;  // its parts do not fit each other
    const std::string differs = oracle.Differs(sql, *query, *run);
    if (differs.rfind("part: ", 0) == 0) continue;  // the oracle itself could not ask
    EXPECT_EQ(differs, "") << sql;
    ++agreed;
  }
  EXPECT_GT(refused, 200);
  EXPECT_GT(agreed, 20);
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
    auto plan = PlanOutput(prepared->parsed(), columns, {}, PersonRules::Joins::kTestOnlyAny);
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

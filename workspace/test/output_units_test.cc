// SPDX-License-Identifier: Apache-2.0
// Units that a rule counts beside persons: establishments here. Each is found on the rows that are counted, or the
// query is refused by the name of what loses it.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>
#include <random>

#include "output_tables.h"

namespace bouclier::workspace {
namespace {

const std::vector<CountedUnit> kEstablishments = {{"establishment", {"t_mcoaac", "ETA_NUM"}},
                                                  {"establishment", {"T_MCOaaB", "ETA_NUM"}}};

SqlSession Open(const OutputTables& tables) {
  SqlLimits limits;
  limits.rows = 1'000'000;
  return SqlSession::Make(SqlTablesOf(tables), limits).value();
}

TEST(OutputUnits, LostOnesAreRefusedByName) {
  SqlSession session = Open(GenerateTables(1));
  const std::string counted = " that loses the establishment (t_mcoaac.ETA_NUM)";
  const std::string top = "SELECT count(*) AS n FROM ";
  const std::string stays = "SELECT NUM_ENQ_IDT, ETA_NUM FROM t_mcoaac";
  const std::pair<std::string, std::string> lost[] = {
      {top + "(SELECT NUM_ENQ_IDT FROM t_mcoaac) AS s", "a subquery" + counted},
      {top + "(SELECT NUM_ENQ_IDT, count(*) AS n FROM t_mcoaac GROUP BY NUM_ENQ_IDT) AS s", "a subquery" + counted},
      {top + "(SELECT NUM_ENQ_IDT, max(ETA_NUM) AS ETA_NUM FROM t_mcoaac GROUP BY 1) AS s", "a subquery" + counted},
      {top + "(SELECT NUM_ENQ_IDT, coalesce(ETA_NUM, 1) AS ETA_NUM FROM t_mcoaac) AS s", "a subquery" + counted},
      {top + "(SELECT a.NUM_ENQ_IDT, a.ETA_NUM FROM t_mcoaac a JOIN t_mcoaac b ON a.NUM_ENQ_IDT = b.NUM_ENQ_IDT) AS s",
       "a subquery" + counted},
      {"WITH c AS (" + stays + ") " + top + "(SELECT a.* FROM c a JOIN c b ON a.NUM_ENQ_IDT = b.NUM_ENQ_IDT) AS s",
       "a subquery" + counted},
      {top + "ir_ben_r b WHERE EXISTS (SELECT 1 FROM t_mcoaac s WHERE s.NUM_ENQ_IDT = b.NUM_ENQ_IDT)",
       "a subquery in an expression" + counted},
      {top + "ir_ben_r b WHERE NOT EXISTS (SELECT 1 FROM t_mcoaac s WHERE s.NUM_ENQ_IDT = b.NUM_ENQ_IDT)",
       "a subquery in an expression" + counted},
      {top + "ir_ben_r b WHERE NUM_ENQ_IDT IN (SELECT NUM_ENQ_IDT FROM t_mcoaac)",
       "a subquery in an expression" + counted},
      {top + "ir_ben_r b WHERE (SELECT count(*) FROM t_mcoaac s WHERE s.NUM_ENQ_IDT = b.NUM_ENQ_IDT) > 1",
       "a subquery in an expression" + counted},
      {top + "ir_ben_r b SEMI JOIN t_mcoaac s ON s.NUM_ENQ_IDT = b.NUM_ENQ_IDT", "an outer join" + counted},
      {top + "ir_ben_r b LEFT JOIN t_mcoaac s ON s.NUM_ENQ_IDT = b.NUM_ENQ_IDT AND s.ETA_NUM = 10000001 WHERE "
             "s.RSA_NUM_P IS NULL",
       "an outer join" + counted},
      {top + "t_mcoaac s RIGHT JOIN ir_ben_r b ON s.NUM_ENQ_IDT = b.NUM_ENQ_IDT", "an outer join" + counted},
      {top + "(" + stays + " UNION ALL SELECT NUM_ENQ_IDT, 7 FROM ir_ben_r) AS s",
       "a UNION, EXCEPT or INTERSECT with other things in that place" + counted},
      {top + "(" + stays + " UNION ALL SELECT NUM_ENQ_IDT, NULL FROM ir_ben_r) AS s",
       "a UNION, EXCEPT or INTERSECT with other things in that place" + counted},
      {top + "(SELECT s.*, sum(1) OVER (PARTITION BY NUM_ENQ_IDT) AS w FROM t_mcoaac AS s) AS s", "a window" + counted},
      {top + "(SELECT NUM_ENQ_IDT, 1 AS ETA_NUM, t.ETA_NUM AS e, sum(1) OVER (PARTITION BY NUM_ENQ_IDT, "
             "1) AS w FROM t_mcoaac t) AS s",
       "a window" + counted},
      {top + "(SELECT DISTINCT ON (NUM_ENQ_IDT) NUM_ENQ_IDT, ETA_NUM FROM t_mcoaac) AS s", "a DISTINCT ON" + counted},
      {top + "(SELECT * FROM t_mcoaac a JOIN (SELECT NUM_ENQ_IDT AS who, ETA_NUM FROM t_mcoaac) b ON who = "
             "NUM_ENQ_IDT AND a.ETA_NUM = b.ETA_NUM) AS s",
       "two columns named eta_num"},
      {top + "(SELECT a.NUM_ENQ_IDT, b.ETA_NUM FROM t_mcoaac a JOIN t_mcoaac b USING (NUM_ENQ_IDT, ETA_NUM)) AS s",
       "a subquery" + counted},
  };
  for (const auto& [sql, what] : lost) {
    const auto query = session.ReadOutput(sql, kEstablishments);
    ASSERT_FALSE(query.ok()) << sql;
    EXPECT_EQ(query.error().code, ErrorCode::kUnsupported) << sql;
    EXPECT_EQ(query.error().message, "refuse output: " + what) << sql;
    if (query.error().message.find("loses") == std::string::npos) continue;
    EXPECT_EQ(query.error().refusal, Refusal::kUnitLost) << sql;
    EXPECT_NE(query.error().hint.find("keep ETA_NUM as a column of its own"), std::string::npos);
    EXPECT_TRUE(session.ReadOutput(sql).ok()) << "by persons alone it is understood: " << sql;
  }
}

TEST(OutputUnits, OnesThatStayAreCountedAsOftenAsTheirTableIsRead) {
  SqlSession session = Open(GenerateTables(1));
  const std::string stays = "SELECT NUM_ENQ_IDT, ETA_NUM FROM t_mcoaac";
  const std::pair<std::string, size_t> kept[] = {
      {"ir_ben_r", 0},
      {"er_prs_f l JOIN er_pha_f d ON l.LINE_P = d.LINE_P", 0},
      {"t_mcoaac", 1},
      {"(" + stays + ") AS s(who, where_it_was)", 1},
      {"(SELECT s.*, rank() OVER (PARTITION BY NUM_ENQ_IDT, ETA_NUM ORDER BY EXE_SOI_DTD) AS w FROM t_mcoaac s) s", 1},
      {"(" + stays + " UNION " + stays + ") AS s", 1},
      {"(SELECT NUM_ENQ_IDT, ETA_NUM, count(*) FROM t_mcoaac GROUP BY ALL) AS s", 1},
      {"t_mcoaac s LEFT JOIN ir_ben_r b ON s.NUM_ENQ_IDT = b.NUM_ENQ_IDT", 1},
      {"t_mcoaac c JOIN t_mcoaab b ON c.RSA_NUM_P = b.RSA_NUM_P", 2},
      {"t_mcoaac c JOIN t_mcoaab b USING (RSA_NUM_P, ETA_NUM)", 1},
      {"t_mcoaac a JOIN t_mcoaac b ON a.NUM_ENQ_IDT = b.NUM_ENQ_IDT", 2},
  };
  for (const auto& [from, columns] : kept) {
    const auto query = session.ReadOutput("SELECT count(*) AS n FROM " + from, kEstablishments);
    ASSERT_TRUE(query.ok()) << from << ": " << query.error().message;
    EXPECT_EQ(query->units().size(), columns) << from;
    const auto run = session.RunOutput(*query);
    ASSERT_TRUE(run.ok()) << from << ": " << run.error().message;
    EXPECT_EQ(run->by_unit.size(), columns) << from;
  }
}

// Queries whose rows carry h0, h1, …, from a seed.
class UnitGenerator {
 public:
  struct Inner {
    std::string sql;  // who, region, money, n, h0…
    size_t units = 1;
  };
  explicit UnitGenerator(uint32_t seed) : random_(seed) {}

  Inner Make(int depth) {
    if (depth == 0 || OneIn(5)) return Table();
    const Inner a = Make(depth - 1);
    const std::string more = Holders(a.units);
    const std::string from = "(" + a.sql + ") AS a";
    switch (Below(7)) {
      case 0:
        return {fmt::format("SELECT who, min(region) AS region, sum(money)::bigint AS money, count(*) AS n{} FROM {} "
                            "GROUP BY who{}",
                            more, from, more),
                a.units};
      case 1:
        return {fmt::format("SELECT who, region, money, rank() OVER (PARTITION BY who{} ORDER BY money, n) AS n{} FROM "
                            "{}",
                            more, more, from),
                a.units};
      case 2: {
        const Inner b = Make(depth - 1);
        if (a.units + b.units > 3) return a;
        return {fmt::format("SELECT a.who, a.region, b.money, a.n{}{} FROM {} JOIN ({}) AS b ON a.who = b.who AND a.n "
                            "<= b.n",
                            Holders(a.units, "a."), Holders(b.units, "b.", a.units), from, b.sql),
                a.units + b.units};
      }
      case 3: {
        const char* kinds[] = {"UNION ALL", "UNION", "EXCEPT", "INTERSECT ALL"};
        return {fmt::format("SELECT who, region, money, n::bigint AS n{0} FROM {1} {2} SELECT who, region, money, "
                            "n::bigint{0} FROM ({3}) AS b",
                            more, from, kinds[Below(4)], Make(depth - 1).sql),
                a.units};
      }
      case 4:
        return {fmt::format("SELECT a.who, b.BEN_RES_DPT_REG AS region, a.money, a.n{} FROM {} {} JOIN ir_ben_r b "
                            "ON a.who = b.NUM_ENQ_IDT",
                            Holders(a.units, "a."), from, OneIn(2) ? "LEFT" : ""),
                a.units};
      case 5:
        return {fmt::format("SELECT DISTINCT who, region, money, n % 3 AS n{} FROM {}", more, from), a.units};
      default:
        return {fmt::format("SELECT who, region, money, n{} FROM {} WHERE {}", more, from,
                            OneIn(2) ? "n % 2 = 0 OR region = 'A'" : "who IN (SELECT NUM_ENQ_IDT FROM ir_ben_r)"),
                a.units};
    }
  }

 private:
  bool OneIn(int n) { return random_() % static_cast<uint32_t>(n) == 0; }
  size_t Below(size_t n) { return random_() % n; }
  static std::string Holders(size_t units, const std::string& of = "", size_t first = 0) {
    std::string all;
    for (size_t i = 0; i < units; ++i) all += fmt::format(", {}h{} AS h{}", of, i, first + i);
    return of.empty() ? Plain(units) : all;
  }
  static std::string Plain(size_t units) {
    std::string all;
    for (size_t i = 0; i < units; ++i) all += fmt::format(", h{}", i);
    return all;
  }
  Inner Table() {
    if (OneIn(2))
      return {
          "SELECT NUM_ENQ_IDT AS who, 'A' AS region, 5 AS money, month(EXE_SOI_DTD) AS n, ETA_NUM AS h0 FROM "
          "t_mcoaac"};
    return {
        "SELECT c.NUM_ENQ_IDT AS who, b.DGN_PAL AS region, b.SEJ_NBJ AS money, month(c.EXE_SOI_DTD) AS n, c.ETA_NUM AS "
        "h0, b.ETA_NUM AS h1 FROM t_mcoaac c JOIN t_mcoaab b ON c.RSA_NUM_P = b.RSA_NUM_P",
        2};
  }
  std::mt19937 random_;
};

constexpr const char* kMeasures =
    "count(*) AS m0, sum(r.money) AS m1, count(DISTINCT r.who) AS m2, count(DISTINCT r.who) FILTER (WHERE r.n > 1) AS "
    "m3";

// What one unit adds, found row by row.
struct Added {
  int64_t rows = 0, money = 0;
  std::set<std::string> persons, late;
};
using ByKey = std::map<std::string, std::map<std::string, Added>>;  // cell → unit → …

ByKey AddedRowByRow(SqlSession& session, const UnitGenerator::Inner& inner, size_t unit) {
  const auto rows =
      session.Run(fmt::format("SELECT region, n % 2, h{}, who, money, n FROM ({}) AS r", unit, inner.sql));
  EXPECT_TRUE(rows.ok()) << rows.error().message << inner.sql;
  ByKey all;
  for (const auto& row : rows->rows) {
    auto& cell = all[row[0].text.value_or("∅") + "|" + row[1].text.value_or("∅")];
    if (!row[2].text) continue;
    Added& added = cell[*row[2].text];  // a row without a number is of no unit
    ++added.rows;
    added.money += std::stoll(row[4].text.value_or("0"));
    if (!row[3].text) continue;
    added.persons.insert(*row[3].text);
    if (row[5].text && std::stoll(*row[5].text) > 1) added.late.insert(*row[3].text);
  }
  return all;
}

std::string KeyOf(const std::vector<SqlCell>& values) {
  return values[0].text.value_or("∅") + "|" + values[1].text.value_or("∅");
}

std::string Asked(const UnitGenerator::Inner& inner) {
  return fmt::format("SELECT r.region, r.n % 2 AS odd, {} FROM ({}) AS r GROUP BY ALL", kMeasures, inner.sql);
}

TEST(OutputUnits, GeneratedQueriesAgreeWithRowsCountedOneByOne) {
  SqlSession session = Open(GenerateTables(5));
  UnitGenerator generator(5);
  size_t agreed = 0, several = 0;
  for (int i = 0; i < 150; ++i) {
    const UnitGenerator::Inner inner = generator.Make(3);
    const auto query = session.ReadOutput(Asked(inner), kEstablishments);
    if (!query.ok()) continue;  // two sides of a UNION with another's numbers
    ASSERT_EQ(query->units().size(), inner.units) << inner.sql;
    const auto run = session.RunOutput(*query);
    if (!run.ok()) continue;  // sides of another width
    for (size_t unit = 0; unit < inner.units; ++unit) {
      const ByKey expected = AddedRowByRow(session, inner, unit);
      ASSERT_EQ(run->cells.size(), expected.size()) << inner.sql;
      for (size_t at = 0; at < run->cells.size(); ++at) {
        const auto& added = expected.at(KeyOf(run->cells[at].values));
        const OutputCell& cell = run->by_unit[unit].cells[at];
        ASSERT_EQ(cell.persons.size(), added.size()) << KeyOf(run->cells[at].values) << inner.sql;
        size_t place = 0;  // numbers ascend with names, and so does the map
        for (const auto& [name, one] : added) {
          EXPECT_EQ(cell.measures[0].contributions[place], one.rows) << inner.sql;
          EXPECT_EQ(cell.measures[1].contributions[place], one.money) << inner.sql;
          EXPECT_EQ(cell.measures[2].contributions[place], static_cast<int64_t>(one.persons.size())) << inner.sql;
          EXPECT_EQ(cell.measures[3].contributions[place], static_cast<int64_t>(one.late.size())) << inner.sql;
          ++place;
        }
        several += added.size() > 1;
      }
    }
    ++agreed;
  }
  EXPECT_GT(agreed, 80u);
  EXPECT_GT(several, 200u);
}

OutputTables Without(OutputTables tables, int64_t hospital) {
  std::erase_if(tables.stays, [&](const StayRow& row) { return row.hospital == hospital; });
  std::erase_if(tables.cases, [&](const StayCaseRow& row) { return row.hospital == hospital; });
  return tables;
}

std::map<std::string, std::string> CellsOf(SqlSession& session, const std::string& sql) {
  std::map<std::string, std::string> cells;
  const auto answer = session.Run(sql);
  EXPECT_TRUE(answer.ok()) << answer.error().message << sql;
  for (const auto& row : answer->rows)
    for (size_t i = 2; i < row.size(); ++i) cells[KeyOf(row)] += row[i].text.value_or("∅") + " ";
  return cells;
}

// The hospitals of each cell, by the columns that hold them.
std::map<std::string, std::set<std::string>> HospitalsOf(SqlSession& session, const UnitGenerator::Inner& inner) {
  std::map<std::string, std::set<std::string>> all;
  for (size_t unit = 0; unit < inner.units; ++unit)
    for (const auto& [cell, units] : AddedRowByRow(session, inner, unit))
      for (const auto& [name, added] : units) all[cell].insert(name);
  return all;
}

// How many cells, in which a hospital is not counted, change when its rows are taken out of the base.
size_t ChangedUnseen(const OutputTables& tables, const UnitGenerator::Inner& inner) {
  SqlSession whole = Open(tables);
  const auto before = CellsOf(whole, Asked(inner));
  auto counted = HospitalsOf(whole, inner);
  size_t changed = 0;
  for (int64_t hospital = 10'000'000; hospital < 10'000'004; ++hospital) {
    SqlSession less = Open(Without(tables, hospital));
    auto after = CellsOf(less, Asked(inner));
    for (const auto& [cell, numbers] : before)
      changed += !counted[cell].contains(std::to_string(hospital)) && after[cell] != numbers;
  }
  return changed;
}

// Nothing of a unit is in a cell that does not count it.
TEST(OutputUnits, ACellThatDoesNotCountAUnitDoesNotChangeWithoutIt) {
  const OutputTables tables = GenerateTables(6, 5, 20);
  SqlSession session = Open(tables);
  UnitGenerator generator(6);
  size_t agreed = 0;
  for (int i = 0; i < 40; ++i) {
    const UnitGenerator::Inner inner = generator.Make(3);
    const auto query = session.ReadOutput(Asked(inner), kEstablishments);
    if (!query.ok() || !session.RunOutput(*query).ok()) continue;
    EXPECT_EQ(ChangedUnseen(tables, inner), 0u) << inner.sql;
    ++agreed;
  }
  EXPECT_GT(agreed, 20u);
  // The twin counts persons alone: it takes queries that lose the hospital, and cells change that count none.
  for (const char* lost :
       {"SELECT NUM_ENQ_IDT AS who, 'A' AS region, 5 AS money, count(*) AS n FROM t_mcoaac GROUP BY NUM_ENQ_IDT",
        "SELECT b.NUM_ENQ_IDT AS who, 'A' AS region, 5 AS money, 1 AS n FROM ir_ben_r b WHERE EXISTS (SELECT 1 FROM "
        "t_mcoaac s WHERE s.NUM_ENQ_IDT = b.NUM_ENQ_IDT AND s.ETA_NUM = 10000001)",
        "SELECT b.NUM_ENQ_IDT AS who, 'A' AS region, 5 AS money, 1 AS n FROM ir_ben_r b LEFT JOIN t_mcoaac s ON "
        "s.NUM_ENQ_IDT = b.NUM_ENQ_IDT AND s.ETA_NUM = 10000001 WHERE s.RSA_NUM_P IS NULL"}) {
    const UnitGenerator::Inner inner{lost, 0};
    EXPECT_FALSE(session.ReadOutput(Asked(inner), kEstablishments).ok());
    EXPECT_TRUE(session.ReadOutput(Asked(inner)).ok());
    EXPECT_GT(ChangedUnseen(tables, inner), 0u);
  }
}

}  // namespace
}  // namespace bouclier::workspace

// SPDX-License-Identifier: Apache-2.0
// Queries over the grammar of docs/formats/disclosure.md, from a seed. Each inner query gives the columns who, line,
// region, money, n; where `line` no longer is the care line as it stands in the table, it is null.
#pragma once

#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

namespace bouclier::workspace {

class OutputGenerator {
 public:
  explicit OutputGenerator(uint32_t seed) : random_(seed) {}

  std::string Query() {
    ctes_.clear();
    const Inner inner = Make(3);
    std::string keys, groups, measures;
    const bool all = OneIn(3);
    int number = 0;
    for (const char* key : {"r.region", "r.n", "r.n % 2", "coalesce(r.region, 'none')"}) {
      if (!OneIn(3)) continue;
      keys += fmt::format("{} AS k{}, ", key, number);
      groups += fmt::format("{}{}", groups.empty() ? "" : ", ",
                            OneIn(2)   ? std::string(key)
                            : OneIn(2) ? fmt::format("k{}", number)
                                       : std::to_string(number + 1));
      ++number;
    }
    int measure = 0;
    for (const char* text :
         {"count(*)", "count(r.money)", "count(DISTINCT r.who)", "sum(r.money)", "sum(r.n)", "avg(r.money)", "avg(r.n)",
          "count_if(r.n > 2)", "count(*) FILTER (WHERE r.money > 0)", "count(DISTINCT r.who) FILTER (WHERE r.n > 1)",
          "sum(r.money) FILTER (WHERE r.region = 'A')", "round(100.0 * count(r.money) / count(*), 1)",
          "sum(r.money) / nullif(count(DISTINCT r.who), 0)", "count(*) + 2 * sqrt(count(*))"}) {
      if (measure == 0 || OneIn(4))
        measures += fmt::format("{}{} AS m{}", measure ? ", " : "", text, measure), ++measure;
    }
    const std::string from = From(inner), where = OneIn(3) ? " WHERE " + Filter("r", 1, inner.has_line) : "";
    const std::string group = all ? " GROUP BY ALL" : groups.empty() ? "" : " GROUP BY " + groups;
    std::string with;
    for (size_t i = 0; i < ctes_.size(); ++i) with += fmt::format("{}c{} AS ({})", i ? ", " : "WITH ", i, ctes_[i]);
    return fmt::format("{} SELECT {}{} FROM {} AS r{}{}", with, keys, measures, from, where, group);
  }

 private:
  struct Inner {
    std::string sql;
    bool has_line = false;
  };

  bool OneIn(int n) { return random_() % static_cast<uint32_t>(n) == 0; }
  size_t Below(size_t n) { return random_() % n; }

  std::string From(const Inner& inner) {
    if (!OneIn(4) || ctes_.size() > 3) return "(" + inner.sql + ")";
    ctes_.push_back(inner.sql);
    return fmt::format("c{}", ctes_.size() - 1);
  }

  // Inner queries of nested CTEs stand before those that name them, since they are made first.
  Inner Make(int depth) {
    if (depth == 0 || OneIn(5)) return Table();
    switch (Below(11)) {
      case 0:
        return WithDrugs(Make(depth - 1));
      case 1:
      case 2:
        return Twice(Make(depth - 1), Make(depth - 1));
      case 3:
        return Grouped(Make(depth - 1));
      case 4:
        return United(Make(depth - 1), Make(depth - 1));
      case 5:
        return Window(Make(depth - 1));
      case 6:
        return {fmt::format("SELECT DISTINCT {} who, line, region, money, n FROM {} AS a",
                            OneIn(2) ? "ON (who, line, region, money, n)" : "", From(Make(depth - 1))),
                false};
      case 7:
        return Classes(Make(depth - 1));
      case 8:
        return Marked(Make(depth - 1), depth - 1);
      default:
        return Filtered(Make(depth - 1), depth - 1);
    }
  }

  Inner Table() {
    if (OneIn(3)) {
      return {
          "SELECT NUM_ENQ_IDT AS who, NULL::varchar AS line, BEN_RES_DPT_REG AS region, (BEN_SEX_COD * "
          "1.5)::decimal(18, 2) AS money, BEN_NAI_ANN % 5 AS n FROM ir_ben_r",
          false};
    }
    return {
        "SELECT NUM_ENQ_IDT AS who, LINE_P AS line, BEN_RES_DPT_REG AS region, PRS_PAI_MNT AS money, "
        "month(EXE_SOI_DTD) AS n FROM er_prs_f",
        true};
  }

  Inner WithDrugs(const Inner& a) {
    if (!a.has_line) return Grouped(a);
    const char* joins[] = {
        "{} AS a JOIN er_pha_f AS d ON a.line = d.LINE_P", "{} AS a LEFT JOIN er_pha_f AS d ON d.LINE_P = a.line",
        "er_pha_f AS d RIGHT JOIN {} AS a ON a.line = d.LINE_P AND d.PHA_ACT_QSN > 1",
        "{} AS a, er_pha_f AS d WHERE a.money > 0 AND a.line = d.LINE_P",
        "{} AS a JOIN (SELECT LINE_P, sum(PHA_ACT_QSN) AS PHA_ACT_QSN FROM er_pha_f GROUP BY LINE_P) AS d ON a.line = "
        "d.LINE_P"};
    return {"SELECT a.who, a.line, a.region, a.money, d.PHA_ACT_QSN AS n FROM " +
                fmt::format(fmt::runtime(joins[Below(5)]), From(a)),
            true};
  }

  Inner Twice(const Inner& a, const Inner& b) {
    const char* joins[] = {"{} AS a JOIN {} AS b ON a.who = b.who AND a.n <= b.n",
                           "{} AS a LEFT JOIN {} AS b ON b.who = a.who AND b.money > a.money",
                           "{1} AS b RIGHT JOIN {0} AS a ON a.who IS NOT DISTINCT FROM b.who",
                           "{} AS a JOIN {} AS b USING (who, n)", "{} AS a, {} AS b WHERE a.who = b.who"};
    return {"SELECT a.who, a.line, b.region, a.money, b.n FROM " +
                fmt::format(fmt::runtime(joins[Below(5)]), From(a), From(b)),
            a.has_line};
  }

  Inner Grouped(const Inner& a) {
    const char* forms[] = {
        "SELECT who, NULL::varchar AS line, min(region) AS region, sum(money) AS money, count(*) AS n FROM {} AS a "
        "GROUP BY who",
        "SELECT a.who, NULL::varchar AS line, a.region, max(a.money) AS money, a.n FROM {} AS a GROUP BY ALL",
        "SELECT who, NULL::varchar AS line, max(region) AS region, median(money) AS money, count(DISTINCT n) AS n FROM "
        "{} AS a "
        "GROUP BY 1 HAVING count(*) > 1"};
    Inner made{fmt::format(fmt::runtime(forms[Below(3)]), From(a)), false};
    // A median of decimals may be a real number: sums of those are refused.
    made.sql = "SELECT who, line, region, money::decimal(18, 2) AS money, n FROM (" + made.sql + ") AS g";
    return made;
  }

  Inner United(const Inner& a, const Inner& b) {
    const char* kinds[] = {"UNION ALL", "UNION", "EXCEPT", "INTERSECT", "EXCEPT ALL", "INTERSECT ALL"};
    const auto side = [&](const Inner& inner) {
      return fmt::format("SELECT who, line, region, money::decimal(18, 2) AS money, n::bigint AS n FROM {} AS u",
                         From(inner));
    };
    const std::string left = side(a), right = side(b);
    return {fmt::format("{} {} {}", left, kinds[Below(6)], right), a.has_line && b.has_line};
  }

  Inner Window(const Inner& a) {
    const char* forms[] = {
        "SELECT who, line, region, money, rank() OVER (PARTITION BY who ORDER BY n, money) AS n FROM {} AS a",
        "SELECT who, line, region, sum(money) OVER (PARTITION BY who, region)::decimal(18, 2) AS money, n FROM {} AS a",
        "SELECT who, line, region, money, n FROM {} AS a QUALIFY dense_rank() OVER (PARTITION BY a.who ORDER BY money) "
        "= 1"};
    return {fmt::format(fmt::runtime(forms[Below(3)]), From(a)), a.has_line};
  }

  Inner Classes(const Inner& a) {
    return {
        fmt::format("SELECT a.who, a.line, v.label AS region, a.money, a.n FROM {} AS a {} JOIN (VALUES ('low', 0, 2), "
                    "('high', 2, 99)) AS v(label, lo, hi) ON a.n BETWEEN v.lo AND v.hi",
                    From(a), OneIn(2) ? "LEFT" : ""),
        a.has_line};
  }

  Inner Marked(const Inner& a, int depth) {
    return {fmt::format(
                "SELECT a.who, a.line, CASE WHEN {} THEN 'in' ELSE a.region END AS region, a.money, a.n FROM {} AS a",
                Filter("a", depth, a.has_line), From(a)),
            a.has_line};
  }

  Inner Filtered(const Inner& a, int depth) {
    const std::string from = From(a);
    return {fmt::format("SELECT a.who, a.line, a.region, a.money, a.n FROM {} AS a WHERE {}", from,
                        Filter("a", depth, a.has_line)),
            a.has_line};
  }

  // A condition on the rows called `row`.
  std::string Filter(const std::string& row, int depth, bool has_line) {
    const auto inner = [&] { return "(" + Make(depth > 0 ? depth - 1 : 0).sql + ")"; };
    switch (Below(has_line ? 10 : 8)) {
      case 0:
        return fmt::format("EXISTS (SELECT 1 FROM {} AS x WHERE x.who = {}.who AND x.n > {}.n)", inner(), row, row);
      case 1:
        return fmt::format("NOT EXISTS (SELECT 1 FROM {} AS x WHERE x.who = {}.who AND x.money < 0)", inner(), row);
      case 2:
        return fmt::format("{}.who IN (SELECT y.who FROM {} AS y WHERE y.n > 1)", row, inner());
      case 3:
        return fmt::format("{}.money >= (SELECT avg(m.money) FROM {} AS m WHERE m.who = {}.who)", row, inner(), row);
      case 4:
        return fmt::format("({}.n > 1 OR {}.who IN (SELECT z.who FROM {} AS z))", row, row, inner());
      case 5:
        return fmt::format("(SELECT count(*) FROM {} AS c WHERE {}.who IS NOT DISTINCT FROM c.who) > 2", inner(), row);
      case 6:
        return row + ".region IN (SELECT v.x FROM (VALUES ('A'), ('C')) AS v(x))";
      case 7:
        return fmt::format("({}.money > 0 OR {}.region IS NULL)", row, row);
      case 8:
        return row + ".line IN (SELECT LINE_P FROM er_pha_f WHERE PHA_PRS_C13 = '3400930000011')";
      default:
        return fmt::format("NOT EXISTS (SELECT 1 FROM er_pha_f AS d WHERE d.LINE_P = {}.line AND d.PHA_ACT_QSN > 1)",
                           row);
    }
  }

  std::mt19937 random_;
  std::vector<std::string> ctes_;
};

}  // namespace bouclier::workspace

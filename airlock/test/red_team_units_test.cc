// SPDX-License-Identifier: Apache-2.0
// Attacks on establishments, where a permit protects them beside persons: every cell has persons enough, and few
// hospitals. docs/RED_TEAM.md.
#include "red_team.h"

namespace bouclier::airlock::test {
namespace {

using kernels::ProtectionUnit;

constexpr int64_t kOne = 99;  // the hospital that is attacked

class RedTeamUnits : public RedTeam {
 protected:
  RedTeamUnits() {
    units = {{"establishment", {"t_mcoaac", "ETA_NUM"}}, {"establishment", {"t_mcoaab", "ETA_NUM"}}};
    rules = kernels::DefaultRules();
    rules.further = {{ProtectionUnit::kEstablishment, {3, "rules for hospital data"}}};
    Fill();
    for (int person = 1; person <= 600; ++person) Stay(person, 10 * ((person - 1) / 60) + person % 5, 1 + person % 7);
  }
  // Twelve persons of region A go to the one hospital instead.
  void MoveToOne(int64_t days) {
    for (int i = 0; i < 12; ++i) {
      tables.stays[static_cast<size_t>(5 * i)].hospital = kOne;
      tables.cases[static_cast<size_t>(5 * i)] = {tables.stays[static_cast<size_t>(5 * i)].stay, kOne, "J10", days + i};
    }
  }
  static std::string ByRegion(const std::string& measures, const std::string& where = "") {
    return "SELECT b.BEN_RES_DPT_REG AS region, " + measures +
           " FROM t_mcoaac s JOIN ir_ben_r b ON b.NUM_ENQ_IDT = s.NUM_ENQ_IDT JOIN t_mcoaab c ON c.RSA_NUM_P = "
           "s.RSA_NUM_P" +
           where + " GROUP BY 1";
  }
  Told First(const Output& output, const Assessment& assessment) const {
    return Explain(output.figures.table, assessment, rules, "grippe", Audience::kAuthor).at(0);
  }
  // The first cell: for the unit's sake alone.
  void ExpectHiddenForUnit(const std::string& rule, const Output& output) {
    const Assessment assessment = Judge(output, rules);
    EXPECT_TRUE(assessment.hidden[0]);
    EXPECT_EQ(First(output, assessment).rule, rule);
    EXPECT_FALSE(Judge(output).hidden[0]);
  }

  RuleParameters rules;
};

TEST_F(RedTeamUnits, ManyPersonsOfOneHospital) {
  for (int person = 901; person <= 940; ++person) {
    Register(person, "K");
    Stay(person, kOne, 1 + person % 7);
  }
  const Output output = Ask(ByRegion("count(DISTINCT s.NUM_ENQ_IDT) AS persons"));
  EXPECT_EQ(output.figures.cells[10].units, 40u);
  const Assessment assessment = Judge(output, rules);
  EXPECT_EQ(assessment.verdict, Verdict::kPassWithHiddenCells);
  EXPECT_TRUE(assessment.hidden[10]);
  const Told told = First(output, assessment);
  EXPECT_EQ(told.rule, "small");
  EXPECT_EQ(told.unit, ProtectionUnit::kEstablishment);
  EXPECT_EQ(told.limit->origin, "rules for hospital data");
  EXPECT_EQ(told.learns.en,
            "fewer than 3 establishments are in it: one that is known to be among them could be recognised");
  EXPECT_EQ(told.learns.fr, "moins de 3 établissements y sont : l'un d'eux pourrait être reconnu");
  ExpectPass(Judge(output));  // by persons alone
  Say("forty persons of one hospital", "hidden by small");

  // The total of all regions less those shown would be that hospital's.
  EXPECT_EQ(std::ranges::count(assessment.hidden, true), 2);
  Output twin = output;
  for (ByUnit& by : twin.by_unit) by.sets.assign(by.sets.size(), {});
  EXPECT_EQ(std::ranges::count(Judge(twin, rules).hidden, true), 1) << "closes lines for persons alone";
  Say("the total less what is shown is one hospital's", "hidden by second");
}

TEST_F(RedTeamUnits, TheHospitalAsKey) {
  const Output output = Ask("SELECT ETA_NUM AS place, count(*) AS n FROM t_mcoaac GROUP BY 1");
  const Assessment assessment = Judge(output, rules);
  EXPECT_EQ(assessment.verdict, Verdict::kRefused);
  EXPECT_EQ(std::ranges::count(assessment.hidden, true), 50);
  ExpectPass(Judge(output));
  Say("a hospital as key", "refused by too_many_hidden");
}

TEST_F(RedTeamUnits, ZeroOneVectorOfOneHospital) {
  MoveToOne(1);
  const Output output =
      Ask(ByRegion("sum(CASE WHEN s.ETA_NUM = 99 OR b.BEN_RES_DPT_REG > 'A' THEN 1 ELSE 0 END) AS n"));
  ExpectHiddenForUnit("small", output);
  Say("0/1 vector of one hospital", "hidden by small");
}

TEST_F(RedTeamUnits, AllLessOneHospitalInOneCell) {
  MoveToOne(1);
  const Output output = Ask(ByRegion("sum(c.SEJ_NBJ) AS days, sum(c.SEJ_NBJ) FILTER (WHERE s.ETA_NUM <> 99) AS less"));
  ExpectHiddenForUnit("few_apart", output);
  Say("a sum, and the same less one hospital", "hidden by few_apart");
}

TEST_F(RedTeamUnits, OneHospitalMakesTheTotal) {
  MoveToOne(1000);
  Output output = Ask(ByRegion("sum(c.SEJ_NBJ) AS days"));
  for (ByUnit& by : output.by_unit)
    for (kernels::CellFigures& cell : by.cells) cell.numbers.clear();  // few_apart would hide it first
  const Assessment assessment = Judge(output, rules);
  EXPECT_EQ(assessment.verdict, Verdict::kRefused);
  const Told told = First(output, assessment);
  EXPECT_EQ(told.rule, "dominance");
  EXPECT_EQ(told.unit, ProtectionUnit::kEstablishment);
  EXPECT_EQ(told.learns.en, "one establishment makes more than 85 % of sum(c.SEJ_NBJ): the total nearly tells its own");
  EXPECT_EQ(told.learns.fr, "un établissement fait plus de 85 % de sum(c.SEJ_NBJ) : le total dit presque le sien");
  ExpectPass(Judge(output));
  // Of a count that is no secret.
  ExpectPass(Judge(Ask(ByRegion("count(DISTINCT s.NUM_ENQ_IDT) AS persons")), rules));
  Say("one hospital makes the total", "refused by dominance");
}

TEST_F(RedTeamUnits, AHospitalLostOnTheWay) {
  const std::string lost[] = {
      "SELECT b.BEN_RES_DPT_REG AS region, count(*) AS n FROM ir_ben_r b WHERE EXISTS (SELECT 1 FROM t_mcoaac s WHERE "
      "s.NUM_ENQ_IDT = b.NUM_ENQ_IDT AND s.ETA_NUM = 99) GROUP BY 1",
      "SELECT b.BEN_RES_DPT_REG AS region, count(*) AS n FROM ir_ben_r b JOIN (SELECT NUM_ENQ_IDT FROM t_mcoaac WHERE "
      "ETA_NUM = 99 GROUP BY NUM_ENQ_IDT) s ON s.NUM_ENQ_IDT = b.NUM_ENQ_IDT GROUP BY 1",
      "SELECT b.BEN_RES_DPT_REG AS region, count(*) AS n FROM ir_ben_r b LEFT JOIN t_mcoaac s ON s.NUM_ENQ_IDT = "
      "b.NUM_ENQ_IDT AND s.ETA_NUM = 99 WHERE s.NUM_ENQ_IDT IS NULL GROUP BY 1"};
  MoveToOne(1);
  for (const std::string& sql : lost) ExpectGrammarRefuses(sql, "loses the establishment (t_mcoaac.ETA_NUM)");
  units.clear();
  for (const std::string& sql : lost) ExpectPass(Judge(Ask(sql), rules));
  Say("a hospital chosen in EXISTS, lost in a GROUP BY of persons, or absent after an outer join",
      "refused by the grammar");
}

// A made-up key says something of one hospital beside a blank number; by persons the value is that of many.
TEST_F(RedTeamUnits, AKeyThatSpeaksOfOneHospital) {
  MoveToOne(1);
  const Output output = Ask(
      "SELECT CASE WHEN s.ETA_NUM = 99 THEN 'Z: its stays are short' ELSE b.BEN_RES_DPT_REG END AS k, count(DISTINCT "
      "s.NUM_ENQ_IDT) AS n FROM t_mcoaac s JOIN ir_ben_r b ON b.NUM_ENQ_IDT = s.NUM_ENQ_IDT GROUP BY 1");
  const Assessment assessment = Judge(output, rules);
  EXPECT_EQ(assessment.verdict, Verdict::kRefused);
  const auto all = Explain(output.figures.table, assessment, rules, "grippe", Audience::kAuthor);
  const auto told = std::ranges::find(all, "key_of_few", &Told::rule);
  ASSERT_NE(told, all.end());
  EXPECT_NE(told->learns.en.find("it says of fewer than 3 establishments"), std::string::npos) << told->learns.en;
  EXPECT_NE(told->learns.fr.find("moins de 3 établissements"), std::string::npos) << told->learns.fr;
  ExpectPass(Judge(output));
  Say("a made-up key that speaks of one hospital", "refused by key_of_few");
}

// Nobody's rows cannot be blank: a reader knows that the cell is nobody's.
TEST_F(RedTeamUnits, RowsOfNobodyOfOneHospital) {
  for (int i = 0; i < 20; ++i) tables.stays.push_back({std::nullopt, "S" + Name(i + 1), kOne, 1});
  const Output output = Ask(
      "SELECT EXE_SOI_DTD AS day, count(*) AS n FROM t_mcoaac WHERE NUM_ENQ_IDT IS NULL OR ETA_NUM < 99 GROUP BY 1");
  const Assessment assessment = Judge(output, rules);
  EXPECT_EQ(assessment.verdict, Verdict::kRefused);
  EXPECT_EQ(First(output, assessment).mend.en, "leave out rows without a person: WHERE NUM_ENQ_IDT IS NOT NULL");
  ExpectPass(Judge(output));
  Say("rows of nobody, all of one hospital", "refused by small");
}

// The memory keeps persons: twelve who went there are enough of them.
TEST_F(RedTeamUnits, OpenAllLessOneHospitalInTwoReleases) {
  MoveToOne(1);
  const Output all = Ask(ByRegion("count(DISTINCT s.NUM_ENQ_IDT) AS persons"));
  memory.Add(all, Judge(all, rules));
  ExpectPass(Judge(Ask(ByRegion("count(DISTINCT s.NUM_ENQ_IDT) AS persons", " WHERE s.ETA_NUM <> 99")), rules));
  SayOpen("all less one hospital, in two releases");
}

}  // namespace
}  // namespace bouclier::airlock::test

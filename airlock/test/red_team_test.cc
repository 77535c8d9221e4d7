// SPDX-License-Identifier: Apache-2.0
// Attacks on one output: each through a real session, refused or hidden, and let through by the judge's twin that lacks
// the rule. docs/RED_TEAM.md.
#include "red_team.h"

namespace bouclier::airlock::test {
namespace {

using kernels::Rule;

constexpr const char* kPersonsByRegion =
    "SELECT BEN_RES_DPT_REG AS region, count(DISTINCT NUM_ENQ_IDT) AS persons FROM ir_ben_r GROUP BY 1";

TEST_F(RedTeam, F30_DuplicatedRows) {
  Fill();
  for (int person = 901; person <= 903; ++person)
    for (int line = 0; line < 5; ++line) Care(person, "K", 0, 1000);
  const Output output = Ask("SELECT BEN_RES_DPT_REG AS region, count(*) AS lines FROM er_prs_f GROUP BY 1");
  ExpectHiddenBy("small", output, 10);
  ExpectNames("small", output, "cell region=K");
  Output twin = output;  // counts rows
  for (kernels::CellFigures& cell : twin.figures.cells) {
    cell.units = static_cast<uint32_t>(cell.sums[0].absolute);
    cell.sums[0].contributors = cell.units;
  }
  EXPECT_EQ(twin.figures.cells[10].units, 15u);
  EXPECT_FALSE(WithoutMargins(twin)[10]);
  Say("duplicated rows (15 rows of 3 persons)", "hidden by small");
}

TEST_F(RedTeam, F30_ZeroOneVectorOfFew) {
  Fill();
  const Output output =
      Ask("SELECT BEN_RES_DPT_REG AS region, sum(CASE WHEN BEN_NAI_ANN < 1906 AND BEN_RES_DPT_REG = 'A' OR "
          "BEN_RES_DPT_REG > 'A' THEN 1 ELSE 0 END) AS few FROM ir_ben_r GROUP BY 1");
  ExpectHiddenBy("small", output, 0);
  ExpectNames("small", output, "cell region=A");
  Output twin = output;  // looks at the persons of cells alone
  twin.figures.sums.clear();
  for (kernels::CellFigures& cell : twin.figures.cells) cell.sums.clear(), cell.numbers.clear();
  EXPECT_FALSE(WithoutMargins(twin)[0]);
  Say("0/1 vector of few", "hidden by small");
}

TEST_F(RedTeam, F30_ZeroOneVectorOfAllButFew) {
  Fill();
  const Output output =
      Ask("SELECT BEN_RES_DPT_REG AS region, sum(CASE WHEN BEN_NAI_ANN < 1906 AND BEN_RES_DPT_REG = 'A' THEN 0 ELSE 1 "
          "END) AS most FROM ir_ben_r GROUP BY 1");
  ExpectHiddenBy("small_complement", output, 0);
  ExpectNames("small_complement", output, "cell region=A");
  Output twin = output;
  for (kernels::CellFigures& cell : twin.figures.cells) cell.numbers.clear();
  EXPECT_TRUE(WithoutMargins(twin)[0]);
  EXPECT_FALSE(WithoutRule(twin, Rule::kSmallComplement)[0]);
  Say("0/1 vector of all but few", "hidden by small_complement");
}

// A constant lifts a 0/1 column: the sum is 100,000 times all, and the few.
TEST_F(RedTeam, F30_ZeroOneVectorLiftedByAConstant) {
  Fill();
  const std::string few = "CASE WHEN BEN_NAI_ANN < 1906 AND BEN_RES_DPT_REG = 'A' THEN 1 ELSE 0 END";
  const Output output =
      Ask("SELECT BEN_RES_DPT_REG AS region, sum(100000 + " + few + ") AS n FROM ir_ben_r GROUP BY 1");
  ExpectHiddenBy("few_apart", output, 0);
  ExpectNames("few_apart", output, "cell region=A");
  EXPECT_FALSE(WithoutRule(output, Rule::kFewApart)[0]);
  Say("0/1 vector lifted by a constant", "hidden by few_apart");
}

// Everybody adds another number, a multiple of a million: the last digits are those of few.
TEST_F(RedTeam, F30_DigitsOfFewPackedIntoASumOfMany) {
  Fill();
  const std::string few = "CASE WHEN BEN_NAI_ANN < 1906 AND BEN_RES_DPT_REG = 'A' THEN 1 ELSE 0 END";
  for (const std::string& packed : std::vector<std::string>{
           "BEN_NAI_ANN * 1000000 + " + few, "(BEN_NAI_ANN * 100 + BEN_SEX_COD) * 11 + 3 + " + few,
           "CASE WHEN BEN_NAI_ANN = 1907 AND BEN_RES_DPT_REG = 'A' THEN BEN_NAI_ANN WHEN BEN_SEX_COD = 1 THEN 1000000 "
           "ELSE -1000000 END"}) {
    const Output output = Ask("SELECT BEN_RES_DPT_REG AS region, sum(" + packed + ") AS n FROM ir_ben_r GROUP BY 1");
    ExpectHiddenBy("few_apart", output, 0);
    EXPECT_EQ(std::ranges::count(WithoutMargins(output), true), 1) << "no other region is";
    EXPECT_EQ(std::ranges::count(Judge(output).hidden, true), 2) << "the total less the others would be its number";
    EXPECT_FALSE(WithoutRule(output, Rule::kFewApart)[0]);
  }
  Say("digits of few packed into a sum of many", "hidden by few_apart");
}

TEST_F(RedTeam, F30_MeanMinusOneInOneTable) {
  Fill();
  const Output output =
      Ask("SELECT BEN_RES_DPT_REG AS region, avg(PRS_PAI_MNT) AS mean, count(PRS_PAI_MNT) AS n, sum(PRS_PAI_MNT) "
          "FILTER (WHERE NUM_ENQ_IDT <> "
          "'P7') AS less FROM er_prs_f GROUP BY 1");
  ExpectHiddenBy("few_apart", output, 0);
  ExpectNames("few_apart", output, "cell region=A");
  EXPECT_FALSE(WithoutRule(output, Rule::kFewApart)[0]);
  Say("mean minus one in one table", "hidden by few_apart");
}

// Of how many it is nobody sees; whoever knows the number has the sum.
TEST_F(RedTeam, AMeanWithoutItsCount) {
  Fill();
  const std::string mean = "SELECT BEN_RES_DPT_REG AS region, avg(PRS_PAI_MNT) AS mean",
                    from = " FROM er_prs_f GROUP BY 1";
  for (const std::string& bare :
       std::vector<std::string>{mean, "SELECT BEN_RES_DPT_REG AS region, sum(PRS_PAI_MNT) / count(*) AS mean",
                                mean + ", sum(PRS_PAI_MNT) AS paid",
                                mean + ", count(DISTINCT NUM_ENQ_IDT) FILTER (WHERE BEN_RES_DPT_REG <> 'A') AS n"}) {
    const Output output = Ask(bare + from);
    ExpectRefusedBy("mean_alone", output);
    ExpectNames("mean_alone", output, "column mean");
    RuleParameters twin = kernels::DefaultRules();
    twin.mean_origin.clear();
    EXPECT_NE(Judge(output, twin).verdict, Verdict::kRefused) << bare;
  }
  for (const char* count : {", count(DISTINCT NUM_ENQ_IDT) AS n", ", count(PRS_PAI_MNT) AS n", ", count(*) AS n"})
    ExpectPass(Judge(Ask(mean + count + from)));
  Say("a mean without its count", "refused by mean_alone");
}

// Men and women are more than ten each, and all but one together.
TEST_F(RedTeam, ThreeNumbersThatLeaveOne) {
  Fill();
  const Output output =
      Ask("SELECT BEN_RES_DPT_REG AS region, count(*) AS n, count(*) FILTER (WHERE BEN_SEX_COD = 1) AS a, count(*) "
          "FILTER (WHERE BEN_SEX_COD = 2 AND NUM_ENQ_IDT <> 'P7') AS b FROM ir_ben_r GROUP BY 1");
  ExpectHiddenBy("few_apart", output, 0);
  EXPECT_FALSE(WithoutRule(output, Rule::kFewApart)[0]);
  Say("three numbers that leave one person", "hidden by few_apart");
}

// A person stands in two cells of one table.
TEST_F(RedTeam, CohortOffByOneInOneTable) {
  Fill();
  const Output output = Ask(
      "SELECT g.label, count(*) AS n FROM ir_ben_r b JOIN (VALUES ('all'), ('less')) AS g(label) ON g.label = 'all' "
      "OR b.NUM_ENQ_IDT <> 'P7' GROUP BY g.label");
  ExpectRefusedBy("near_itself", output);
  Assessment twin = Judge(output);  // compares with other outputs alone
  std::erase_if(twin.hits, [](const NearHit& hit) { return hit.release == 0; });
  EXPECT_TRUE(twin.hits.empty() && twin.findings.empty() && twin.safe);
  Say("a cohort off by one in one table", "refused by near_itself");
}

// The same with two columns: what one counts in a cell is near to what the other counts in another cell.
TEST_F(RedTeam, CohortOffByOneInTwoColumns) {
  Fill();
  const Output output =
      Ask("SELECT g.label, count(*) AS n, count(*) FILTER (WHERE b.BEN_RES_DPT_REG = 'A' AND (g.label = 'all' AND "
          "b.NUM_ENQ_IDT <> 'P7' OR b.BEN_SEX_COD = 1)) AS m FROM ir_ben_r b JOIN (VALUES ('all'), ('a')) AS g(label) "
          "ON g.label = 'all' OR b.BEN_RES_DPT_REG = 'A' GROUP BY g.label");
  ExpectRefusedBy("near_itself", output);
  Assessment twin = Judge(output);
  std::erase_if(twin.hits, [](const NearHit& hit) { return hit.release == 0; });
  EXPECT_TRUE(twin.hits.empty() && twin.findings.empty() && twin.safe);
  Say("a cohort off by one in two columns of one table", "refused by near_itself");
}

TEST_F(RedTeam, F30_Margins) {
  Fill();
  for (int person = 901; person <= 906; ++person) tables.persons.push_back({Name(person), "N", "K", 1, 1950});
  for (int person = 907; person <= 946; ++person) tables.persons.push_back({Name(person), "N", "K", 2, 1950});
  const Output output = Ask(
      "SELECT BEN_RES_DPT_REG AS region, BEN_SEX_COD AS sex, count(DISTINCT NUM_ENQ_IDT) AS n FROM ir_ben_r GROUP BY "
      "ALL");
  const Assessment assessment = Judge(output);
  EXPECT_EQ(assessment.verdict, Verdict::kPassWithHiddenCells) << Why(output, assessment);
  EXPECT_TRUE(RulesOf(output, assessment).contains("second"));
  EXPECT_TRUE(assessment.hidden[20] && assessment.hidden[21]) << "K by sex: its total would give back six";
  ExpectNames("small", output, "cell region=K, sex=1");
  ExpectNames("second", output, "cell region=K, sex=2");
  const std::vector<bool> twin = WithoutMargins(output);
  EXPECT_TRUE(twin[20] && !twin[21]) << "46 in K, 40 of sex 2: six of sex 1";
  Say("margins of this table", "hidden by second");
}

TEST_F(RedTeam, F30_RememberedMargins) {
  Fill();
  for (int person = 901; person <= 946; ++person)
    tables.persons.push_back({Name(person), "N", "K", person <= 906 ? 1 : person % 3 + 2, 1950});
  Release("SELECT BEN_RES_DPT_REG AS region, count(DISTINCT NUM_ENQ_IDT) AS n FROM ir_ben_r GROUP BY 1");
  const Output output =
      Ask("SELECT BEN_SEX_COD AS code, count(DISTINCT NUM_ENQ_IDT) AS n FROM ir_ben_r WHERE BEN_RES_DPT_REG = 'K' OR "
          "BEN_RES_DPT_REG IS NULL GROUP BY 1");
  // Four cells, one of six: with a second one half of it is hidden.
  ExpectRefusedBy("second", output);
  ExpectNames("small", output, "cell code=1");
  ExpectNames("second", output, "cell code=2", {"cell region=K", "cellule region=K"}, 1);
  const std::vector<bool> twin = WithoutMargins(output);
  EXPECT_EQ(std::ranges::count(twin, true), 1) << "46 were released, 40 are shown";
  // To another project it is a figure that was released, to a reviewer it is whose.
  const Assessment assessment = Judge(output);
  for (const auto audience : {Audience::kAuthor, Audience::kReviewer})
    for (const Told& told : Explain(output.figures.table, assessment, kernels::DefaultRules(), "asthma", audience)) {
      if (told.rule != "second") continue;
      EXPECT_EQ(told.release.has_value(), audience == Audience::kReviewer);
      EXPECT_EQ(told.learns.en.find("grippe") != std::string::npos, audience == Audience::kReviewer);
      EXPECT_EQ(told.learns.en.find("a figure that was released before") != std::string::npos,
                audience == Audience::kAuthor);
    }
  Say("margins that were released before", "hidden by second, refused by too_many_hidden");
}

TEST_F(RedTeam, PercentileOfFew) {
  Fill(1, 20);
  for (const char* aggregate : {"quantile_cont(PRS_PAI_MNT, 0.99)", "median(PRS_PAI_MNT)", "max(PRS_PAI_MNT)",
                                "min(PRS_PAI_MNT)", "any_value(PRS_PAI_MNT)"}) {
    const auto made = Propose(std::string("SELECT ") + aggregate + " FROM er_prs_f");
    ASSERT_FALSE(made.ok()) << aggregate;
    EXPECT_EQ(made.error().code, ErrorCode::kUnsupported);
  }
  ExpectGrammarRefuses("SELECT quantile_cont(PRS_PAI_MNT, 0.99) FROM er_prs_f", "the aggregate quantile_cont");
  ExpectGrammarRefuses("SELECT max(PRS_PAI_MNT) FROM er_prs_f", "the aggregate max");
  Say("percentile of few", "refused by the grammar");
}

TEST_F(RedTeam, KeyMadeOfAPseudonym) {
  Fill(1, 20);
  for (const char* key : {"NUM_ENQ_IDT", "left(NUM_ENQ, 4)", "NUM_ENQ_IDT = 'P7'", "hash(NUM_ENQ_IDT) % 4",
                          "CASE WHEN NUM_ENQ_IDT < 'P15' THEN 1 ELSE 2 END"}) {
    const auto made = Propose(std::string("SELECT ") + key + " AS k, count(*) AS n FROM er_prs_f GROUP BY 1");
    ASSERT_FALSE(made.ok()) << key;
  }
  ExpectGrammarRefuses("SELECT left(NUM_ENQ, 4) AS k, count(*) AS n FROM er_prs_f GROUP BY 1",
                       "a key made of a pseudonym");
  ExpectGrammarRefuses(
      "SELECT who, count(*) AS n FROM (SELECT NUM_ENQ_IDT, NUM_ENQ AS who FROM er_prs_f) AS renamed "
      "GROUP BY who",
      "a key made of a pseudonym");
  Say("a group key that is a pseudonym, or made of one", "refused by the grammar");
}

// The number is blank and its key is not: the key is the message.
TEST_F(RedTeam, KeyThatSaysWhatAHiddenCellIs) {
  Fill();
  const std::string of_p7 =
      " AS k, count(*) AS n FROM ir_ben_r b LEFT JOIN (SELECT NUM_ENQ_IDT, BEN_SEX_COD AS sex, 1 AS me FROM ir_ben_r "
      "WHERE NUM_ENQ_IDT = 'P7') x ON x.NUM_ENQ_IDT = b.NUM_ENQ_IDT GROUP BY 1";
  for (const char* key :
       {"CASE WHEN x.me IS NULL THEN b.BEN_RES_DPT_REG ELSE 'P7 has sex ' || b.BEN_SEX_COD END",
        "coalesce('sex ' || x.sex, b.BEN_RES_DPT_REG)", "ascii(b.BEN_RES_DPT_REG) + coalesce(x.sex, 0) * 1000"}) {
    const Output output = Ask(std::string("SELECT ") + key + of_p7);
    ExpectRefusedBy("key_of_few", output);
    Assessment twin = Judge(output);
    std::erase_if(twin.findings, [](const auto& one) { return one.effect == kernels::Effect::kRefuse; });
    EXPECT_TRUE(twin.hidden[10] && twin.hits.empty() && twin.safe) << "the twin hides the number alone";
    EXPECT_EQ(Judge(output).findings.size(), twin.findings.size() + 1) << "no other rule refuses";
  }
  Say("a key that says what its hidden cell is", "refused by key_of_few");
}

// One line a record: birth year, region and day in one text, of which everybody else has the same.
TEST_F(RedTeam, RecordsOfFewAsKeys) {
  Fill();
  const Output output =
      Ask("SELECT CASE WHEN b.BEN_NAI_ANN = 1907 AND b.BEN_RES_DPT_REG = 'A' THEN concat(b.BEN_NAI_ANN, l.EXE_SOI_DTD, "
          "b.BEN_SEX_COD) ELSE b.BEN_RES_DPT_REG END AS k, count(*) AS n FROM ir_ben_r b JOIN er_prs_f l ON "
          "l.NUM_ENQ_IDT = b.NUM_ENQ_IDT GROUP BY 1");
  ExpectRefusedBy("key_of_few", output);
  Output twin = output;  // takes every key for a column's value
  for (kernels::KeyFigures& key : twin.figures.keys) key.plain = true;
  EXPECT_EQ(Judge(twin).verdict, Verdict::kPassWithHiddenCells);
  Say("a record of few put together as a key", "refused by key_of_few");
}

// The same with a key a column: a filter lets one person stand beside many of a few common values.
TEST_F(RedTeam, RecordOfFewInPlainKeys) {
  Fill(10, 3000);
  const Output output = Ask(
      "SELECT BEN_NAI_ANN AS born, BEN_RES_DPT_REG AS region, BEN_SEX_COD AS sex, count(*) AS n FROM ir_ben_r WHERE "
      "(BEN_RES_DPT_REG = 'B' AND BEN_NAI_ANN % 2 = 0 AND BEN_NAI_ANN BETWEEN 1910 AND 1950) OR NUM_ENQ_IDT = 'P7' "
      "GROUP BY ALL");
  ExpectRefusedBy("record_of_few", output);
  Assessment twin = Judge(output);
  std::erase_if(twin.findings, [](const auto& one) { return one.rule == Rule::kRecordOfFew; });
  EXPECT_TRUE(
      std::ranges::none_of(twin.findings, [](const auto& one) { return one.effect == kernels::Effect::kRefuse; }));
  EXPECT_TRUE(twin.hidden[0] && twin.hits.empty() && twin.safe) << "born 1907 in A, of sex 2";
  Say("a record of few in keys of their own", "refused by record_of_few");
}

TEST_F(RedTeam, LimitAndOrder) {
  Fill(3);
  for (int person = 901; person <= 904; ++person) tables.persons.push_back({Name(person), "N", "B2", 1, 1950});
  const std::string by_region(kPersonsByRegion);
  ExpectGrammarRefuses(by_region + " ORDER BY persons LIMIT 1", "LIMIT");
  ExpectGrammarRefuses(by_region + " HAVING count(DISTINCT NUM_ENQ_IDT) > 4", "HAVING");
  Say("LIMIT and HAVING", "refused by the grammar");
  // The place of a hidden cell would tell of its number.
  const std::string ordered = by_region + " ORDER BY persons";
  const Output output = Ask(ordered);
  EXPECT_EQ(output.figures.table.cells, (std::vector<std::vector<uint32_t>>{{0}, {1}, {2}, {3}}));
  EXPECT_EQ(output.figures.table.dimensions[0].values, (std::vector<std::string>{"A", "B", "B2", "C"}));
  const auto twin = Session().Run(ordered).value();
  EXPECT_EQ(twin.rows[0][0].text, "B2") << "the twin keeps the order: the smallest is first";
  Say("ORDER BY a hidden count", "hidden by the order of keys");
}

TEST_F(RedTeam, CancellingLines) {
  Fill();
  for (int i = 0; i < 30; ++i) Care(901 + i, "K", 0, 500);
  for (int i = 4; i < 30; ++i) Care(901 + i, "K", 0, -500);
  const Output output = Ask("SELECT BEN_RES_DPT_REG AS region, sum(PRS_PAI_MNT) AS paid FROM er_prs_f GROUP BY 1");
  EXPECT_EQ(output.figures.cells[10].sums[0].contributors, 4u);
  ExpectHiddenBy("small", output, 10);
  Output twin = output;  // whoever has a line adds to the sum
  twin.figures.cells[10].sums[0] = {30 * 500 + 26 * 500, 1000, 30};
  EXPECT_FALSE(WithoutMargins(twin)[10]);
  Say("cancelling lines that lift a count", "hidden by small");
}

TEST_F(RedTeam, UnanimityOverAnOutcome) {
  Fill();
  for (int person = 1; person <= 600; ++person)
    if (person <= 60 || person % 2) Drug(person);
  const Output output = Ask(
      "SELECT BEN_RES_DPT_REG AS region, count(*) AS n, count(t.it) AS ill FROM ir_ben_r b LEFT JOIN (SELECT DISTINCT "
      "l.NUM_ENQ_IDT, 1 AS it FROM er_prs_f l JOIN er_pha_f d ON d.LINE_P = l.LINE_P WHERE d.PHA_PRS_C13 = "
      "'3400930000011') t ON t.NUM_ENQ_IDT = b.NUM_ENQ_IDT GROUP BY 1");
  ExpectRefusedBy("unanimity", output);
  RuleParameters rules = kernels::DefaultRules();
  rules.unanimity_origin.clear();
  ExpectPass(Judge(output, rules));
  Say("everybody of a cell has the outcome", "refused by unanimity");
}

TEST_F(RedTeam, Dominance) {
  Fill();
  Care(7, "A", 0, 1'000'000'000);
  const Output output = Ask("SELECT BEN_RES_DPT_REG AS region, sum(PRS_PAI_MNT) AS paid FROM er_prs_f GROUP BY 1");
  ExpectRefusedBy("dominance", output);
  RuleParameters rules = kernels::DefaultRules();
  rules.dominance_per_mille.reset();
  ExpectPass(Judge(output, rules));
  Say("one person makes the total", "refused by dominance");
}

TEST_F(RedTeam, DerivedColumnBesideAHiddenCount) {
  Fill();
  for (int person = 1; person <= 600; ++person)
    if (person > 60 ? person % 2 == 0 : person <= 5) Drug(person);
  const auto made = Propose(
      "SELECT BEN_RES_DPT_REG AS region, count(*) AS n, count(t.it) AS treated, 100.0 * count(t.it) / count(*) AS rate "
      "FROM ir_ben_r b LEFT JOIN (SELECT DISTINCT l.NUM_ENQ_IDT, 1 AS it FROM er_prs_f l JOIN er_pha_f d ON d.LINE_P = "
      "l.LINE_P) t ON t.NUM_ENQ_IDT = b.NUM_ENQ_IDT GROUP BY 1");
  ASSERT_TRUE(made.ok()) << made.error().message;
  const Assessment assessment = Judge(made->output());
  EXPECT_TRUE(assessment.hidden[0]);
  const auto shown = Show(*made, {"title", {"region", "n", "treated", "rate"}}, assessment.hidden).value();
  EXPECT_FALSE(shown.rows[0][1] || shown.rows[0][2] || shown.rows[0][3]) << "the rate is blank with its count";
  // The twin blanks counts alone: the rate of sixty gives back the five.
  ASSERT_TRUE(made->columns()[3].values[0]);
  EXPECT_NEAR(std::stod(*made->columns()[3].values[0]) * 60 / 100, 5, 0.01);
  Say("a derived column beside a hidden count", "hidden with its count");
}

TEST_F(RedTeam, LabelThatCarriesAValue) {
  std::string hidden_five = "Cases";
  for (int i = 0; i < 5; ++i) hidden_five += "\xE2\x80\x8B";  // zero width spaces: five
  for (const std::string& words : {hidden_five, std::string("Cases\xF3\xA0\x80\xB5"), std::string("Cases\xEF\xB8\x84"),
                                   std::string("Cases\n5"), std::string("Cases\xE2\x80\xAE 5")}) {
    EXPECT_EQ(CheckSubmissionText({"Title", {words}}).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(CheckSubmissionText({words, {"Cases"}}).error().code, ErrorCode::kInvalidArgument);
    const bool twin = !words.empty() && words.size() <= kLabelBytes && crypto::IsUtf8(words);
    EXPECT_TRUE(twin) << "the twin looks at length and encoding";
  }
  EXPECT_TRUE(CheckSubmissionText({"Title", {"Cases"}}).ok());
  Say("a title or label with unseen characters", "refused by the text's rules");
}

// What a reviewer does not see in query or keys leaves with them; a formula is run by whoever opens the table.
TEST_F(RedTeam, KeyOrQueryThatIsMoreThanItLooks) {
  Fill();
  const std::string rest = " AS k, count(*) AS n FROM ir_ben_r GROUP BY 1";
  const std::vector<bool> hidden(10, false);
  for (const char* key :
       {"'=HYPERLINK(1)' || BEN_RES_DPT_REG", "' =1+' || BEN_RES_DPT_REG", "'＝1+' || BEN_RES_DPT_REG",
        "'@' || BEN_RES_DPT_REG", "'-x' || BEN_RES_DPT_REG", "BEN_RES_DPT_REG || chr(8203)",
        "BEN_RES_DPT_REG || '\u200b'", "BEN_RES_DPT_REG || chr(10)"}) {
    const auto made = Propose("SELECT " + std::string(key) + rest);
    ASSERT_TRUE(made.ok()) << made.error().message;
    ExpectPass(Judge(made->output()));  // the twin asks the rules alone
    EXPECT_EQ(Show(*made, {"Persons", {"k", "n"}}, hidden).error().code, ErrorCode::kInvalidArgument) << key;
  }
  const auto plain = Propose("SELECT ascii(BEN_RES_DPT_REG) - 70" + rest).value();
  EXPECT_TRUE(Show(plain, {"Persons", {"k", "n"}}, hidden).ok()) << "-5 is a number";
  EXPECT_FALSE(Show(plain, {"Persons", {"=k", "n"}}, hidden).ok());
  const auto noted = Propose("SELECT /* five\u200b */ BEN_RES_DPT_REG" + rest).value();
  EXPECT_FALSE(Show(noted, {"Persons", {"k", "n"}}, hidden).ok());
  Say("a key, label or query that is more than it looks: formula, unseen characters", "refused by the text's rules");
}

TEST_F(RedTeam, WhatNoTableCanShowIsNamed) {
  Fill();
  const std::string rest = ", count(*) AS n FROM ir_ben_r ";
  const auto none = Propose("SELECT BEN_SEX_COD AS k" + rest + "WHERE BEN_NAI_ANN < 1000 GROUP BY 1").value();
  EXPECT_NE(Show(none, {"t", {"k", "n"}}, {}).error().message.find("no cell"), std::string::npos);
  const auto alike = Propose("SELECT CASE WHEN BEN_SEX_COD = 1 THEN '' WHEN BEN_NAI_ANN > 1950 THEN 'x' END AS k" +
                             rest + "GROUP BY 1")
                         .value();
  EXPECT_NE(Show(alike, {"t", {"k", "n"}}, {false, false, false}).error().message.find("read alike"),
            std::string::npos);
}

// In plain sight: the five of a hidden cell, however it is written.
TEST_F(RedTeam, TitleOrLabelThatSaysANumber) {
  Fill();
  for (int person = 901; person <= 905; ++person) Register(person, "K");
  const auto made = Propose(std::string(kPersonsByRegion));
  ASSERT_TRUE(made.ok());
  const std::vector<bool> hidden = Judge(made->output()).hidden;
  ASSERT_TRUE(hidden[10]);
  for (const char* said : {"K has 5", "K: five", "K : Cinq malades", "K has 05.0", "K\u00b2", "K has \u0665",
                           "K has \uff15", "K has \u2464", "K has \U0001d7d3", "K has \u4e94", "K has \u2164", "K     ",
                           "K  has some", "K\u00a0has some", "\u041a has some"}) {
    const SubmissionText title{said, {"region", "persons"}}, label{"Persons", {"region", said}};
    for (const SubmissionText& text : {title, label}) {
      EXPECT_TRUE(CheckSubmissionText(text).ok()) << "the twin lets it through: " << said;
      const auto shown = Show(*made, text, hidden);
      ASSERT_FALSE(shown.ok()) << said;
      EXPECT_EQ(shown.error().code, ErrorCode::kInvalidArgument);
      EXPECT_EQ(shown.error().message.find('5'), std::string::npos) << "nor does the refusal say it";
    }
  }
  EXPECT_TRUE(Show(*made, {"Persons by region, \u00e9t\u00e9\u202f: all", {"region", "persons"}}, hidden).ok());
  Say("a title or label that says a number", "refused by the text's rules");
}

}  // namespace
}  // namespace bouclier::airlock::test

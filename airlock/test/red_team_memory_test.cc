// SPDX-License-Identifier: Apache-2.0
// Attacks by two outputs or more: what the release memory is for. Each twin forgets something. docs/RED_TEAM.md.
#include "red_team.h"

namespace bouclier::airlock::test {
namespace {

constexpr const char* kMeanOfA =
    "SELECT avg(PRS_PAI_MNT) AS mean, count(DISTINCT NUM_ENQ_IDT) AS n FROM er_prs_f WHERE BEN_RES_DPT_REG = 'A'";

TEST_F(RedTeam, F30_MeanMinusOne) {
  Fill();
  Release(kMeanOfA);
  const Output output = Ask(std::string(kMeanOfA) + " AND PRS_PAI_MNT <> 10.70");
  EXPECT_EQ(output.figures.cells[0].units, 59u);
  ExpectRefusedBy("near_release", output);
  ExpectNames("near_release", output, "cell total", {"cell total", "cellule total"}, 1);
  ExpectPass(WithoutMemory(output));
  Say("mean minus one", "refused by near_release");
}

TEST_F(RedTeam, FilterOnOnePseudonym) {
  Fill();
  const std::string all = "SELECT count(DISTINCT NUM_ENQ_IDT) AS n, sum(PRS_PAI_MNT) AS paid FROM er_prs_f";
  Release(all);
  const Output output = Ask(all + " WHERE NUM_ENQ_IDT <> 'P7'");
  ExpectRefusedBy("near_release", output);
  ExpectPass(WithoutMemory(output));
  Say("a filter on one pseudonym", "refused by near_release");
}

TEST_F(RedTeam, F30_ReleasesMonthsApart) {
  Fill();
  Release(kMeanOfA);
  for (int i = 0; i < 20; ++i)  // other work meanwhile
    Release("SELECT count(*) AS n FROM er_prs_f WHERE BEN_RES_DPT_REG <> 'A' AND PRS_PAI_MNT > " +
            std::to_string(20 + 2 * i) + ".05");
  const Output output = Ask(std::string(kMeanOfA) + " AND NUM_ENQ_IDT <> 'P7'");
  ExpectRefusedBy("near_release", output);
  ExpectNames("near_release", output, "cell total", {"cell total", "cellule total"}, 1);
  Memory recent;  // forgets all but the newest ten
  recent.releases.assign(memory.releases.end() - 10, memory.releases.end());
  ExpectPass(Assess(output, kernels::DefaultRules(), recent).value());
  Say("releases months apart", "refused by near_release");
}

TEST_F(RedTeam, F30_AnotherProjectsRelease) {
  Fill();
  Release(kMeanOfA, "asthma");
  Release("SELECT count(*) AS n FROM er_prs_f WHERE BEN_RES_DPT_REG = 'B'");
  const Output output = Ask(std::string(kMeanOfA) + " AND NUM_ENQ_IDT <> 'P7'");
  ExpectRefusedBy("near_release", output);
  const Assessment assessment = Judge(output);
  for (const Told& told :
       Explain(output.figures.table, assessment, kernels::DefaultRules(), "grippe", Audience::kAuthor))
    EXPECT_TRUE(!told.release && told.project.empty() && told.learns.en.find("asthma") == std::string::npos);
  const auto causes = [&](const std::string& project) {
    return RefusalCauses(output.figures.table, assessment, kernels::DefaultRules(), project);
  };
  EXPECT_EQ(causes("grippe"), "by the memory of releases (near_release)") << "what everybody may read";
  EXPECT_EQ(causes("asthma"), "by the memory of releases (near_release, release 1)");
  Memory own;  // knows the own project alone
  for (const Remembered& release : memory.releases)
    if (release.project == "grippe") own.releases.push_back(release);
  ExpectPass(Assess(output, kernels::DefaultRules(), own).value());
  Say("a release of another project", "refused by near_release");
}

// One leaves and another comes: as many persons, other ones.
TEST_F(RedTeam, CohortOffByOne) {
  Fill();
  const std::string cohort =
      "SELECT count(DISTINCT NUM_ENQ_IDT) AS n, sum(PRS_PAI_MNT) AS paid FROM er_prs_f WHERE PRS_PAI_MNT BETWEEN ";
  Release(cohort + "10.70 AND 12.00");
  const Output output = Ask(cohort + "10.80 AND 12.10");
  ExpectRefusedBy("near_release", output);
  const auto& before = memory.releases[0].layers[0].cells[0];
  EXPECT_EQ(before.size(), output.layers[0].cells[0].size()) << "the twin compares numbers, and they are equal";
  ExpectPass(WithoutMemory(output));
  Say("a cohort off by one", "refused by near_release");
}

TEST_F(RedTeam, ComplementOfAReleasedGroup) {
  Fill();
  for (int person = 1; person <= 55; ++person) Drug(person);
  Release("SELECT BEN_RES_DPT_REG AS region, count(DISTINCT NUM_ENQ_IDT) AS n FROM ir_ben_r GROUP BY 1");
  const Output output = Ask(
      "SELECT count(DISTINCT l.NUM_ENQ_IDT) AS treated FROM er_prs_f l JOIN er_pha_f d ON d.LINE_P = l.LINE_P WHERE "
      "l.BEN_RES_DPT_REG = 'A'");
  ExpectRefusedBy("near_release", output);
  ExpectPass(WithoutMemory(output));
  Say("the complement of a released group", "refused by near_release");
}

// No two cells are near; four weeks together are, to a month that left.
TEST_F(RedTeam, UnionOfCellsBesideAReleasedTotal) {
  for (int person = 1; person <= 160; ++person) Care(person, "A", person % 4, 1000 + person);
  for (int person = 161; person <= 400; ++person) Care(person, "A", 4 + person % 8, 1000 + person);
  Release(
      "SELECT count(DISTINCT NUM_ENQ_IDT) AS n FROM er_prs_f WHERE EXE_SOI_DTD < DATE '1970-01-05' AND NUM_ENQ_IDT "
      "<> 'P7'");
  const Output output =
      Ask("SELECT EXE_SOI_DTD - DATE '1970-01-01' AS day, count(DISTINCT NUM_ENQ_IDT) AS n FROM er_prs_f GROUP BY 1");
  ExpectRefusedBy("near_release", output);
  const auto& old = memory.releases[0].layers[0].cells[0];
  for (const PersonSet& cell : output.layers[0].cells)
    EXPECT_FALSE(kernels::AreNear(cell, old, 11)) << "the twin compares cell with cell";
  Say("a union of cells beside a released total", "refused by near_release");
}

// A second key cuts every line, so that no run of a line is near; what a reader adds up over the second key is.
TEST_F(RedTeam, UnionOverASecondKey) {
  for (int person = 1; person <= 160; ++person) Care(person, person % 8 < 4 ? "A" : "B", person % 4, 1000 + person);
  for (int person = 161; person <= 400; ++person) Care(person, "A", 4 + person % 8, 1000 + person);
  Release(
      "SELECT count(DISTINCT NUM_ENQ_IDT) AS n FROM er_prs_f WHERE EXE_SOI_DTD < DATE '1970-01-05' AND NUM_ENQ_IDT "
      "<> 'P7'");
  for (const char* second : {"BEN_RES_DPT_REG", "(EXE_SOI_DTD - DATE '1970-01-01') % 100"}) {
    const Output output = Ask(std::string("SELECT EXE_SOI_DTD - DATE '1970-01-01' AS day, ") + second +
                              " AS other, count(DISTINCT NUM_ENQ_IDT) AS n FROM er_prs_f GROUP BY ALL");
    ExpectRefusedBy("near_release", output);
    Assessment twin = Judge(output);  // adds along lines alone
    std::erase_if(twin.hits, [](const NearHit& hit) { return hit.group.kind == kernels::GroupKind::kValues; });
    EXPECT_TRUE(twin.hits.empty() && twin.findings.empty() && twin.safe);
  }
  Say("a union over a second key beside a released total", "refused by near_release");
}

// What no rule sees, as docs/RED_TEAM.md says: here so that the page stays true. Two reviewers read query and table.
TEST_F(RedTeam, OpenDigitsOfFewPackedIntoASum) {
  Fill();
  ExpectPass(
      Judge(Ask("SELECT sum(BEN_NAI_ANN * 10 + CASE WHEN BEN_NAI_ANN = 1907 THEN 1 ELSE 0 END) AS n FROM ir_ben_r")));
  ExpectPass(
      Judge(Ask("SELECT sum(CASE WHEN BEN_NAI_ANN = 1907 THEN BEN_SEX_COD WHEN BEN_SEX_COD = 1 THEN 1000000 WHEN "
                "BEN_RES_DPT_REG < 'D' THEN 1000003 ELSE -1000010 END) AS n FROM ir_ben_r")));
  SayOpen("digits of few packed into a sum of many, below eleven or over three carriers");
}

// Each differs from each by hundreds; the first less the second less the third is one person.
TEST_F(RedTeam, OpenAChainOfThree) {
  Fill();
  const std::string paid = "SELECT sum(PRS_PAI_MNT) AS paid FROM er_prs_f";
  Release(paid);
  Release(paid + " WHERE BEN_RES_DPT_REG < 'E'");
  ExpectPass(Judge(Ask(paid + " WHERE BEN_RES_DPT_REG >= 'E' AND NUM_ENQ_IDT <> 'P590'")));
  SayOpen("three releases, of which one is the other two but for one person");
}

// Consecutive values are compared; any others a reader can add up as well, or a query put in another order.
TEST_F(RedTeam, OpenAUnionOfCellsThatAreNoNeighbours) {
  Fill();
  const std::string persons = "SELECT count(DISTINCT NUM_ENQ_IDT) AS n FROM ir_ben_r ";
  Release(persons + "WHERE BEN_RES_DPT_REG IN ('A', 'C', 'E') AND NUM_ENQ_IDT <> 'P7'");
  ExpectPass(
      Judge(Ask("SELECT BEN_RES_DPT_REG AS region, count(DISTINCT NUM_ENQ_IDT) AS n FROM ir_ben_r GROUP BY ALL")));
  SayOpen("a union of cells that are no neighbours beside a released total");
}

// The other way round than F30_RememberedMargins: first the table, its totals afterwards. No total is near to a group
// that left; hidden line by line alone, all together give back the four.
TEST_F(RedTeam, TotalsAfterTheirTable) {
  int person = 1;
  for (int region = 0; region < 5; ++region)
    for (int code = 1; code <= 4; ++code) {
      const int people = region == 4 && code == 1   ? 4
                         : region == 4 && code == 2 ? 12
                         : region == 3 && code == 1 ? 42
                                                    : 60;
      for (int i = 0; i < people; ++i, ++person)
        tables.persons.push_back({Name(person), "N", Letter(region), code, 1950});
    }
  const std::string rest = ", count(DISTINCT NUM_ENQ_IDT) AS n FROM ir_ben_r GROUP BY ALL";
  Release("SELECT BEN_SEX_COD AS code, BEN_RES_DPT_REG AS region" + rest);
  Release("SELECT BEN_SEX_COD AS code" + rest);
  ExpectPass(Judge(Ask("SELECT BEN_RES_DPT_REG AS region" + rest)));
  // What a reader knows then of the first table.
  const Remembered& first = memory.releases[0];
  kernels::SuppressionTask reader;
  for (const PersonSet& cell : first.layers[0].cells) reader.counts.push_back(static_cast<uint32_t>(cell.size()));
  reader.primary = first.hidden;
  for (const kernels::Line& line : kernels::LinesOf(first.table)) {
    int64_t total = 0;
    for (const uint32_t cell : line.cells) total += reader.counts[cell];
    reader.relations.push_back({line.cells, total, total});
  }
  const kernels::SuppressionPlan plan = kernels::AuditSuppression(reader, first.hidden).value();
  const auto four = std::ranges::find(reader.counts, 4u) - reader.counts.begin();
  const auto found = std::ranges::find(plan.audit, static_cast<uint32_t>(four), &kernels::Inferred::cell);
  ASSERT_NE(found, plan.audit.end());
  EXPECT_GE(found->high - found->low, 9);
  // The twin closes each line by itself.
  kernels::SuppressionTask twin{.counts = reader.counts, .primary = {}, .relations = {}, .lines = {}};
  twin.primary.assign(twin.counts.size(), false);
  twin.primary[static_cast<size_t>(four)] = true;
  for (const kernels::Relation& relation : reader.relations) twin.lines.push_back(relation.cells);
  reader.primary = twin.primary;
  EXPECT_FALSE(kernels::AuditSuppression(reader, kernels::PlanSuppression(twin).value().hidden).value().safe);
  Say("the totals of a table that hides cells, released after it", "hidden by second");
}

TEST_F(RedTeam, OpenAPlainKeyChosenByAFilter) {
  Fill(10, 300);
  const Output output =
      Ask("SELECT BEN_NAI_ANN AS born, count(*) AS n FROM ir_ben_r WHERE BEN_NAI_ANN BETWEEN 1910 AND 1920 OR "
          "NUM_ENQ_IDT = 'P7' GROUP BY 1");
  EXPECT_EQ(Judge(output).verdict, Verdict::kPassWithHiddenCells);
  EXPECT_EQ(output.figures.table.dimensions[0].values[0], "1907") << "in which year P7 was born";
  SayOpen("a column's value of one person whom the filter names");
}

// Many are of region B, many were born in 1907; the filter leaves one who is both.
TEST_F(RedTeam, OpenACellOfCommonValuesMadeRareByFilters) {
  Fill(10, 3000);
  const Output output =
      Ask("SELECT BEN_NAI_ANN AS born, BEN_RES_DPT_REG AS region, count(*) AS n FROM ir_ben_r WHERE (BEN_RES_DPT_REG = "
          "'A' AND BEN_NAI_ANN BETWEEN 1900 AND 1920) OR BEN_NAI_ANN = 1950 OR NUM_ENQ_IDT = 'P3067' GROUP BY ALL");
  const Assessment assessment = Judge(output);
  EXPECT_EQ(assessment.verdict, Verdict::kPassWithHiddenCells) << Why(output, assessment);
  const auto at = std::ranges::find(output.figures.cells, 1u, &kernels::CellFigures::units);
  ASSERT_NE(at, output.figures.cells.end());
  EXPECT_EQ(kernels::CellName(output.figures.table, static_cast<uint32_t>(at - output.figures.cells.begin()),
                              kernels::kEnglishNames),
            "cell born=1907, region=B");
  SayOpen("a cell of common values made rare by filters");
}

TEST_F(RedTeam, OpenATitleThatSaysMoreThanNumbers) {
  Fill();
  const auto made = Propose("SELECT BEN_RES_DPT_REG AS region, count(*) AS n /* 7 */ FROM ir_ben_r GROUP BY 1").value();
  for (const char* title : {"A dozen in all", "More men than women", "Of sex 7"})
    EXPECT_TRUE(Show(made, {title, {"region", "persons"}}, std::vector<bool>(10)).ok()) << title;
  SayOpen("a title that says more than numbers, or a number that was written into the query");
}

TEST_F(RedTeam, OpenTheSamePersonsWithAnotherSum) {
  Fill();
  Release("SELECT sum(PRS_PAI_MNT) AS paid FROM er_prs_f");
  const Output output = Ask(
      "SELECT sum(CASE WHEN BEN_NAI_ANN = 1907 AND b.BEN_RES_DPT_REG = 'A' THEN 2 * PRS_PAI_MNT ELSE PRS_PAI_MNT END) "
      "AS paid FROM er_prs_f l JOIN ir_ben_r b ON b.NUM_ENQ_IDT = l.NUM_ENQ_IDT");
  EXPECT_EQ(output.layers[0].cells, memory.releases[0].layers[0].cells);
  ExpectPass(Judge(output));
  SayOpen("the same persons with another sum, in two releases");
}

// She is in both cells, with one line less in the second.
TEST_F(RedTeam, OpenTheSamePersonsWithAnotherSumInOneTable) {
  Fill();
  Care(7, "A", 0, 4200);
  const Output output =
      Ask("SELECT g.label, sum(l.PRS_PAI_MNT) AS paid FROM er_prs_f l JOIN (VALUES ('all'), ('less')) AS g(label) ON "
          "g.label = 'all' OR l.NUM_ENQ_IDT <> 'P7' OR l.PRS_PAI_MNT <> 42 GROUP BY 1");
  EXPECT_EQ(output.layers[0].cells[0], output.layers[0].cells[1]);
  ExpectPass(Judge(output));
  SayOpen("the same persons with another sum, in two cells of one table");
}

}  // namespace
}  // namespace bouclier::airlock::test

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/assessment.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bouclier/airlock/explain.h"
#include "bouclier/crypto/hash.h"
#include "outputs.h"

namespace bouclier::airlock {
namespace {

using kernels::PersonSet;
using test::Memory;
using test::Numbered;
using test::OutputOf;
using test::People;

const kernels::RuleParameters kRules = kernels::DefaultRules();

// Disjoint cells of these sizes.
std::vector<PersonSet> Sized(const std::vector<uint32_t>& sizes, uint32_t first = 0) {
  std::vector<PersonSet> cells;
  for (const uint32_t size : sizes) {
    cells.push_back(People(first, size));
    first += size;
  }
  return cells;
}

size_t HiddenCells(const Assessment& assessment) {
  return static_cast<size_t>(std::ranges::count(assessment.hidden, true));
}

TEST(Assessment, LargeCellsPass) {
  Memory memory;
  const Output output = OutputOf({Numbered("week", 4)}, Sized({20, 30, 40, 11}));
  const Assessment assessment = Assess(output, kRules, memory).value();
  EXPECT_EQ(assessment.verdict, Verdict::kPass);
  EXPECT_TRUE(assessment.findings.empty());
  EXPECT_EQ(HiddenCells(assessment), 0u);
  EXPECT_GE(assessment.compared.groups, 5u);
  EXPECT_EQ(assessment.compared.releases, 0u);
}

TEST(Assessment, ASmallCellIsHiddenAndAnotherThatWouldGiveItAway) {
  Memory memory;
  const Output output = OutputOf({Numbered("week", 12)}, Sized({20, 30, 40, 5, 60, 70, 80, 90, 15, 50, 50, 50}));
  const Assessment assessment = Assess(output, kRules, memory).value();
  EXPECT_EQ(assessment.verdict, Verdict::kPassWithHiddenCells);
  EXPECT_TRUE(assessment.hidden[3]);
  EXPECT_EQ(HiddenCells(assessment), 2u);  // 5 alone would be the total less the rest
}

TEST(Assessment, TooManyHiddenCellsAreRefused) {
  Memory memory;
  const Output output = OutputOf({Numbered("week", 6)}, Sized({5, 6, 40, 50, 60, 70}));
  const Assessment assessment = Assess(output, kRules, memory).value();
  EXPECT_EQ(assessment.verdict, Verdict::kRefused);
  EXPECT_TRUE(std::ranges::any_of(assessment.findings, [](const kernels::Finding& finding) {
    return finding.rule == kernels::Rule::kTooManyHidden;
  }));
}

// A region with one case in one week: its own total is as small, and never shown.
TEST(Assessment, ALoneSmallLineIsHiddenAndNothingElse) {
  Memory memory;
  std::vector<uint32_t> sizes(30, 40);
  Output output = OutputOf({Numbered("region", 10), Numbered("week", 3)}, Sized(sizes));
  // The last region has its first week only.
  Output less = output;
  less.figures.table.cells.resize(28);
  less.figures.cells.resize(28);
  less.layers[0].cells.resize(28);
  less.layers[0].cells[27] = People(5000, 3);
  less.figures.cells[27] = {3, {}};
  less.figures.line_units = kernels::LineUnits(less.figures.table, less.layers[0].cells);
  const Assessment assessment = Assess(less, kRules, memory).value();
  EXPECT_EQ(assessment.verdict, Verdict::kPassWithHiddenCells);
  EXPECT_TRUE(assessment.hidden[27]);
  EXPECT_EQ(HiddenCells(assessment), 2u);  // its week has other cells: one of them goes with it
}

// A cross table and both of its margins: line by line enough is hidden, and all lines together give the cell back.
TEST(Assessment, BothMarginsOfATableDoNotGiveAHiddenCellBack) {
  Memory memory;
  const std::vector<uint32_t> sizes = {75, 19, 18,  38, 101, 29, 16,  49, 129, 24,  27, 53, 168, 35,
                                       15, 91, 225, 51, 17,  87, 277, 66, 36,  116, 58, 21, 7,   22};
  const Output output = OutputOf({Numbered("decade", 7), Numbered("region", 4)}, Sized(sizes));
  const Assessment assessment = Assess(output, kRules, memory).value();
  EXPECT_EQ(assessment.verdict, Verdict::kPassWithHiddenCells);
  EXPECT_TRUE(assessment.hidden[26]);
  kernels::SuppressionTask task{
      .counts = sizes, .primary = std::vector<bool>(sizes.size(), false), .relations = {}, .lines = {}};
  task.primary[26] = true;
  for (const kernels::Line& line : kernels::LinesOf(output.figures.table)) task.lines.push_back(line.cells);
  const std::vector<bool> by_lines = kernels::PlanSuppression(task).value().hidden;
  for (const std::vector<uint32_t>& line : task.lines) {
    int64_t total = 0;
    for (const uint32_t cell : line) total += sizes[cell];
    task.relations.push_back({line, total, total});
  }
  EXPECT_TRUE(kernels::AuditSuppression(task, assessment.hidden).value().safe);
  const kernels::SuppressionPlan control = kernels::AuditSuppression(task, by_lines).value();
  EXPECT_FALSE(control.safe) << "without the totals of lines the control gives it back";
  for (const kernels::Inferred& inferred : control.audit)
    EXPECT_TRUE(inferred.cell != 26 || inferred.high == inferred.low);
}

// Of three keys: two cells of a face are hidden, which no line has both of; then the totals of the faces leave.
TEST(Assessment, TheTotalOfAFaceOfACubeIsLookedAtToo) {
  const std::vector<uint32_t> sizes = {5, 60, 60, 60, 60, 60, 60, 12, 60, 60, 60, 60};
  const Output cube = OutputOf({Numbered("week", 2), Numbered("sex", 3), Numbered("zone", 2)}, Sized(sizes));
  Assessment released;
  released.hidden = {true, false, false, false, false, false, false, true, false, false, false, false};
  Memory memory;
  memory.Add(cube, released);
  std::vector<kernels::PersonSet> weeks(2);
  for (uint32_t week = 0; week < 2; ++week) {
    kernels::ComparedGroup face{kernels::GroupKind::kTotalOfValue, 0, {}};
    for (uint32_t cell = 0; cell < 6; ++cell) face.cells.push_back(6 * week + cell);
    weeks[week] = kernels::PersonsOf(face, cube.layers[0].cells);
  }
  const Assessment total = Assess(OutputOf({Numbered("week", 2)}, weeks), kRules, memory).value();
  EXPECT_EQ(total.verdict, Verdict::kRefused);
  EXPECT_EQ(total.reopened.size(), 1u);
  // The other way round they are known, and more is hidden.
  Memory first;
  const Output faces = OutputOf({Numbered("week", 2)}, weeks);
  first.Add(faces, Assess(faces, kRules, first).value());
  const Assessment after = Assess(cube, kRules, first).value();
  EXPECT_FALSE(after.known.empty());
  EXPECT_TRUE(after.hidden[0]);
  EXPECT_GE(std::ranges::count(after.hidden.begin(), after.hidden.begin() + 6, true), 2);
}

// Everybody is in a cell of each line, so their numbers do not add up. Their rows do, and a hidden cell's are open
// then.
TEST(Assessment, RowsAddUpWherePersonsDoNot) {
  const std::vector<uint32_t> sizes = {75, 19, 18,  38, 101, 29, 16,  49, 129, 24,  27, 53, 168, 35,
                                       15, 91, 225, 51, 17,  87, 277, 66, 36,  116, 58, 21, 7,   22};
  std::vector<kernels::PersonSet> cells;
  for (const uint32_t size : sizes) cells.push_back(People(static_cast<uint32_t>(cells.size()), size));
  const auto judged = [&](bool rows) {
    Memory memory;
    Output output = OutputOf({Numbered("decade", 7), Numbered("region", 4)}, cells);
    output.figures.sums.push_back({"n", kernels::Matter::kOther, true, rows});
    for (size_t cell = 0; cell < sizes.size(); ++cell)
      output.figures.cells[cell].sums.push_back({sizes[cell], 1, sizes[cell]});
    kernels::SuppressionTask reader{.counts = sizes, .primary = {}, .relations = {}, .lines = {}};
    reader.primary.assign(sizes.size(), false);
    reader.primary[26] = true;
    for (const kernels::Line& line : kernels::LinesOf(output.figures.table)) {
      int64_t total = 0;
      for (const uint32_t cell : line.cells) total += sizes[cell];
      reader.relations.push_back({line.cells, total, total});
    }
    return kernels::AuditSuppression(reader, Assess(output, kRules, memory).value().hidden).value().safe;
  };
  EXPECT_TRUE(judged(true));
  EXPECT_FALSE(judged(false)) << "distinct persons: no total is their sum";
}

// A released table that hid enough line by line only; then one margin of it, then the other.
TEST(Assessment, ATotalThatWouldOpenAReleasedTableIsRefused) {
  const std::vector<uint32_t> sizes = {75, 19, 18,  38, 101, 29, 16,  49, 129, 24,  27, 53, 168, 35,
                                       15, 91, 225, 51, 17,  87, 277, 66, 36,  116, 58, 21, 7,   22};
  const Output table = OutputOf({Numbered("decade", 7), Numbered("region", 4)}, Sized(sizes));
  kernels::SuppressionTask task{
      .counts = sizes, .primary = std::vector<bool>(sizes.size(), false), .relations = {}, .lines = {}};
  task.primary[26] = true;
  for (const kernels::Line& line : kernels::LinesOf(table.figures.table)) task.lines.push_back(line.cells);
  Assessment released;
  released.hidden = kernels::PlanSuppression(task).value().hidden;
  Memory memory;
  memory.Add(table, released);

  const auto margin = [&](size_t along, const char* name, uint32_t values) {
    std::vector<kernels::PersonSet> cells;
    for (const kernels::Line& line : kernels::LinesOf(table.figures.table)) {
      if (line.along == along) continue;
      kernels::ComparedGroup group{kernels::GroupKind::kLine, line.along, line.cells};
      cells.push_back(kernels::PersonsOf(group, table.layers[0].cells));
    }
    return OutputOf({Numbered(name, values)}, std::move(cells));
  };
  const Output decades = margin(0, "decade", 7), regions = margin(1, "region", 4);
  const Assessment first = Assess(decades, kRules, memory).value();
  EXPECT_EQ(first.verdict, Verdict::kPass);
  memory.Add(decades, first);
  const std::vector<Assessment> all = AssessAll(std::vector{regions, table}, kRules, memory).value();
  EXPECT_EQ(all[0].verdict, Verdict::kRefused);
  ASSERT_EQ(all[0].reopened.size(), 1u);
  EXPECT_EQ(all[0].reopened[0].release, 1u);
  EXPECT_TRUE(all[0].hits.empty() && all[0].findings.empty() && all[0].safe) << "nothing else refuses it";
  EXPECT_TRUE(all[1].reopened.empty()) << "the table again tells no more of itself";
  const std::vector<Told> told = Explain(regions.figures.table, all[0], kRules, "grippe", Audience::kAuthor);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].rule, "reopens_release");
  EXPECT_EQ(RefusalCauses(regions.figures.table, all[0], kRules, "asthma"),
            "by the memory of releases (reopens_release)")
      << "of another project's releases no number";
}

// The same table after one person left: F30, two outputs months apart.
struct OnePersonLess : testing::Test {
  Output first = OutputOf({Numbered("week", 3)}, {People(0, 20), People(20, 30), People(50, 40)});
  Output second = OutputOf({Numbered("week", 3)}, {People(0, 20), People(21, 29), People(50, 40)});
};

TEST_F(OnePersonLess, F30_IsRefusedAndNamesBothCells) {
  Memory memory;
  const Assessment before = Assess(first, kRules, memory).value();
  ASSERT_EQ(before.verdict, Verdict::kPass);
  memory.Add(first, before);
  const Assessment after = Assess(second, kRules, memory).value();
  EXPECT_EQ(after.verdict, Verdict::kRefused);
  ASSERT_FALSE(after.hits.empty());
  EXPECT_TRUE(std::ranges::any_of(after.hits, [&](const NearHit& hit) {
    return hit.release == 1 && hit.there.en == "cell week=v11" && hit.there.fr == "cellule week=v11" &&
           hit.persons == 1 && hit.group.cells == std::vector<uint32_t>{1};
  }));
  EXPECT_EQ(after.compared.releases, 1u);
}

TEST_F(OnePersonLess, F30_ControlWithoutMemoryLetsItThrough) {
  Memory nothing;
  EXPECT_EQ(Assess(second, kRules, nothing).value().verdict, Verdict::kPass);
}

TEST(Assessment, TheSameOutputAgainIsNoNews) {
  Memory memory;
  const Output output = OutputOf({Numbered("week", 3)}, Sized({20, 30, 40}));
  memory.Add(output, Assess(output, kRules, memory).value());
  EXPECT_EQ(Assess(output, kRules, memory).value().verdict, Verdict::kPass);
}

// A total was released; a group that leaves out five of it gives the five away.
// Five of a cell net to nothing in its sum: whom the sum counts is near to whom the cell counts, then and now.
TEST(Assessment, TheSameSumAgainIsNoNews) {
  Memory memory;
  Output output = OutputOf({Numbered("week", 3)}, Sized({20, 30, 40}));
  output.figures.sums.push_back({"sum(x)"});
  Layer paying{"sum(x)", {}};
  for (uint32_t cell = 0; cell < 3; ++cell) {
    const auto& persons = output.layers[0].cells[cell].persons();
    paying.cells.push_back(kernels::PersonSet::Of({persons.begin(), persons.end() - 5}));
    output.figures.cells[cell].sums.push_back({1000, 100, static_cast<uint32_t>(persons.size()) - 5});
  }
  output.layers.push_back(paying);
  const Assessment first = Assess(output, kRules, memory).value();
  ASSERT_EQ(first.verdict, Verdict::kPass);
  memory.Add(output, first);
  EXPECT_EQ(Assess(output, kRules, memory).value().verdict, Verdict::kPass);
  // One person less is news all the same.
  const Output less = OutputOf({Numbered("week", 3)}, {People(0, 20), People(20, 29), People(50, 40)});
  EXPECT_EQ(Assess(less, kRules, memory).value().verdict, Verdict::kRefused);
}

TEST(Assessment, F30_TheComplementOfAReleasedGroup) {
  Memory memory;
  const Output all = OutputOf({}, {People(0, 100)});
  memory.Add(all, Assess(all, kRules, memory).value(), "asthma");
  const Output most = OutputOf({}, {People(0, 95)});
  const Assessment assessment = Assess(most, kRules, memory).value();
  EXPECT_EQ(assessment.verdict, Verdict::kRefused);
  ASSERT_EQ(assessment.hits.size(), 1u);
  EXPECT_EQ(assessment.hits[0].project, "asthma");
  EXPECT_EQ(assessment.hits[0].persons, 5u);
}

// The persons of a run of cells were released as one number, so one hidden cell inside it is the difference.
TEST(Assessment, AReleasedTotalMakesASecondCellNecessary) {
  Memory memory;
  const Output total = OutputOf({}, {People(0, 120)});
  memory.Add(total, Assess(total, kRules, memory).value());
  const Output parts = OutputOf({Numbered("week", 10)}, Sized({8, 12, 12, 12, 12, 12, 13, 13, 13, 13}));
  const Assessment assessment = Assess(parts, kRules, memory).value();
  EXPECT_TRUE(assessment.safe);
  EXPECT_EQ(assessment.verdict, Verdict::kPassWithHiddenCells);
  EXPECT_EQ(HiddenCells(assessment), 2u);
  for (const kernels::Inferred& cell : assessment.audit) EXPECT_GE(cell.high - cell.low, 9) << cell.cell;
}

// Those treated, in cells that are large: nine of them in one cell, all but nine in another.
TEST(Assessment, ANumberOfFewInALargeCellIsHidden) {
  Memory memory;
  Output output = OutputOf({Numbered("week", 12)}, Sized(std::vector<uint32_t>(12, 50)));
  output.figures.sums.push_back({"treated", kernels::Matter::kOutcome});
  Layer treated{"treated", {}};
  for (uint32_t cell = 0; cell < 12; ++cell) {
    const uint32_t count = cell == 2 ? 9 : cell == 5 ? 41 : 25;
    treated.cells.push_back(People(50 * cell, count));
    output.figures.cells[cell].sums.push_back({count, 1, count});
  }
  output.layers.push_back(treated);
  const Assessment assessment = Assess(output, kRules, memory).value();
  EXPECT_EQ(assessment.verdict, Verdict::kPassWithHiddenCells);
  EXPECT_TRUE(assessment.hidden[2]);
  EXPECT_TRUE(assessment.hidden[5]);
}

// A count of those treated was released; the same count with one treated person less, among as many people.
TEST(Assessment, F30_ANumberOfALayerIsRemembered) {
  Memory memory;
  const auto with = [](uint32_t treated) {
    Output output = OutputOf({}, {People(0, 100)});
    output.figures.sums.push_back({"treated", kernels::Matter::kOther});
    output.figures.cells[0].sums.push_back({treated, 1, treated});
    output.layers.push_back({"treated", {People(0, treated)}});
    return output;
  };
  const Output before = with(40);
  memory.Add(before, Assess(before, kRules, memory).value());
  const Assessment assessment = Assess(with(39), kRules, memory).value();
  EXPECT_EQ(assessment.verdict, Verdict::kRefused);
  ASSERT_FALSE(assessment.hits.empty());
  EXPECT_EQ(assessment.hits[0].layer, 1u);
  EXPECT_EQ(assessment.hits[0].there.en, "cell total of treated");
  EXPECT_EQ(assessment.hits[0].there.fr, "cellule total de treated");
}

// Persons are many: what is the same, or far, is told from its prints.
TEST(Assessment, PersonsAreReadOfWhatMayBeNearAlone) {
  Memory memory;
  const Output output = OutputOf({Numbered("week", 3)}, Sized({200, 300, 400}));
  const Output far = OutputOf({Numbered("week", 3)}, Sized({200, 300, 400}, 5000));
  memory.Add(output, Assess(output, kRules, memory).value());
  memory.Add(far, Assess(far, kRules, memory).value());
  EXPECT_EQ(Assess(output, kRules, memory).value().verdict, Verdict::kPass);
  EXPECT_EQ(memory.opened, 0u);
  const Output near = OutputOf({Numbered("week", 3)}, {People(0, 200), People(200, 300), People(500, 399)});
  const Assessment assessment = Assess(near, kRules, memory).value();
  EXPECT_EQ(assessment.verdict, Verdict::kRefused);
  EXPECT_EQ(memory.opened, 1u);  // of the near one, once for all its groups
  EXPECT_GE(assessment.hits.size(), 2u);
}

// A mend is judged with others at once, and each as if it were alone.
TEST(Assessment, SeveralAreJudgedAsEachAlone) {
  Memory memory;
  const Output released = OutputOf({Numbered("week", 4)}, Sized({20, 30, 40, 12}));
  memory.Add(released, Assess(released, kRules, memory).value());
  const std::vector<Output> outputs{OutputOf({Numbered("week", 4)}, Sized({20, 30, 40, 11})), released,
                                    OutputOf({Numbered("week", 6)}, Sized({20, 30, 5, 40, 50, 60}, 9000))};
  const std::vector<Assessment> all = AssessAll(outputs, kRules, memory).value();
  ASSERT_EQ(all.size(), outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    const Assessment alone = Assess(outputs[i], kRules, memory).value();
    EXPECT_EQ(all[i].verdict, alone.verdict) << i;
    EXPECT_EQ(all[i].hidden, alone.hidden) << i;
    EXPECT_EQ(all[i].hits.size(), alone.hits.size()) << i;
    EXPECT_EQ(all[i].compared.groups, alone.compared.groups) << i;
    EXPECT_EQ(all[i].compared.released_groups, alone.compared.released_groups) << i;
  }
  EXPECT_EQ(all[0].verdict, Verdict::kRefused);
  EXPECT_EQ(all[1].verdict, Verdict::kPass);
  EXPECT_TRUE(all[2].hidden[2]);
}

TEST(ReleaseMemory, WritesAndReadsOneEncoding) {
  Memory memory;
  const Output output = OutputOf({Numbered("week", 2), Numbered("region", 2)}, Sized({20, 30, 40, 50}));
  memory.Add(output, Assess(output, kRules, memory).value());
  const RememberedPrints prints = PrintsOf(memory.releases[0]);
  const Bytes encoded = EncodePrints(prints);
  const RememberedPrints read = DecodePrints(encoded).value();
  EXPECT_EQ(read.release, 1u);
  EXPECT_EQ(read.project, "grippe");
  EXPECT_EQ(read.table.cells, output.figures.table.cells);
  EXPECT_EQ(read.layers, prints.layers);
  EXPECT_EQ(EncodePrints(read), encoded);
  const Bytes persons = EncodePersons(memory.releases[0]);
  EXPECT_EQ(read.persons, crypto::Sha256::Of(persons));
  EXPECT_EQ(DecodePersons(persons).value(), (CellPersons{output.layers[0].cells}));
  const auto refuses = [](const Bytes& whole, const auto& decode) {
    for (size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(decode(ByteView(whole).first(size)).ok()) << size;
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(decode(ByteView(longer)).ok());
  };
  refuses(encoded, DecodePrints);
  refuses(persons, DecodePersons);
}

}  // namespace
}  // namespace bouclier::airlock

// SPDX-License-Identifier: Apache-2.0
// From SQL to what is judged, with the real engine: shape, sets and figures are those of the rows.
#include "bouclier/airlock/proposal.h"

#include "release_hub.h"
#include "workspace/test/output_tables.h"

namespace bouclier::airlock {
namespace {

using kernels::Matter;
using workspace::OutputTables;
using workspace::SqlSession;

SqlSession Open(const OutputTables& tables) { return SqlSession::Make(SqlTablesOf(tables), {}).value(); }

arrow::Decimal128 Cents(int64_t cents) { return arrow::Decimal128(cents); }

void AddCare(OutputTables& tables, const std::string& person, const std::string& region, int32_t day,
             std::optional<int64_t> cents) {
  workspace::CareRow row{person, "N", "L", region, day, std::nullopt};
  if (region.empty()) row.region = std::nullopt;
  if (cents) row.paid = Cents(*cents);
  tables.care.push_back(row);
}

Matter MatterOf(const std::vector<workspace::SourceColumn>& reads) {
  const bool drug = std::ranges::any_of(reads, [](const auto& source) { return source.column == "PHA_PRS_C13"; });
  return drug ? Matter::kOutcome : Matter::kOther;
}

// Ordinals as a base might give them: not in the order of names.
ProposalFacts Facts() {
  return {[](const std::vector<std::string>& persons) -> Result<std::vector<uint32_t>> {
            std::vector<uint32_t> ordinals;
            for (const std::string& person : persons)
              ordinals.push_back(1000 - static_cast<uint32_t>(std::stoul(person.substr(1))));
            return ordinals;
          },
          [](const workspace::OutputColumn& key) { return MatterOf(key.reads); },
          [](const workspace::OutputMeasure& measure) { return MatterOf(measure.reads); }};
}

OutputTables Few() {
  OutputTables tables;
  AddCare(tables, "P1", "B", 10, 500);
  AddCare(tables, "P1", "B", 10, -500);
  AddCare(tables, "P2", "B", 10, 1050);
  AddCare(tables, "P2", "B", 9, -200);
  AddCare(tables, "P3", "A", 10, std::nullopt);
  AddCare(tables, "P3", "", 9, 100);
  tables.drugs = {{"L", "3400930000011", 1}};
  tables.persons = {{"P1", "N", "A", 1, 1950}};
  return tables;
}

TEST(Proposal, HasTheShapeSetsAndFiguresOfTheRows) {
  auto session = Open(Few());
  const std::string sql =
      "SELECT sum(PRS_PAI_MNT) AS paid, EXE_SOI_DTD - DATE '1970-01-01' AS day, count(DISTINCT NUM_ENQ_IDT) AS "
      "persons, BEN_RES_DPT_REG AS region, sum(PRS_PAI_MNT) / count(*) AS each FROM er_prs_f GROUP BY ALL";
  const auto candidate = session.Propose(sql);
  ASSERT_TRUE(candidate.ok()) << candidate.error().message;
  const auto made = ProposalOf(*candidate, Facts());
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->query(), sql);
  const kernels::OutputFigures& figures = made->output().figures;
  ASSERT_EQ(figures.table.dimensions.size(), 2u);
  EXPECT_EQ(figures.table.dimensions[0].name, "day");
  EXPECT_EQ(figures.table.dimensions[0].values, (std::vector<std::string>{"9", "10"})) << "by size, not by letters";
  EXPECT_EQ(figures.table.dimensions[1].values, (std::vector<std::string>{"A", "B", ""})) << "null is the last";
  // Cells by their keys: (9, B), (9, null), (10, A), (10, B).
  EXPECT_EQ(figures.table.cells, (std::vector<std::vector<uint32_t>>{{0, 1}, {0, 2}, {1, 0}, {1, 1}}));
  const Layer& all = made->output().layers.front();
  EXPECT_EQ(all.name, "");
  EXPECT_EQ(all.cells[3], kernels::PersonSet::Of({999, 998})) << "ordinals of the base";
  ASSERT_EQ(made->output().layers.size(), 2u) << "count(*) has the persons of the cells";
  const Layer& paid = made->output().layers[1];
  EXPECT_EQ(paid.name, "sum(PRS_PAI_MNT)");
  EXPECT_EQ(paid.cells[3], kernels::PersonSet::Of({998})) << "lines that cancel each other add nobody";
  EXPECT_TRUE(paid.cells[2].empty());
  size_t sum = 0;
  while (figures.sums[sum].name != "sum(PRS_PAI_MNT)") ++sum;
  EXPECT_EQ(figures.cells[3].units, 2u);
  EXPECT_EQ(figures.cells[3].sums[sum].absolute, 1050u);
  EXPECT_EQ(figures.cells[3].sums[sum].contributors, 1u);
  EXPECT_EQ(figures.cells[0].sums[sum].absolute, 200u) << "a repayment's size";
  ASSERT_EQ(figures.derived.size(), 1u);
  EXPECT_EQ(figures.derived[0].name, "each");
  EXPECT_TRUE(figures.derived[0].of_counts);
  EXPECT_EQ(figures.derived[0].sums.size(), 2u);
  EXPECT_EQ(figures.line_units.size(), kernels::LinesOf(figures.table).size());
  ASSERT_EQ(made->columns().size(), 5u);
  EXPECT_EQ(made->columns()[1].dimension, 0u);
  EXPECT_EQ(made->columns()[3].dimension, 1u);
  EXPECT_EQ(made->columns()[0].values[3], "10.50");
  EXPECT_FALSE(made->columns()[0].values[2]) << "a sum of nulls";
  EXPECT_EQ(made->columns()[2].values[3], "2");
}

TEST(Proposal, OneNumberWithoutKeysIsACell) {
  auto session = Open(Few());
  const auto candidate = session.Propose("SELECT count(DISTINCT NUM_ENQ_IDT) AS persons FROM er_prs_f WHERE 1 = 2");
  const auto made = ProposalOf(candidate.value(), Facts()).value();
  EXPECT_EQ(made.output().figures.cells.size(), 1u);
  EXPECT_EQ(made.output().figures.cells[0].units, 0u);
  EXPECT_EQ(made.columns()[0].values, (std::vector<std::optional<std::string>>{"0"}));
}

TEST(Proposal, TwoPersonsTakenForOneAreRefused) {
  auto session = Open(Few());
  const auto candidate = session.Propose("SELECT count(*) AS n FROM er_prs_f").value();
  ProposalFacts facts = Facts();
  facts.ordinals = [](const std::vector<std::string>& persons) -> Result<std::vector<uint32_t>> {
    return std::vector<uint32_t>(persons.size(), 5);
  };
  EXPECT_EQ(ProposalOf(candidate, facts).error().code, ErrorCode::kCorruption);
  facts.ordinals = [](const std::vector<std::string>&) -> Result<std::vector<uint32_t>> {
    return std::vector<uint32_t>{1};
  };
  EXPECT_EQ(ProposalOf(candidate, facts).error().code, ErrorCode::kCorruption);
}

TEST(Proposal, ContributionsBeyondTheirBitsAreRefused) {
  OutputTables tables = Few();
  for (int i = 10; i < 40; ++i)
    AddCare(tables, "P" + std::to_string(i), "A", 1, i % 2 ? 900'000'000'000'000'000 : -900'000'000'000'000'000);
  auto session = Open(tables);
  const auto candidate = session.Propose("SELECT sum(PRS_PAI_MNT) AS paid FROM er_prs_f");
  ASSERT_TRUE(candidate.ok()) << candidate.error().message;
  EXPECT_EQ(ProposalOf(*candidate, Facts()).error().code, ErrorCode::kUnsupported);
}

// The whole way: what SQL answers, judged, hidden where few are, released, verified by a stranger.
TEST(Proposal, LeavesAsARelease) {
  test::ReleaseHub hub;
  OutputTables tables = Few();
  tables.care.clear();
  int person = 1;
  for (int week = 0; week < 12; ++week)
    for (int i = 0; i < (week == 3 || week == 7 ? 6 + week / 7 : 30); ++i, ++person)
      for (int line = 0; line < 3; ++line) AddCare(tables, "P" + std::to_string(person), "A", week, 100);
  auto session = Open(tables);
  const auto candidate = session.Propose(
      "SELECT EXE_SOI_DTD - DATE '1970-01-01' AS week, count(DISTINCT NUM_ENQ_IDT) AS persons FROM er_prs_f GROUP BY "
      "1");
  ASSERT_TRUE(candidate.ok()) << candidate.error().message;
  hub.query_text = candidate->query();
  hub.query = hub.RunQuery();
  hub.Approved();
  ReleaseRequest request = hub.ToRelease();
  request.proposal = ProposalOf(*candidate, Facts()).value();
  const auto released = hub.Release(request);
  ASSERT_TRUE(released.ok()) << released.error().message;
  std::string expected = "week,persons\n";
  for (int week = 0; week < 12; ++week) expected += std::to_string(week) + (week == 3 || week == 7 ? ",\n" : ",30\n");
  EXPECT_EQ(released->csv(), expected);
  const auto verified = hub.Verify(*released);
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_EQ(verified->certificate.Find("query")->GetString("text").value(), candidate->query());
}

}  // namespace
}  // namespace bouclier::airlock

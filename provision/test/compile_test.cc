// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/compile.h"

#include <gtest/gtest.h>

#include "permit_vectors.h"

namespace bouclier::provision {
namespace {

using policy::DateStep;
using policy::ParseDay;
using policy::ResidenceStep;

policy::Permit Asking(const std::string& table, std::vector<std::string> columns) {
  policy::Permit permit = test::SmallPermit();
  permit.tables = {{table, std::move(columns)}};
  return permit;
}
policy::Permit Dated(const std::string& table, std::vector<std::string> columns, const char* from, const char* to) {
  policy::Permit permit = Asking(table, std::move(columns));
  permit.rows.care_dates =
      policy::CareDates{ParseDay(from).value(), ParseDay(to).value(), policy::ParseMonth("2024-04").value(), {table}};
  return permit;
}
CellStep StepOf(const policy::Permit& permit, std::string_view column) {
  const CompiledPermit compiled = Compile(permit).value();
  for (const CompiledTable& table : compiled.tables)
    for (const CompiledColumn& one : table.columns)
      if (one.column->name == column) return one.step;
  ADD_FAILURE() << column;
  return CellStep::kAsIs;
}
std::vector<Obstacle> Obstacles(const policy::Permit& permit) { return CompileWithObstacles(permit).obstacles; }

TEST(Compile, EveryColumnOfTheCatalogueWithAConceptHasARule) {
  uint64_t seen = 0;
  for (const catalog::Table& table : catalog::BuiltInTables())
    for (const catalog::Column& column : table.columns) {
      if (column.concept_ == catalog::Concept::kNone) continue;
      ++seen;
      EXPECT_TRUE(GrainOf(column)) << table.name << "." << column.name;
    }
  EXPECT_GE(seen, 40u);
}

TEST(Compile, OnlyGrantedColumnsAreReadInTheOrderOfTheSource) {
  const auto compiled = Compile(Asking("ER_PRS_F", {"EXE_SOI_DTD", "BEN_RES_DPT", "BEN_NIR_PSA"})).value();
  ASSERT_EQ(compiled.tables.size(), 1u);
  std::vector<std::string_view> names;
  for (const CompiledColumn& column : compiled.tables[0].columns) names.push_back(column.column->name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"BEN_NIR_PSA", "BEN_RES_DPT", "EXE_SOI_DTD"}));
}

TEST(Compile, EveryIdentityClassButTheEstablishmentIsReplaced) {
  for (const catalog::Table& table : catalog::BuiltInTables()) {
    std::vector<std::string> all;
    for (const catalog::Column& column : table.columns) all.emplace_back(column.name);
    const auto compiled = Compile(Asking(std::string(table.name), all)).value();
    for (const CompiledColumn& one : compiled.tables[0].columns) {
      const bool identifies = one.column->identity != catalog::IdentityClass::kNone &&
                              one.column->identity != catalog::IdentityClass::kEstablishment;
      EXPECT_EQ(one.step == CellStep::kPseudonym, identifies) << table.name << "." << one.column->name;
    }
  }
}

TEST(Compile, GeneralisationFollowsTheConceptIntoEachColumn) {
  policy::Permit permit =
      Asking("IR_BEN_R", {"BEN_RES_DPT", "BEN_RES_COM", "BEN_NAI_ANN", "BEN_NAI_MOI", "BEN_DCD_DTE", "BEN_DCD_AME"});
  permit.generalisation = {ResidenceStep::kCommune, DateStep::kDay, DateStep::kDay, DateStep::kDay};
  for (const char* column : {"BEN_RES_DPT", "BEN_RES_COM", "BEN_NAI_ANN", "BEN_NAI_MOI", "BEN_DCD_DTE", "BEN_DCD_AME"})
    EXPECT_EQ(StepOf(permit, column), CellStep::kAsIs) << column;
  permit.generalisation = {ResidenceStep::kDepartment, DateStep::kMonth, DateStep::kMonth, DateStep::kMonth};
  EXPECT_EQ(StepOf(permit, "BEN_RES_DPT"), CellStep::kAsIs);
  EXPECT_EQ(StepOf(permit, "BEN_RES_COM"), CellStep::kWithheld);
  EXPECT_EQ(StepOf(permit, "BEN_NAI_MOI"), CellStep::kAsIs);
  EXPECT_EQ(StepOf(permit, "BEN_DCD_DTE"), CellStep::kToMonth);
  EXPECT_EQ(StepOf(permit, "BEN_DCD_AME"), CellStep::kAsIs);
  permit.generalisation = {ResidenceStep::kRegion, DateStep::kYear, DateStep::kYear, DateStep::kYear};
  EXPECT_EQ(StepOf(permit, "BEN_RES_DPT"), CellStep::kToRegion);
  EXPECT_EQ(StepOf(permit, "BEN_NAI_ANN"), CellStep::kAsIs);
  EXPECT_EQ(StepOf(permit, "BEN_NAI_MOI"), CellStep::kWithheld);
  EXPECT_EQ(StepOf(permit, "BEN_DCD_DTE"), CellStep::kToYear);
  EXPECT_EQ(StepOf(permit, "BEN_DCD_AME"), CellStep::kToYear);
  permit.generalisation.residence = ResidenceStep::kNone;
  EXPECT_EQ(StepOf(permit, "BEN_RES_DPT"), CellStep::kWithheld);
  EXPECT_EQ(StepOf(permit, "BEN_RES_COM"), CellStep::kWithheld);
}

TEST(Compile, PlacesOfDeathFollowTheResidenceAndMomentsLoseTheirHour) {
  policy::Permit death = Asking("KI_CCI_R", {"DCD_COM_COD", "DCD_DPT_COD"});
  death.generalisation.residence = ResidenceStep::kDepartment;
  EXPECT_EQ(StepOf(death, "DCD_COM_COD"), CellStep::kWithheld);
  EXPECT_EQ(StepOf(death, "DCD_DPT_COD"), CellStep::kAsIs);
  policy::Permit stay = Asking("T_MCOaaC", {"EXE_SOI_DTD", "SOR_MOI"});
  stay.generalisation.care_date = DateStep::kDay;
  EXPECT_EQ(StepOf(stay, "EXE_SOI_DTD"), CellStep::kToDay);
  stay.generalisation.care_date = DateStep::kYear;
  EXPECT_EQ(StepOf(stay, "EXE_SOI_DTD"), CellStep::kToYear);
  EXPECT_EQ(StepOf(stay, "SOR_MOI"), CellStep::kWithheld);
}

TEST(Compile, CareDatesGoByTheTablesOwnRoute) {
  const auto care = [](const policy::Permit& permit) { return Compile(permit).value().tables.at(0).care.value(); };
  const CarePredicate own = care(Dated("ER_PRS_F", {"BEN_NIR_PSA"}, "2019-01-15", "2019-12-31"));
  EXPECT_EQ(own.decided_by->name, "ER_PRS_F");
  EXPECT_EQ(own.columns, std::vector<std::string_view>{"EXE_SOI_DTD"});
  EXPECT_EQ(own.form, CarePredicate::Form::kDay);
  const CarePredicate parent = care(Dated("ER_PHA_F", {"PHA_PRS_C13"}, "2019-01-15", "2019-12-31"));
  EXPECT_EQ(parent.decided_by->name, "ER_PRS_F");
  EXPECT_EQ(parent.columns, std::vector<std::string_view>{"EXE_SOI_DTD"});
  const CarePredicate spell = care(Dated("IR_IMB_R", {"MED_MTF_COD"}, "2019-01-15", "2019-12-31"));
  EXPECT_EQ(spell.form, CarePredicate::Form::kSpell);
  EXPECT_EQ(spell.columns, (std::vector<std::string_view>{"IMB_ALD_DTD", "IMB_ALD_DTF"}));
  const CarePredicate moment = care(Dated("T_MCOaaC", {"SOR_MOI"}, "2019-01-15", "2019-12-31"));
  EXPECT_EQ(moment.columns, std::vector<std::string_view>{"EXE_SOI_DTD"});
  EXPECT_EQ(Compile(Dated("ER_PRS_F", {"BEN_NIR_PSA"}, "2019-01-15", "2019-12-31")).value().tables[0].cutoff,
            policy::ParseMonth("2024-04").value());
  EXPECT_FALSE(Compile(Dated("T_MCOaaC", {"SOR_MOI"}, "2019-01-15", "2019-12-31")).value().tables[0].cutoff);
}

TEST(Compile, ATableThatKnowsMonthsGivesThoseWhollyInside) {
  const auto care = [](const char* from, const char* to) {
    return Compile(Dated("T_MCOaaB", {"DGN_PAL"}, from, to)).value().tables.at(0).care.value();
  };
  EXPECT_EQ(care("2019-01-01", "2019-12-31").from, ParseDay("2019-01-01").value());
  EXPECT_EQ(care("2019-01-01", "2019-12-31").to, ParseDay("2019-12-31").value());
  EXPECT_EQ(care("2019-01-02", "2019-12-30").from, ParseDay("2019-02-01").value());
  EXPECT_EQ(care("2019-01-02", "2019-12-30").to, ParseDay("2019-11-30").value());
  EXPECT_EQ(care("2019-01-02", "2019-12-30").form, CarePredicate::Form::kYearAndMonth);
  EXPECT_EQ(Obstacles(Dated("T_MCOaaB", {"DGN_PAL"}, "2019-01-02", "2019-01-30")),
            (std::vector<Obstacle>{{"care_dates_below_month", "T_MCOaaB"}}));
}

TEST(Compile, RegionsBecomeDepartments) {
  policy::Permit permit = test::SmallPermit();
  permit.rows.regions = {"94"};
  EXPECT_EQ(Compile(permit).value().departments, (std::vector<std::string_view>{"02A", "02B"}));
}

TEST(Compile, ADepartmentHasOneRegionHoweverItIsWritten) {
  EXPECT_EQ(RegionOf("001"), "84");
  EXPECT_EQ(RegionOf("01"), "84");
  EXPECT_EQ(RegionOf("2A"), "94");
  EXPECT_EQ(RegionOf("02A"), "94");
  for (const char* unknown : {"97", "", "1", "099", "00", "0001"}) EXPECT_EQ(RegionOf(unknown), "") << unknown;
}

TEST(Compile, AnIntegerIsFilteredByItsOneDecimalForm) {
  policy::Permit permit = Asking("ER_PRS_F", {"BSE_PRS_NAT"});
  const catalog::Table& table = *catalog::FindTable("ER_PRS_F");
  ASSERT_EQ(table.columns[*table.IndexOf("BSE_PRS_NAT")].type, catalog::ColumnType::kInteger);
  permit.rows.codes = {{"ER_PRS_F", "BSE_PRS_NAT", {"1111", "0"}, {}}};
  EXPECT_TRUE(Obstacles(permit).empty());
  for (const char* code : {"01111", "A", "-1", "1.0", "1 "}) {
    permit.rows.codes[0].values = {code};
    EXPECT_EQ(Obstacles(permit), (std::vector<Obstacle>{{"code_not_a_number", "ER_PRS_F.BSE_PRS_NAT"}})) << code;
  }
  permit.rows.codes[0] = {"ER_PRS_F", "BSE_PRS_NAT", {}, {"11"}};
  EXPECT_EQ(Obstacles(permit), (std::vector<Obstacle>{{"code_not_a_number", "ER_PRS_F.BSE_PRS_NAT"}}));
}

TEST(Compile, WhatCannotBeEnforcedIsRefused) {
  using Obstacle_ = std::vector<Obstacle>;
  EXPECT_EQ(Obstacles(Asking("ER_XXX_F", {"A"})), (Obstacle_{{"unknown_table", "ER_XXX_F"}}));
  EXPECT_EQ(Obstacles(Asking("ER_PHA_F", {"PHA_PRS_C13", "NOPE"})), (Obstacle_{{"unknown_column", "ER_PHA_F.NOPE"}}));
  EXPECT_EQ(Obstacles(Dated("IR_BEN_R", {"BEN_SEX_COD"}, "2019-01-01", "2019-12-31")),
            (Obstacle_{{"care_date_on_none", "IR_BEN_R"}}));
  policy::Permit permit = test::SmallPermit();
  permit.rows.regions = {"00"};
  EXPECT_EQ(Obstacles(permit), (Obstacle_{{"unknown_region", "00"}}));
  permit = Asking("T_MCOaaC", {"RSA_NUM", "NIR_ANO_17"});
  permit.output.protect = {{policy::ProtectedUnit::kEstablishment, 3, "a rule"},
                           {policy::ProtectedUnit::kProfessional, 5, "a rule"}};
  EXPECT_EQ(Obstacles(permit), (Obstacle_{{"unit_not_granted", "T_MCOaaC.ETA_NUM"}}));
  permit.tables = {{"T_MCOaaC", {"RSA_NUM", "ETA_NUM"}},
                   {"ER_PRS_F", {"PFS_PRE_NUM", "ETB_PRE_FIN"}},
                   {"ER_PHA_F", {"PHA_PRS_C13"}}};
  EXPECT_EQ(Obstacles(permit), Obstacle_{});
  permit = test::SmallPermit();
  permit.rows.care_dates = policy::CareDates{{}, {}, {}, {"ER_PRS_F"}};
  EXPECT_EQ(Obstacles(permit), (Obstacle_{{"care_date_table_not_granted", "ER_PRS_F"}}));
  permit = Asking("ER_PRS_F", {"EXE_SOI_DTD"});
  for (const auto& [column, rule] :
       {std::pair("NOPE", "code_column_unknown"), std::pair("BEN_NIR_PSA", "code_on_identity"),
        std::pair("EXE_SOI_DTD", "code_on_type")}) {
    permit.rows.codes = {{"ER_PRS_F", column, {"1"}, {}}};
    EXPECT_EQ(Obstacles(permit), (Obstacle_{{rule, std::string("ER_PRS_F.") + column}}));
  }
  permit.rows.codes = {{"ER_PHA_F", "PHA_PRS_C13", {"1"}, {}}};
  EXPECT_EQ(Obstacles(permit), (Obstacle_{{"code_table_not_granted", "ER_PHA_F"}}));
  EXPECT_EQ(Compile(permit).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace bouclier::provision

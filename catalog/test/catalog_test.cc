// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "bouclier/catalog/file_name.h"
#include "bouclier/catalog/known_tables.h"
#include "bouclier/catalog/row_rule.h"
#include "bouclier/catalog/table.h"

namespace bouclier::catalog {
namespace {

TEST(Catalog, KnowsTheTablesOfTheGenerator) {
  std::set<std::string_view> names;
  for (const Table& table : BuiltInTables()) names.insert(table.name);
  EXPECT_EQ(names,
            (std::set<std::string_view>{"ER_CAM_F", "ER_PHA_F", "ER_PRS_F", "IR_BEN_R", "IR_BEN_R_ARC", "IR_IMB_R",
                                        "KI_CCI_R", "T_MCOaaA", "T_MCOaaB", "T_MCOaaC", "T_MCOaaD"}));
  EXPECT_EQ(FindTable("ER_PRS_F")->columns.size(), 123u);
  EXPECT_EQ(FindTable("ER_PRS_F")->primary_key.size(), 9u);
  EXPECT_EQ(FindTable("ER_XXX_F"), nullptr);
}

TEST(Catalog, DetailTablesNameTheNineKeysOfTheirParentAndHaveNoPersonColumn) {
  for (const char* name : {"ER_PHA_F", "ER_CAM_F"}) {
    const Table& table = *FindTable(name);
    EXPECT_EQ(table.parent, "ER_PRS_F");
    EXPECT_EQ(table.parent_key, FindTable("ER_PRS_F")->primary_key);
    for (const Column& column : table.columns) {
      EXPECT_NE(column.identity, IdentityClass::kPerson);
      EXPECT_NE(column.identity, IdentityClass::kPsa);
    }
  }
}

TEST(Catalog, StayNumbersAreTextInEveryTable) {
  for (const Table& table : BuiltInTables()) {
    for (const char* key : {"ETA_NUM", "RSA_NUM"}) {
      const auto at = table.IndexOf(key);
      if (at) {
        EXPECT_EQ(table.columns[*at].type, ColumnType::kText) << table.name;
      }
    }
  }
}

TEST(Catalog, TheSecondFigureOfALengthIsTheScaleOfAnAmount) {
  const Table& table = *FindTable("ER_PRS_F");
  EXPECT_EQ(table.columns[*table.IndexOf("PRS_PAI_MNT")].scale, 2);
  EXPECT_EQ(table.columns[*table.IndexOf("BSE_REM_PRU")].scale, 5);
}

TEST(Catalog, ADepartmentHasOneRegionAndCorsicaIsNotANumber) {
  EXPECT_EQ(Departments().size(), 101u);
  EXPECT_EQ(FindDepartment("02A")->region, "94");
  EXPECT_EQ(FindDepartment("075")->zone, "ile_de_france");
  EXPECT_EQ(FindDepartment("2A"), nullptr);
  std::set<std::string_view> regions, zones;
  for (const Department& department : Departments()) {
    regions.insert(department.region);
    zones.insert(department.zone);
  }
  EXPECT_EQ(regions.size(), 18u);
  EXPECT_EQ(zones.size(), 6u);
}

TEST(FileName, RoundTripsForEveryKindOfPeriod) {
  for (const Table& table : BuiltInTables()) {
    const FilePeriod period = table.period == Period::kOnce   ? FilePeriod{}
                              : table.period == Period::kYear ? FilePeriod{2019, 0}
                                                              : FilePeriod{2019, 2};
    const auto identity = KnownTables::BuiltIn().Identify(FileName(table, period));
    ASSERT_TRUE(identity.has_value()) << table.name;
    EXPECT_EQ(identity->table, &table);
    EXPECT_EQ(identity->period, period);
  }
  EXPECT_EQ(FileName(*FindTable("T_MCOaaB"), {2018, 0}), "T_MCO18B.csv");
  EXPECT_EQ(FileName(*FindTable("ER_PRS_F"), {2018, 2}), "ER_PRS_F_201802.csv");
}

TEST(FileName, RefusesNamesThatAreNotExactlyOfATable) {
  for (const char* name : {"", ".csv", "ER_PRS_F.csv", "ER_PRS_F_201813.csv", "ER_PRS_F_201800.csv",
                           "ER_PRS_F_2018.csv", "T_MCOaaB.csv", "T_MCO1B.csv", "T_MCO18Z.csv", "T_MCO2018B.csv",
                           "IR_BEN_R_2018.csv", "ER_PRS_F_201802.txt", "xER_PRS_F_201802.csv"}) {
    EXPECT_FALSE(KnownTables::BuiltIn().Identify(name).has_value()) << name;
  }
}

TEST(Catalog, SitesThatDeclaredTwiceAreThoseOfThreeEntitiesUntil2017AndOneThatIsMadeUp) {
  std::set<std::string_view> entities, sites, made_up;
  for (const DoubleDeclaration& one : DoubleDeclarations()) {
    if (one.last_year == 2099) {
      made_up.insert(one.finess);
      continue;
    }
    EXPECT_LE(one.last_year, 2017) << one.finess;
    EXPECT_NE(one.finess, one.entity);
    EXPECT_TRUE(sites.insert(one.finess).second) << one.finess;
    entities.insert(one.entity);
  }
  EXPECT_EQ(entities, (std::set<std::string_view>{"130786049", "690781810", "750712184"}));
  EXPECT_EQ(sites.size(), 47u);
  EXPECT_EQ(made_up, (std::set<std::string_view>{"759999991"}));  // of spec/catalog/finess_double_synthetic.csv
}

TEST(Catalog, NamesThatAnnounceAPersonStandOnceAndReduced) {
  std::set<std::string_view> names;
  for (const PersonHeader& header : PersonHeaders()) {
    EXPECT_TRUE(names.insert(header.name).second) << header.name;
    EXPECT_EQ(header.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), std::string_view::npos) << header.name;
  }
  EXPECT_TRUE(names.contains("nir") && names.contains("nomnaissance"));
}

}  // namespace
}  // namespace bouclier::catalog

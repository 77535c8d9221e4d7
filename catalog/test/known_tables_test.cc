// SPDX-License-Identifier: Apache-2.0
// Tables that were only loaded, as ingest takes their files; which table a name is of.
#include "bouclier/catalog/known_tables.h"

#include <gtest/gtest.h>

namespace bouclier::catalog {
namespace {

LoadedTable Loaded(const std::string& name, const std::string& product, const std::vector<std::string>& columns) {
  LoadedTable table;
  table.name = name;
  table.product = product;
  for (const std::string& column : columns) {
    table.columns.emplace_back().name = column;
    table.columns.back().declared_type = "string";
  }
  return table;
}

KnownTables Known(std::vector<LoadedTable> tables) {
  LoadedSchema schema;
  schema.tables = std::move(tables);
  return KnownTables(Combine(BuiltInTables(), schema));
}

std::string Named(const KnownTables& known, const std::string& name) {
  const auto file = known.Identify(name);
  if (file) return std::string(file->table->name) + " " + std::to_string(file->period.year * 100 + file->period.month);
  const Table* table = known.WithoutPeriod(name);
  return table == nullptr ? "-" : std::string(table->name) + " ?";
}

TEST(KnownTables, TheLongestNameCountsEvenWithoutItsPeriod) {
  const KnownTables known =
      Known({Loaded("T_X", "OTHER", {"A"}), Loaded("T_X_2019", "OTHER", {"A"}), Loaded("T_X_AAAA_2018", "OTHER", {})});
  EXPECT_EQ(Named(known, "T_X_2018.csv"), "T_X 201800");
  EXPECT_EQ(Named(known, "T_X_2019.csv"), "T_X_2019 0");
  EXPECT_EQ(Named(known, "T_X_2019_201904.csv"), "T_X_2019 201904");
  EXPECT_EQ(Named(known, "T_X_2019_2018.csv"), "T_X_AAAA_2018 201900");
  EXPECT_EQ(Named(known, "T_X_0000.csv"), "T_X ?");
  EXPECT_EQ(Named(known, "T_X_99999999999999999999999.csv"), "T_X ?");
  EXPECT_EQ(Named(known, "T_X_.csv"), "-");
  EXPECT_EQ(Named(known, "T_XY.csv"), "-");
  EXPECT_EQ(Named(known, "T_X.sas7bdat"), "-");
}

TEST(KnownTables, BuiltInOnesAreAsTheyAreWhateverIsLoadedOfThem) {
  const KnownTables known = Known({Loaded("ER_PRS_F", "OTHER", {"NEW"})});
  for (const Table& table : BuiltInTables()) {
    EXPECT_EQ(known.Find(table.name), &table);
    EXPECT_EQ(KnownTables::BuiltIn().Find(table.name), &table);
    EXPECT_EQ(known.Identify(ExampleFileName(table))->table, &table);
  }
  EXPECT_EQ(KnownTables::BuiltIn().Find("ER_BIO_F"), nullptr);
}

TEST(KnownTables, PointersHoldWhenTheValueMoves) {
  KnownTables one = Known({Loaded("A", "B", {"C"})});
  const Table* table = one.Find("A");
  const KnownTables other = std::move(one);
  EXPECT_EQ(other.Find("A"), table);
  EXPECT_EQ(table->columns.at(0).name, "C");
}

TEST(KnownTables, AColumnIdentifiesOnlyWhereEverythingItNeedsIsThere) {
  const KnownTables known = Known({Loaded("NUMBER_F", "X", {"BEN_NIR_PSA", "BEN_RNG_GEM", "NIR_ANO_17", "NEW_ID"}),
                                   Loaded("RANK_F", "X", {"BEN_RNG_GEM", "FLX_DIS_DTD", "RSA_NUM"}),
                                   Loaded("STAY_F", "X", {"ETA_NUM", "RSA_NUM", "NIR_ANO_17"})});
  const auto identities = [&](const char* name) {
    std::string out;
    for (const Column& column : known.Find(name)->columns)
      out += std::string(IdentityClassName(column.identity)) + " " + std::string(ColumnTypeName(column.type)) + "; ";
    return out;
  };
  EXPECT_EQ(identities("NUMBER_F"), "psa text; psa text; none text; none text; ");
  EXPECT_EQ(identities("RANK_F"), "none text; none text; none text; ");
  EXPECT_EQ(identities("STAY_F"), "establishment text; stay text; psa text; ");
}

TEST(KnownTables, ATableThatNamesPersonsItselfIsNobodysDetail) {
  std::vector<std::string> nine;
  for (const std::string_view key : FindTable("ER_PRS_F")->primary_key) nine.emplace_back(key);
  std::vector<std::string> eight(nine.begin(), nine.end() - 1), persons = nine;
  persons.emplace_back("BEN_IDT_ANO");
  const KnownTables known = Known({Loaded("ER_A_F", "DCIR", nine), Loaded("ER_B_F", "DCIR", persons),
                                   Loaded("ER_C_F", "DCIR", eight), Loaded("ER_D_F", "DCIRS", nine)});
  EXPECT_EQ(known.Find("ER_A_F")->parent, "ER_PRS_F");
  EXPECT_EQ(known.Find("ER_A_F")->period, Period::kFluxMonth);
  EXPECT_EQ(known.Find("ER_A_F")->required, FindTable("ER_PRS_F")->primary_key);
  for (const char* name : {"ER_B_F", "ER_C_F", "ER_D_F"}) {
    EXPECT_EQ(known.Find(name)->parent, "") << name;
    EXPECT_EQ(known.Find(name)->period, Period::kAsNamed) << name;
    EXPECT_EQ(known.Find(name)->columns[0].identity, IdentityClass::kNone) << name;
  }
}

}  // namespace
}  // namespace bouclier::catalog

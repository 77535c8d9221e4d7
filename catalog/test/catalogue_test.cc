// SPDX-License-Identifier: Apache-2.0
// Built-in and loaded tables as one; search; the graph of keys.
#include "bouclier/catalog/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bouclier/catalog/key_graph.h"
#include "bouclier/catalog/search.h"

namespace bouclier::catalog {
namespace {

LoadedColumn Loaded(const std::string& name, ColumnType type, const std::string& declared,
                    const std::string& length = "") {
  LoadedColumn column;
  column.name = name;
  column.type = type;
  column.declared_type = declared;
  column.length = length;
  return column;
}

LoadedTable Titled(const std::string& name, const std::string& title, const std::string& product) {
  LoadedTable table;
  table.name = name;
  table.title = title;
  table.product = product;
  return table;
}

LoadedSchema Sample() {
  LoadedSchema schema;
  LoadedTable stays = Titled("T_SSRaaB", "Séjours de rééducation", "PMSI SSR");
  stays.columns = {
      Loaded("ETA_NUM", ColumnType::kInteger, "integer", "9"), Loaded("RHA_NUM", ColumnType::kInteger, "integer", "7"),
      Loaded("NIR_RET", ColumnType::kBoolean, "boolean", "1"), Loaded("BEN_NIR_PSA", ColumnType::kText, "string", "17"),
      Loaded("BEN_RES_DPT", ColumnType::kText, "string", "3"), Loaded("NEW_COL", ColumnType::kDate, "date")};
  stays.columns[5].description = "Date d'ENTRÉE à l'hôpital, œdème";
  stays.primary_key = {"ETA_NUM", "RHA_NUM"};
  LoadedTable acts = Titled("T_SSRaaCCAM", "Actes", "PMSI SSR");
  acts.columns = {Loaded("ETA_NUM", ColumnType::kText, "string", "9"),
                  Loaded("RHA_NUM", ColumnType::kText, "string", "7")};
  acts.foreign_keys = {{{"ETA_NUM", "RHA_NUM"}, "T_SSRaaB", {"ETA_NUM", "RHA_NUM"}}, {{"ETA_NUM"}, "IR_ETA_V", {"X"}}};
  schema.tables = {stays, acts};
  return schema;
}

size_t Count(const Catalogue& catalogue, FindingKind kind, const std::string& where) {
  return static_cast<size_t>(std::count_if(catalogue.findings.begin(), catalogue.findings.end(),
                                           [&](const Finding& one) { return one.kind == kind && one.where == where; }));
}

TEST(Catalogue, ALoadedColumnIsIdentifiedByItsName) {
  const Catalogue catalogue = Combine(BuiltInTables(), Sample());
  const CatalogueTable& table = *catalogue.Find("T_SSRaaB");
  EXPECT_EQ(table.origin, Origin::kLoaded);
  EXPECT_EQ(table.dataset, "pmsi_ssr");
  EXPECT_EQ(table.Find("BEN_NIR_PSA")->identity, IdentityClass::kPsa);
  EXPECT_TRUE(table.Find("BEN_NIR_PSA")->identity_known);
  EXPECT_EQ(table.Find("ETA_NUM")->identity, IdentityClass::kEstablishment);
  EXPECT_EQ(table.Find("BEN_RES_DPT")->concept_, Concept::kResidence);
  EXPECT_FALSE(table.Find("NEW_COL")->identity_known);
  EXPECT_EQ(table.Find("NEW_COL")->identity, IdentityClass::kNone);
  EXPECT_EQ(Count(catalogue, FindingKind::kIdentityUnknown, "NEW_COL"), 1u);
  EXPECT_EQ(Count(catalogue, FindingKind::kIdentityUnknown, "BEN_NIR_PSA"), 0u);
  EXPECT_EQ(table.Find("GONE"), nullptr);
}

TEST(Catalogue, TypesAreCorrectedWhereNothingIsLost) {
  const Catalogue catalogue = Combine(BuiltInTables(), Sample());
  const CatalogueTable& table = *catalogue.Find("T_SSRaaB");
  EXPECT_EQ(table.Find("ETA_NUM")->type, ColumnType::kText) << "corrected by name";
  EXPECT_EQ(table.Find("NIR_RET")->type, ColumnType::kText) << "a return code, not a boolean";
  EXPECT_EQ(table.Find("RHA_NUM")->type, ColumnType::kText) << "a key that is text elsewhere joins as text";
  EXPECT_EQ(table.Find("NEW_COL")->type, ColumnType::kDate);
  for (const char* name : {"ETA_NUM", "NIR_RET", "RHA_NUM"})
    EXPECT_EQ(Count(catalogue, FindingKind::kTypeCorrected, name), 1u) << name;
  EXPECT_EQ(table.Find("ETA_NUM")->declared_type, "integer") << "what the source says stays readable";
}

TEST(Catalogue, BuiltInFactsWinAndDifferencesAreTold) {
  LoadedSchema loaded;
  LoadedTable table = Titled("IR_IMB_R", "ALD", "DCIR");
  for (const Column& column : FindTable("IR_IMB_R")->columns) {
    if (column.name == "IMB_ALD_DTD") continue;  // one is missing
    table.columns.push_back(Loaded(std::string(column.name), ColumnType::kText, std::string(column.declared_type),
                                   std::string(column.length)));
  }
  table.columns.front().declared_type = "geopoint";
  table.columns.front().list = "IR_X_V";
  table.columns.push_back(Loaded("BEN_NIR_ANO", ColumnType::kText, "string"));
  loaded.tables = {table};
  const Catalogue catalogue = Combine(BuiltInTables(), loaded);
  const CatalogueTable& out = *catalogue.Find("IR_IMB_R");
  EXPECT_EQ(out.origin, Origin::kBoth);
  EXPECT_EQ(out.title, "ALD");
  const Table& built_in = *FindTable("IR_IMB_R");
  ASSERT_EQ(out.columns.size(), built_in.columns.size() + 1);
  for (size_t i = 0; i < built_in.columns.size(); ++i) {
    EXPECT_EQ(out.columns[i].name, built_in.columns[i].name);
    EXPECT_EQ(out.columns[i].type, built_in.columns[i].type);
    EXPECT_EQ(out.columns[i].identity, built_in.columns[i].identity);
    EXPECT_EQ(out.columns[i].concept_, built_in.columns[i].concept_);
  }
  EXPECT_EQ(out.columns.front().list, "IR_X_V");
  EXPECT_EQ(out.columns.back().identity, IdentityClass::kPerson) << "a new column goes by its name too";
  EXPECT_EQ(Count(catalogue, FindingKind::kDiffersFromBuiltIn, table.columns.front().name), 1u);
  EXPECT_EQ(Count(catalogue, FindingKind::kDiffersFromBuiltIn, "IMB_ALD_DTD"), 1u);
  EXPECT_EQ(Count(catalogue, FindingKind::kDiffersFromBuiltIn, "BEN_NIR_ANO"), 1u);
}

TEST(Catalogue, WhereBuiltInTablesDisagreeTheColumnIsReplacedAndTold) {
  const std::vector<Table> two = {
      {"A",
       "d",
       Period::kOnce,
       {{"X", ColumnType::kText, 0, "", "string", "", IdentityClass::kNone, Concept::kNone}},
       {},
       {},
       "",
       {},
       CareDateRoute::kNone,
       {}},
      {"B",
       "d",
       Period::kOnce,
       {{"X", ColumnType::kText, 0, "", "string", "", IdentityClass::kCase, Concept::kNone}},
       {},
       {},
       "",
       {},
       CareDateRoute::kNone,
       {}}};
  LoadedSchema loaded;
  loaded.tables = {Titled("C", "", "")};
  loaded.tables[0].columns = {Loaded("X", ColumnType::kText, "string")};
  const Catalogue catalogue = Combine(two, loaded);
  EXPECT_EQ(catalogue.Find("C")->Find("X")->identity, IdentityClass::kCase);
  EXPECT_EQ(Count(catalogue, FindingKind::kIdentityUnclear, "X"), 1u);
}

TEST(Catalogue, NothingLoadedLeavesWhatIsBuiltIn) {
  const Catalogue catalogue = Combine(BuiltInTables(), {});
  EXPECT_EQ(catalogue.tables.size(), BuiltInTables().size());
  EXPECT_TRUE(catalogue.findings.empty());
  EXPECT_EQ(catalogue.Find("ER_PHA_F")->foreign_keys.at(0).table, "ER_PRS_F");
  EXPECT_EQ(DatasetOfProduct("Causes de décès"), FindTable("KI_CCI_R")->dataset);
  EXPECT_EQ(DatasetOfProduct("BENEFICIAIRE"), FindTable("IR_BEN_R")->dataset);
  EXPECT_EQ(DatasetOfProduct("PMSI RIM-P"), "pmsi_rim_p");
  EXPECT_EQ(DatasetOfProduct(" -- "), "other");
}

TEST(Search, FindsByNameAndWordsWithoutCaseAndAccents) {
  const CatalogueSearch search(Combine(BuiltInTables(), Sample()));
  const auto first = [&](std::string_view query) {
    const auto hits = search.Find(query, 5);
    return hits.empty() ? std::string() : hits.front().table + "." + hits.front().column;
  };
  EXPECT_EQ(first("new_col"), "T_SSRaaB.NEW_COL");
  EXPECT_EQ(first("reeducation"), "T_SSRaaB.");
  EXPECT_EQ(first("RÉÉDUCATION"), "T_SSRaaB.");
  EXPECT_EQ(first("re\xcc\x81"
                  "e\xcc\x81"
                  "ducation sejours"),
            "T_SSRaaB.")
      << "accents as marks of their own";
  EXPECT_EQ(first("entree hopital"), "T_SSRaaB.NEW_COL");
  EXPECT_EQ(first("OEDÈME"), "T_SSRaaB.NEW_COL");
  EXPECT_EQ(first("entree nowhere"), "") << "every word must be there";
  EXPECT_EQ(first("er_prs_f"), "ER_PRS_F.");
  EXPECT_EQ(search.Find("pmsi_ssr", 1).at(0).kind, HitKind::kDataset);
  EXPECT_TRUE(search.Find("", 5).empty());
  EXPECT_TRUE(search.Find("  ", 5).empty());
  EXPECT_EQ(search.Find("e", 3).size(), 3u);
  EXPECT_TRUE(search.Find("\xff\xc3", 3).empty());
}

TEST(Search, PutsTheNearestFirst) {
  const CatalogueSearch search(Combine(BuiltInTables(), Sample()));
  const auto hits = search.Find("eta_num", 100);
  ASSERT_GT(hits.size(), 2u);
  EXPECT_EQ(hits.front().column, "ETA_NUM");
  for (size_t i = 1; i < hits.size(); ++i) EXPECT_GE(hits[i - 1].score, hits[i].score);
}

TEST(KeyGraph, JoinsTablesByTheirKeysAndSaysWhatGoesByText) {
  const Catalogue catalogue = Combine(BuiltInTables(), Sample());
  const KeyGraph graph = KeyGraphOfDataset(catalogue, "pmsi_ssr");
  ASSERT_EQ(graph.nodes.size(), 2u);
  ASSERT_EQ(graph.edges.size(), 1u) << "a key to a code list is none between tables";
  EXPECT_EQ(graph.nodes[graph.edges[0].from].table, "T_SSRaaCCAM");
  EXPECT_EQ(graph.nodes[graph.edges[0].to].table, "T_SSRaaB");
  EXPECT_FALSE(graph.edges[0].as_text) << "both sides are read as text by now";
  Catalogue uneven = catalogue;
  for (CatalogueTable& table : uneven.tables)
    if (table.name == "T_SSRaaB") table.columns[1].type = ColumnType::kInteger;
  EXPECT_TRUE(KeyGraphOfDataset(uneven, "pmsi_ssr").edges.at(0).as_text);
  const KeyGraph care = KeyGraphOfDataset(catalogue, "dcir");
  EXPECT_TRUE(std::any_of(care.nodes.begin(), care.nodes.end(), [](const auto& node) {
    return node.table == "IR_BEN_R";
  })) << "what its tables point to comes along";
  EXPECT_GT(BuildKeyGraph(catalogue).edges.size(), care.edges.size());
  EXPECT_TRUE(KeyGraphOfDataset(catalogue, "nothing").nodes.empty());
}

}  // namespace
}  // namespace bouclier::catalog

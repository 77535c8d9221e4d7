// SPDX-License-Identifier: Apache-2.0
// Loading a folder: our own small one, and the official schema where it is present (BOUCLIER_TEST_DATA, or
// ../shared/data beside the repository), whose figures were counted by other means.
#include "bouclier/catalog/load_schema.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "bouclier/catalog/catalogue.h"
#include "bouclier/catalog/key_graph.h"

namespace bouclier::catalog {
namespace {

namespace fs = std::filesystem;

class LoadSchemaTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/bouclier-schema-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  static size_t Count(const LoadedSchema& schema, FindingKind kind) {
    return static_cast<size_t>(std::count_if(schema.findings.begin(), schema.findings.end(),
                                             [kind](const Finding& one) { return one.kind == kind; }));
  }

  fs::path folder_;
};

constexpr char kTable[] =
    R"({"name":"A","produit":"Été","fields":[{"name":"K","type":"string","nomenclature":"L"},
       {"name":"G","type":"integer","nomenclature":"L:GROUP"},{"name":"X","type":"string","nomenclature":"NOWHERE"},
       {"name":"Y","type":"string","nomenclature":"L:NONE"}],
       "foreignKeys":[{"fields":"K","reference":{"resource":"B","fields":"Z"}},
       {"fields":"K","reference":{"resource":"GONE","fields":"K"}},{"fields":"K","reference":{"resource":"L","fields":"K"}}]})";

TEST_F(LoadSchemaTest, ReadsTablesListsAndWhatIsOddBetweenThem) {
  Write("schema/Produit un/A.json", kTable);
  Write("schema/Produit un/again/A.json", kTable);
  Write("schema/B.json", R"({"name":"B","fields":[{"name":"K","type":"integer"}]})");
  Write("schema/notes.txt", "not looked at");
  Write("schema/broken.json", "{");
  Write("nomenclatures/L.json",
        R"({"name":"L","fields":[{"name":"K","type":"string","role":"code"},{"name":"GROUP","type":"integer"}]})");
  Write("nomenclatures/L.csv", "K;GROUP\nb;1\na;1\n");
  Write("nomenclatures/M.json", R"({"name":"M","fields":[{"name":"K","type":"string"}]})");
  const auto schema = LoadSchema(folder_);
  ASSERT_TRUE(schema.ok()) << schema.error().message;
  ASSERT_EQ(schema->tables.size(), 2u);
  EXPECT_EQ(FindLoadedTable(*schema, "A")->place, "schema/Produit un/A.json");
  EXPECT_EQ(FindLoadedTable(*schema, "C"), nullptr);
  EXPECT_EQ(FindList(*schema, "L", "")->codes, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(FindList(*schema, "L", "GROUP")->codes, std::vector<std::string>{"1"});
  EXPECT_EQ(FindList(*schema, "L", "K"), FindList(*schema, "L", ""));
  EXPECT_FALSE(FindList(*schema, "M", "")->has_data);
  EXPECT_EQ(FindList(*schema, "N", ""), nullptr);
  EXPECT_EQ(Count(*schema, FindingKind::kTableTwice), 1u);
  EXPECT_EQ(Count(*schema, FindingKind::kNotASchema), 1u);
  EXPECT_EQ(Count(*schema, FindingKind::kListUnknown), 1u);
  EXPECT_EQ(Count(*schema, FindingKind::kListColumnUnknown), 2u) << "told by the list, and by the table that links";
  EXPECT_EQ(Count(*schema, FindingKind::kListWithoutData), 1u);
  EXPECT_EQ(Count(*schema, FindingKind::kForeignKeyBroken), 2u) << "a column that is not there, a table that is not";
  EXPECT_EQ(Count(*schema, FindingKind::kTypeDiffers), 1u);
}

TEST_F(LoadSchemaTest, AFolderWithoutTheKnownNamesIsOneOfTables) {
  Write("x/A.json", kTable);
  EXPECT_EQ(LoadSchema(folder_)->tables.size(), 1u);
}

TEST_F(LoadSchemaTest, RefusesWhatHoldsNoTableAndWhatIsTooMuch) {
  EXPECT_EQ(LoadSchema(folder_ / "absent").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(LoadSchema(folder_).error().code, ErrorCode::kInvalidArgument);
  Write("schema/A.json", kTable);
  Write("schema/B.json", R"({"name":"B","fields":[]})");
  Write("nomenclatures/L.json", R"({"name":"L","fields":[{"name":"K","type":"string","role":"code"}]})");
  Write("nomenclatures/L.csv", "K\n1\n2\n");
  EXPECT_TRUE(LoadSchema(folder_).ok());
  EXPECT_EQ(LoadSchema(folder_, {.files = 1}).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(LoadSchema(folder_, {.all_schema_bytes = 100}).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(LoadSchema(folder_, {.codes_bytes = 10}).error().code, ErrorCode::kExhausted);
  const auto small = LoadSchema(folder_, {.schema_bytes = 100});
  ASSERT_TRUE(small.ok());
  EXPECT_EQ(small->tables.size(), 1u) << "a file beyond the limit is passed over";
  EXPECT_EQ(Count(*small, FindingKind::kFileUnreadable), 1u);
  const auto short_lists = LoadSchema(folder_, {.list_bytes = 3});
  ASSERT_TRUE(short_lists.ok());
  EXPECT_FALSE(FindList(*short_lists, "L", "")->has_data);
}

TEST_F(LoadSchemaTest, FollowsNoLinks) {
  Write("schema/A.json", kTable);
  Write("outside/C.json", R"({"name":"C","fields":[]})");
  fs::create_symlink(folder_ / "outside/C.json", folder_ / "schema/C.json");
  fs::create_directory_symlink(folder_ / "outside", folder_ / "schema/D");
  fs::create_directory_symlink(folder_ / "schema", folder_ / "schema/loop");
  EXPECT_EQ(LoadSchema(folder_)->tables.size(), 1u);
}

class OfficialSchemaTest : public LoadSchemaTest {
 protected:
  static const LoadedSchema* Official() {
    static const LoadedSchema* const schema = []() -> const LoadedSchema* {
      const char* data = std::getenv("BOUCLIER_TEST_DATA");
      const fs::path folder = (data ? fs::path(data) : fs::path(BOUCLIER_SOURCE_DIR) / "../shared/data") / "snds";
      if (!fs::exists(folder / "schema")) return nullptr;
      return new LoadedSchema(LoadSchema(folder).value());
    }();
    return schema;
  }
  void SetUp() override {
    LoadSchemaTest::SetUp();
    if (Official() == nullptr)
      GTEST_SKIP() << "no third-party data: set BOUCLIER_TEST_DATA to a folder with snds/schema";
  }
};

TEST_F(OfficialSchemaTest, HoldsWhatItsReadersCounted) {
  const LoadedSchema& schema = *Official();
  size_t columns = 0, primary = 0, foreign = 0, links = 0;
  std::set<std::string> linked;
  for (const LoadedTable& table : schema.tables) {
    columns += table.columns.size();
    primary += !table.primary_key.empty();
    foreign += table.foreign_keys.size();
    for (const LoadedColumn& column : table.columns) {
      links += !column.list.empty();
      if (!column.list.empty()) linked.insert(column.list);
    }
  }
  EXPECT_EQ(schema.tables.size(), 188u);
  EXPECT_EQ(columns, 4815u);
  EXPECT_EQ(primary, 26u);
  EXPECT_EQ(foreign, 197u);
  EXPECT_EQ(links, 957u);
  EXPECT_EQ(linked.size(), 157u);
  std::set<std::string> lists, with_data;
  for (const CodeList& list : schema.lists) {
    lists.insert(list.name);
    if (list.has_data) with_data.insert(list.name);
  }
  EXPECT_EQ(lists.size(), 505u);
  EXPECT_EQ(with_data.size(), 502u);
}

TEST_F(OfficialSchemaTest, ReportsEachKnownTrap) {
  const LoadedSchema& schema = *Official();
  EXPECT_EQ(Count(schema, FindingKind::kTypeDiffers), 61u);
  EXPECT_EQ(Count(schema, FindingKind::kNotADate), 103u) << "months alone, declared as dates";
  EXPECT_EQ(Count(schema, FindingKind::kScaleBeyondLength), 2u);
  EXPECT_EQ(Count(schema, FindingKind::kListWithoutData), 3u);
  EXPECT_EQ(Count(schema, FindingKind::kBooleanUnclear), 1u);
  EXPECT_GE(Count(schema, FindingKind::kKeyAsText), 5u + 24u);
  EXPECT_GE(Count(schema, FindingKind::kYearInName), 130u);
  for (FindingKind none : {FindingKind::kFileUnreadable, FindingKind::kNotASchema, FindingKind::kListUnknown,
                           FindingKind::kForeignKeyBroken, FindingKind::kRowWidth, FindingKind::kQuoteOpen,
                           FindingKind::kListHeaderDiffers, FindingKind::kNameUnusable, FindingKind::kTypeUnknown})
    EXPECT_EQ(Count(schema, none), 0u) << FindingKindName(none);
  for (const Finding& one : schema.findings)
    EXPECT_TRUE(!one.place.empty() || one.kind == FindingKind::kTypeDiffers) << FindingKindName(one.kind);
}

TEST_F(OfficialSchemaTest, PathsWithAccentsAndListsWithLineBreaksAreRead) {
  const LoadedSchema& schema = *Official();
  ASSERT_NE(FindLoadedTable(schema, "KI_CCI_R"), nullptr);
  EXPECT_EQ(FindLoadedTable(schema, "KI_CCI_R")->place, "schema/Causes de décès/KI_CCI_R.json");
  EXPECT_EQ(HasCode(*FindList(schema, "IR_DPT_V", ""), "02A"), true);
  EXPECT_EQ(HasCode(*FindList(schema, "IR_DPT_V", ""), "2A"), false);
  const CodeList* communes = FindList(schema, "IR_GEO_V", "GEO_COM_COD");
  ASSERT_NE(communes, nullptr);
  EXPECT_EQ(HasCode(*communes, "001"), true);
  EXPECT_EQ(HasCode(*FindList(schema, "IR_PHA_R", ""), "3400930000000"), std::nullopt) << "no data: nobody knows";
}

TEST_F(OfficialSchemaTest, CombinesWithWhatIsBuiltIn) {
  const LoadedSchema& schema = *Official();
  const Catalogue catalogue = Combine(BuiltInTables(), schema);
  EXPECT_EQ(catalogue.tables.size(), 189u) << "188 loaded and IR_BEN_R_ARC, which has no schema";
  size_t unknown = 0, told = 0;
  for (const CatalogueTable& table : catalogue.tables) {
    for (const CatalogueColumn& column : table.columns) {
      unknown += !column.identity_known;
      if (column.name == "ETA_NUM" || column.name == "RSA_NUM") {
        EXPECT_EQ(column.type, ColumnType::kText) << table.name;
        EXPECT_EQ(column.identity, column.name == "ETA_NUM" ? IdentityClass::kEstablishment : IdentityClass::kStay);
      }
      EXPECT_TRUE(column.name != "BEN_NIR_PSA" || column.identity == IdentityClass::kPsa) << table.name;
      EXPECT_TRUE(column.name != "EXE_SOI_DTD" || column.concept_ == Concept::kCareDate) << table.name;
    }
  }
  for (const Finding& one : catalogue.findings) {
    told += one.kind == FindingKind::kIdentityUnknown;
    EXPECT_NE(one.kind, FindingKind::kDiffersFromBuiltIn) << one.place << ' ' << one.where << ' ' << one.detail;
    EXPECT_NE(one.kind, FindingKind::kIdentityUnclear) << one.where;
  }
  EXPECT_EQ(told, unknown) << "each column nobody looked at is told";
  EXPECT_GT(unknown, 1000u);
  const CatalogueTable& built_in = *catalogue.Find("ER_PRS_F");
  EXPECT_EQ(built_in.origin, Origin::kBoth);
  EXPECT_EQ(built_in.dataset, "dcir");
  EXPECT_EQ(built_in.Find("BEN_RES_DPT")->list, "IR_DPT_V");
  EXPECT_EQ(catalogue.Find("T_SSRaaB")->dataset, "pmsi_ssr");
  EXPECT_EQ(catalogue.Find("IR_BEN_R_ARC")->origin, Origin::kBuiltIn);
  const KeyGraph graph = BuildKeyGraph(catalogue);
  EXPECT_EQ(graph.nodes.size(), 189u);
  EXPECT_EQ(graph.edges.size(), 197u) << "built-in parents are among the loaded keys";
}

}  // namespace
}  // namespace bouclier::catalog

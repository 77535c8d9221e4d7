// SPDX-License-Identifier: Apache-2.0
// One schema file: each trap of the official files, and what hostile ones try. Nothing is refused that has fields.
#include "schema_file.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace bouclier::catalog {
namespace {

SchemaFile Read(const std::string& json, const std::string& place = "schema/DCIR/T.json") {
  auto file = ReadSchemaFile(json, place);
  EXPECT_TRUE(file.ok()) << json;
  return file.ok() ? std::move(file).value() : SchemaFile{};
}

// A file of one column with these members.
LoadedColumn OneColumn(const std::string& members) {
  return Read(R"({"name":"T","fields":[{"name":"A",)" + members + "}]}").table.columns.at(0);
}

size_t Count(const SchemaFile& file, FindingKind kind) {
  return static_cast<size_t>(std::count_if(file.findings.begin(), file.findings.end(),
                                           [kind](const Finding& one) { return one.kind == kind; }));
}

std::vector<FindingKind> KindsOf(const std::string& members) {
  std::vector<FindingKind> out;
  for (const Finding& one : Read(R"({"name":"T","fields":[{"name":"A",)" + members + "}]}").findings)
    out.push_back(one.kind);
  return out;
}

using Kinds = std::vector<FindingKind>;

TEST(SchemaFile, KeysAreAStringOrAList) {
  for (const char* key : {R"("A")", R"(["A"])"}) {
    const SchemaFile file =
        Read(std::string(R"({"name":"T","fields":[{"name":"A","type":"string"}],"primaryKey":)") + key +
             R"(,"foreignKeys":[{"fields":)" + key + R"(,"reference":{"resource":"U","fields":)" + key + "}}]}");
    EXPECT_EQ(file.table.primary_key, std::vector<std::string>{"A"});
    ASSERT_EQ(file.table.foreign_keys.size(), 1u);
    EXPECT_EQ(file.table.foreign_keys[0], (ForeignKey{{"A"}, "U", {"A"}}));
    EXPECT_EQ(Count(file, FindingKind::kKeyAsText), key[0] == '"' ? 2u : 0u);
  }
}

TEST(SchemaFile, TheSecondFigureOfALengthIsTheScaleAndTheFirstMeansNothing) {
  EXPECT_EQ(OneColumn(R"("type":"number","length":"4,2")").scale, 2);
  EXPECT_EQ(OneColumn(R"("type":"number","length":"4,2")").type, ColumnType::kDecimal);
  EXPECT_EQ(OneColumn(R"("type":"number","length":"4,5")").scale, 5);
  EXPECT_EQ(KindsOf(R"("type":"number","length":"4,5")"), Kinds{FindingKind::kScaleBeyondLength});
  EXPECT_EQ(OneColumn(R"("type":"number","length":"9")").scale, 0);
  EXPECT_EQ(OneColumn(R"("type":"number","length":null)").scale, 6);
  EXPECT_EQ(KindsOf(R"("type":"number","length":null)"), Kinds{FindingKind::kScaleUnknown});
  for (const char* length : {"4,2,1", "x", "-1", "4,", ",2", "99999999999999999999"}) {
    const std::string members = std::string(R"("type":"number","length":")") + length + "\"";
    EXPECT_EQ(OneColumn(members).type, ColumnType::kText) << length;
    EXPECT_EQ(KindsOf(members), Kinds{FindingKind::kLengthUnreadable}) << length;
  }
  EXPECT_EQ(OneColumn(R"("type":"number","length":"30,25")").type, ColumnType::kText);
  EXPECT_EQ(OneColumn(R"("type":"integer","length":"9")").type, ColumnType::kInteger);
  EXPECT_EQ(OneColumn(R"("type":"integer","length":"20")").type, ColumnType::kText) << "64 bits do not hold it";
}

TEST(SchemaFile, LinksAreADashAListOrAListAndItsColumn) {
  EXPECT_EQ(OneColumn(R"("type":"string","nomenclature":"-")").list, "");
  EXPECT_EQ(OneColumn(R"("type":"string")").list, "");
  EXPECT_EQ(OneColumn(R"("type":"string","nomenclature":"IR_ORG_V")").list, "IR_ORG_V");
  const LoadedColumn column = OneColumn(R"("type":"string","nomenclature":"IR_ORG_V:ORG_NUM")");
  EXPECT_EQ(column.list, "IR_ORG_V");
  EXPECT_EQ(column.list_column, "ORG_NUM");
  for (const char* link : {":", "A:", ":B", "A:B:C", "a/b"})
    EXPECT_EQ(OneColumn(std::string(R"("type":"string","nomenclature":")") + link + "\"").list, "") << link;
}

TEST(SchemaFile, ADateThatIsNoneIsText) {
  EXPECT_EQ(OneColumn(R"("type":"date","format":"default")").format, "%Y-%m-%d");
  EXPECT_EQ(OneColumn(R"("type":"date","format":"%d%m%Y")").type, ColumnType::kDate);
  EXPECT_EQ(OneColumn(R"("type":"datetime","format":"%d%b%Y:%H:%M:%S")").type, ColumnType::kDateTime);
  EXPECT_EQ(OneColumn(R"("type":"yearmonth")").format, "%Y%m");
  EXPECT_EQ(OneColumn(R"("type":"year")").format, "%Y");
  EXPECT_EQ(OneColumn(R"("type":"date","format":"%m","length":"2")").type, ColumnType::kText);
  EXPECT_EQ(KindsOf(R"("type":"date","format":"%m","length":"2")"), Kinds{FindingKind::kNotADate});
  EXPECT_EQ(KindsOf(R"("type":"date","format":"%m%Y")"), Kinds{FindingKind::kNotADate});
  for (const char* format : {"%q", "any", "%", "DDMMYYYY"}) {
    const std::string members = std::string(R"("type":"date","format":")") + format + "\"";
    EXPECT_EQ(OneColumn(members).type, ColumnType::kText) << format;
    EXPECT_EQ(KindsOf(members), Kinds{FindingKind::kFormatUnknown}) << format;
  }
}

TEST(SchemaFile, ABooleanWhoseTrueIsItsFalseIsText) {
  const std::string unclear = R"("type":"boolean","trueValues":["0"],"falseValues":["0"])";
  EXPECT_EQ(OneColumn(unclear).type, ColumnType::kText);
  EXPECT_EQ(KindsOf(unclear), Kinds{FindingKind::kBooleanUnclear});
  EXPECT_EQ(OneColumn(R"("type":"boolean","trueValues":["0"],"falseValues":["9"])").type, ColumnType::kBoolean);
  EXPECT_EQ(OneColumn(R"("type":"geopoint")").type, ColumnType::kText);
  EXPECT_EQ(KindsOf(R"("type":"geopoint")"), Kinds{FindingKind::kTypeUnknown});
  EXPECT_EQ(KindsOf(R"("length":"1")"), Kinds{FindingKind::kTypeUnknown});
}

TEST(SchemaFile, KeepsYearsLimitsAndWords) {
  const LoadedColumn column = OneColumn(
      R"("type":"integer","description":"Numéro\nFINESS","dateCreated":"2006","dateDeleted":"2017","dateMissing":["2012","2013"],
         "constraints":{"minimum":100000000,"maximum":25000.0,"enum":["0",1]})");
  EXPECT_EQ(column.description, "Numéro FINESS");
  EXPECT_EQ(column.since, "2006");
  EXPECT_EQ(column.until, "2017");
  EXPECT_EQ(column.missing_years, (std::vector<std::string>{"2012", "2013"}));
  EXPECT_EQ(column.minimum, "100000000");
  EXPECT_EQ(column.maximum, "25000.0");
  EXPECT_EQ(column.allowed, (std::vector<std::string>{"0", "1"}));
}

TEST(SchemaFile, NamesOfTablesComeFromTheTextThenFromTheFile) {
  const std::string fields = R"("fields":[{"name":"a","type":"string"}]})";
  const SchemaFile year = Read(R"({"name":"T_MCOaaB",)" + fields, "PMSI/PMSI MCO/T_MCOaaB.json");
  EXPECT_EQ(year.table.name, "T_MCOaaB");
  EXPECT_EQ(Count(year, FindingKind::kYearInName), 1u);
  EXPECT_EQ(Count(year, FindingKind::kLowerCase), 1u);
  EXPECT_EQ(Count(year, FindingKind::kNameDiffers), 0u);
  const SchemaFile other = Read(R"({"name":"U",)" + fields, "Causes de décès/KI.json");
  EXPECT_EQ(other.table.name, "U");
  EXPECT_EQ(Count(other, FindingKind::kNameDiffers), 1u);
  EXPECT_EQ(other.findings[0].place, "Causes de décès/KI.json");
  EXPECT_EQ(Read("{" + fields, "x/KI.json").table.name, "KI");
  EXPECT_EQ(Read(R"({"name":"<b>",)" + fields, "x/KI.json").table.name, "KI");
}

TEST(SchemaFile, ReportsWhatCannotBeTakenAndGoesOn) {
  const SchemaFile file = Read(R"({"name":"T","name":"U","title":[],"fields":[
      {"name":"A","type":"string"}, {"name":"A","type":"integer"}, {"name":"","type":"string"}, {"name":"x\u0000y"},
      7, {"name":"B;C"}, {"name":"evil\u202e"}, {"type":"string"}],
      "primaryKey":["A","Z"], "foreignKeys":[7, {"fields":"A"}, {"fields":["A"],"reference":{"resource":"U","fields":["A","B"]}},
      {"fields":["Z"],"reference":{"resource":"U","fields":["Z"]}}, {"fields":"A","reference":{"resource":"","fields":"A"}}]})");
  ASSERT_EQ(file.table.columns.size(), 1u);
  EXPECT_EQ(file.table.columns[0].type, ColumnType::kText) << "the first of two counts";
  EXPECT_EQ(file.table.primary_key, std::vector<std::string>{"A"});
  ASSERT_EQ(file.table.foreign_keys.size(), 1u);
  EXPECT_EQ(file.table.foreign_keys[0].table, "T") << "an empty resource is the table itself";
  EXPECT_EQ(Count(file, FindingKind::kMemberTwice), 1u);
  EXPECT_EQ(Count(file, FindingKind::kColumnTwice), 1u);
  EXPECT_EQ(Count(file, FindingKind::kNameUnusable), 5u);
  EXPECT_EQ(Count(file, FindingKind::kMemberUnreadable), 2u);
  EXPECT_EQ(Count(file, FindingKind::kKeyNotAColumn), 1u);
  EXPECT_EQ(Count(file, FindingKind::kForeignKeyUnreadable), 3u);
  EXPECT_EQ(Count(file, FindingKind::kForeignKeyBroken), 1u);
}

TEST(SchemaFile, RefusesWhatIsNoSchema) {
  std::string deep(200, '[');
  deep += std::string(200, ']');
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{}"), std::string("nul"), std::string(R"({"fields":{}})"),
        std::string(R"({"fields":[]}x)"), std::string("{\"fields\":[\"\xff\"]}"), R"({"fields":)" + deep + "}"}) {
    const auto file = ReadSchemaFile(text, "T.json");
    ASSERT_FALSE(file.ok()) << text.substr(0, 40);
    EXPECT_EQ(file.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(SchemaFile, AHostileFileFillsNothing) {
  std::string columns, keys;
  for (int i = 0; i < 12'000; ++i) columns += R"({"name":";"},)";
  const SchemaFile file = Read(R"({"fields":[)" + columns + R"({"name":"A"}]})");
  EXPECT_TRUE(file.table.columns.empty()) << "the last one stands beyond the bound";
  EXPECT_LE(file.findings.size(), 2'100u);
  EXPECT_EQ(Count(file, FindingKind::kTextCut), 1u);
  const LoadedColumn column = OneColumn(R"("type":"string","description":")" + std::string(100'000, 'x') + "\"");
  EXPECT_EQ(column.description.size(), 2'000u);
}

}  // namespace
}  // namespace bouclier::catalog

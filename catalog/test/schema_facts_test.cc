// SPDX-License-Identifier: Apache-2.0
// Our facts against the public schema files they were taken from, when those are present (env BOUCLIER_TEST_DATA, or
// ../shared/data beside the repository).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bouclier/catalog/table.h"

namespace bouclier::catalog {
namespace {

std::filesystem::path SchemaFolder() {
  const char* data = std::getenv("BOUCLIER_TEST_DATA");
  const auto root = data ? std::filesystem::path(data) : std::filesystem::path(BOUCLIER_SOURCE_DIR) / "../shared/data";
  return root / "snds/schema";
}

std::filesystem::path FindSchema(const std::string& table) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SchemaFolder())) {
    if (entry.path().filename() == table + ".json") return entry.path();
  }
  return {};
}

// A string or a list of strings: the source uses both.
std::vector<std::string> Names(const nlohmann::json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  if (value.is_array()) return value.get<std::vector<std::string>>();
  return {};
}

std::string TextOf(const nlohmann::json& field, const char* key) {
  return field.contains(key) && field[key].is_string() ? field[key].get<std::string>() : "";
}

TEST(SchemaFacts, EqualThePublicSchemaTheyWereTakenFrom) {
  if (!std::filesystem::exists(SchemaFolder())) {
    GTEST_SKIP() << "no third-party data: set BOUCLIER_TEST_DATA to a folder that holds snds/schema";
  }
  for (const Table& table : BuiltInTables()) {
    const bool archived = table.name == "IR_BEN_R_ARC";  // no schema of its own
    const auto path = FindSchema(archived ? "IR_BEN_R" : std::string(table.name));
    ASSERT_FALSE(path.empty()) << table.name;
    std::ifstream in(path);
    const nlohmann::json schema = nlohmann::json::parse(in);
    const auto& fields = schema["fields"];
    ASSERT_EQ(fields.size(), table.columns.size()) << table.name;
    for (size_t i = 0; i < fields.size(); ++i) {
      const Column& column = table.columns[i];
      EXPECT_EQ(TextOf(fields[i], "name"), column.name) << table.name;
      EXPECT_EQ(TextOf(fields[i], "type"), column.declared_type) << table.name << "." << column.name;
      EXPECT_EQ(TextOf(fields[i], "length"), column.length) << table.name << "." << column.name;
      const std::string format = TextOf(fields[i], "format");
      if (format != "default" && column.type != ColumnType::kText) {
        EXPECT_EQ(format, column.format) << table.name << "." << column.name;
      }
    }
    const auto key = schema.contains("primaryKey") ? Names(schema["primaryKey"]) : std::vector<std::string>{};
    EXPECT_EQ(key, std::vector<std::string>(table.primary_key.begin(), table.primary_key.end())) << table.name;
  }
}

TEST(SchemaFacts, DepartmentsHaveTheRegionOfThePublicCodeList) {
  const auto path = SchemaFolder() / "../nomenclatures/ORAVAL/IR_DPT_V.csv";
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "no third-party data: set BOUCLIER_TEST_DATA to a folder that holds snds/nomenclatures";
  }
  std::ifstream in(path);
  std::string line;
  size_t compared = 0;
  while (std::getline(in, line)) {
    const size_t first = line.find(';'), second = line.find(';', first + 1);
    const Department* ours = FindDepartment(line.substr(0, first));
    if (ours == nullptr) continue;
    std::string region = line.substr(first + 1, second - first - 1);
    if (region.size() == 1) region.insert(0, "0");
    EXPECT_EQ(region, ours->region) << ours->code;
    ++compared;
  }
  EXPECT_EQ(compared, Departments().size());
}

}  // namespace
}  // namespace bouclier::catalog

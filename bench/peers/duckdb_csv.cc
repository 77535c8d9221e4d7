// SPDX-License-Identifier: Apache-2.0
// duckdb_csv SECONDS FILE...: DuckDB reads CSV files of known tables (by their names) into typed tables in memory, on
// one thread, again and again, and prints one JSON object: MB/s of CPU time and DuckDB's version. The peer of
// csv_bench, with the same columns and types; rows that it cannot read are left out. Files come from the page cache.
#include <duckdb.h>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "bouclier/base/check.h"
#include "own_use.h"
#include "table_files.h"

namespace {

using namespace bouclier;
using bench::CpuSeconds;
using catalog::ColumnType;

std::string TypeOf(const catalog::Column& column) {
  switch (column.type) {
    case ColumnType::kInteger:
      return "BIGINT";
    case ColumnType::kDecimal:
      return "DECIMAL(18," + std::to_string(column.scale) + ")";
    case ColumnType::kDate:
      return "DATE";
    case ColumnType::kDateTime:
      return "TIMESTAMP";
    case ColumnType::kYear:
    case ColumnType::kYearMonth:
      return "INTEGER";
    case ColumnType::kBoolean:
      return "BOOLEAN";
    case ColumnType::kText:
      return "VARCHAR";
  }
  return "VARCHAR";
}

std::string Statement(const std::string& path, const catalog::Table& table) {
  std::string columns;
  for (const catalog::Column& column : table.columns) {
    columns += (columns.empty() ? "'" : ", '") + std::string(column.name) + "': '" + TypeOf(column) + "'";
  }
  return "CREATE OR REPLACE TABLE read AS SELECT * FROM read_csv('" + path +
         "', delim=';', quote='\"', header=true, auto_detect=false, ignore_errors=true, dateformat='%Y-%m-%d', "
         "columns={" +
         columns + "})";
}

class Duckdb {
 public:
  Duckdb() {
    BOUCLIER_CHECK(duckdb_open(nullptr, &database_) == DuckDBSuccess);
    BOUCLIER_CHECK(duckdb_connect(database_, &connection_) == DuckDBSuccess);
    Run("SET threads = 1");
  }
  ~Duckdb() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }
  void Run(const std::string& statement) {
    duckdb_result result;
    if (duckdb_query(connection_, statement.c_str(), &result) != DuckDBSuccess) {
      std::fprintf(stderr, "%s\n", duckdb_result_error(&result));
      std::exit(1);
    }
    duckdb_destroy_result(&result);
  }

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) {
  const auto [seconds, files] = bench::ReadCommandLine(argc, argv);
  std::vector<std::string> statements;
  double bytes_once = 0;
  for (const bench::TableFile& file : files) {
    statements.push_back(Statement(file.path, *file.table));
    bytes_once += static_cast<double>(std::filesystem::file_size(file.path));
  }
  Duckdb duckdb;
  for (const std::string& statement : statements) duckdb.Run(statement);
  const double begin = CpuSeconds();
  double spent = 0, bytes = 0;
  do {
    for (const std::string& statement : statements) duckdb.Run(statement);
    bytes += bytes_once;
    spent = CpuSeconds() - begin;
  } while (spent < seconds);
  std::printf("{\"columns_mb_s\": %.0f, \"version\": \"%s\"}\n", bytes / spent / 1e6, duckdb_library_version());
  return 0;
}

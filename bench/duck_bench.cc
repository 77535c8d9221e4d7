// SPDX-License-Identifier: Apache-2.0
// Runs SQL statements of standard input, one a line, by DuckDB's C interface, and tells the time: the peer of
// bench/base.py.
//
//   duck_bench < STATEMENTS
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

#include <duckdb.h>

#include "own_use.h"

int main() {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  if (duckdb_open(nullptr, &database) != DuckDBSuccess || duckdb_connect(database, &connection) != DuckDBSuccess)
    return 1;
  std::string last;
  const auto begin = std::chrono::steady_clock::now();
  for (std::string statement; std::getline(std::cin, statement);) {
    duckdb_result result{};
    if (duckdb_query(connection, statement.c_str(), &result) != DuckDBSuccess) {
      std::fprintf(stderr, "%s\n  %s\n", statement.c_str(), duckdb_result_error(&result));
      return 1;
    }
    if (duckdb_row_count(&result) == 1) {
      char* value = duckdb_value_varchar(&result, 0, 0);
      last = value == nullptr ? "" : value;
      duckdb_free(value);
    }
    duckdb_destroy_result(&result);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("{\"wall_ms\": %.0f, \"last\": \"%s\", \"version\": \"%s\", \"peak_mb\": %.0f}\n", seconds * 1000,
              last.c_str(), duckdb_library_version(), bouclier::bench::PeakMb());
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return 0;
}

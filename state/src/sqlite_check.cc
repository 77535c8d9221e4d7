// SPDX-License-Identifier: Apache-2.0
#include "sqlite_check.h"

#include <sqlite3.h>

#include <functional>
#include <vector>

#include "sqlite_connection.h"
#include "table_name.h"

namespace bouclier::state {
namespace {

constexpr char kRestore[] = "stop, keep the file, restore a copy of it";

Error Damaged(const std::string& cause) {
  return Error(ErrorCode::kCorruption, "check state database: " + cause, kRestore, Retry::kAfterFix);
}

// Runs `sql`, giving each row's columns as text.
Result<std::vector<std::vector<std::string>>> Rows(Connection& connection, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(connection.handle(), sql, -1, &statement, nullptr);
  std::vector<std::vector<std::string>> rows;
  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step(statement);
    if (code != SQLITE_ROW) break;
    auto& row = rows.emplace_back();
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      row.emplace_back(text ? text : "", text ? static_cast<size_t>(sqlite3_column_bytes(statement, column)) : 0);
    }
  }
  sqlite3_finalize(statement);
  if (code != SQLITE_DONE) return TranslateSqlite(connection.handle(), code, "check state database");
  return rows;
}

Result<std::string> One(Connection& connection, const char* sql) {
  BOUCLIER_TRY(const auto rows, Rows(connection, sql));
  if (rows.size() != 1 || rows[0].size() != 1) return Damaged("it does not answer as it should");
  return rows[0][0];
}

Result<void> CheckHeader(Connection& connection) {
  BOUCLIER_TRY(const std::string application, One(connection, "PRAGMA application_id"));
  if (application != std::to_string(kApplicationId))
    return Error(ErrorCode::kCorruption,
                 "check state database: the file belongs to another program, or its head is damaged",
                 "look at the path in the config; if it is right, restore a copy of the file", Retry::kAfterFix);
  BOUCLIER_TRY(const std::string version, One(connection, "PRAGMA user_version"));
  if (version != std::to_string(kUserVersion))
    return Error(ErrorCode::kUnsupported, "check state database: version " + version + " is not known",
                 "use the release of bouclier that wrote it", Retry::kAfterFix);
  BOUCLIER_TRY(const std::string journal, One(connection, "PRAGMA journal_mode"));
  if (journal != "wal") return Damaged("its head is damaged (journal mode)");
  return {};
}

// The names of the tables, when the schema holds our tables and nothing else.
Result<std::vector<std::string>> CheckSchema(Connection& connection) {
  BOUCLIER_TRY(const auto rows, Rows(connection, "SELECT type,name,tbl_name,sql FROM sqlite_schema ORDER BY name"));
  std::vector<std::string> tables;
  for (const auto& row : rows) {
    const std::string& name = row[1];
    if (row[0] != "table" || row[2] != name || !CheckTableName(name).ok() || row[3] != CreateTableSql(name))
      return Damaged("its schema is not ours");
    tables.push_back(name);
  }
  return tables;
}

// Structure alone does not show a key out of its place: every row is read in order, and its checksum verified.
Result<void> CheckRows(Connection& connection, const std::string& table) {
  std::optional<Bytes> last;
  return connection.Scan(table, {}, {}, [&](ByteView key, ByteView) -> Result<ports::ScanNext> {
    if (last && !(AsText(*last) < AsText(key))) return Damaged("its rows are out of order");
    last = ToBytes(key);
    return ports::ScanNext::kGoOn;
  });
}

Result<void> CheckInside(Connection& connection, OpenCheck check) {
  BOUCLIER_TRY_VOID(CheckHeader(connection));
  BOUCLIER_TRY(const std::vector<std::string> tables, CheckSchema(connection));
  if (check == OpenCheck::kHeader) return {};
  BOUCLIER_TRY(const std::string verdict, One(connection, "PRAGMA quick_check(1)"));
  if (verdict != "ok") return std::move(Damaged("its pages are damaged")).WithContext(verdict);
  for (const std::string& table : tables) BOUCLIER_TRY_VOID(CheckRows(connection, table));
  return {};
}

}  // namespace

Result<void> CheckDatabase(Connection& connection, OpenCheck check) {
  BOUCLIER_TRY_VOID(connection.BeginRead());
  Result<void> checked = CheckInside(connection, check);
  connection.Rollback();
  return checked;
}

}  // namespace bouclier::state

// SPDX-License-Identifier: Apache-2.0
// One SQLite connection: opening it safely, its prepared statements, its transaction. Not thread-safe: one owner at a
// time.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "bouclier/ports/state_store.h"
#include "bouclier/state/sqlite_state_store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace bouclier::state {

// Every result code of SQLite becomes an Error here and nowhere else.
Error TranslateSqlite(sqlite3* db, int code, const std::string& verb_and_object);

// The one form a table of ours has; anything else in the schema is foreign.
std::string CreateTableSql(std::string_view table);

class Connection {
 public:
  // Opens an existing file; checks nothing of its content.
  static Result<std::unique_ptr<Connection>> Open(const std::filesystem::path& path, const SqliteOptions& options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  sqlite3* handle() const { return db_; }
  Result<void> Execute(const char* sql, const std::string& verb_and_object);

  Result<void> BeginRead();  // and takes its view of the moment now
  Result<void> BeginWrite();
  Result<void> Commit();
  void Rollback();  // when a transaction is open; afterwards healthy() says whether the connection can be used on
  bool healthy() const;

  Result<std::optional<Bytes>> Get(std::string_view table, ByteView key);
  Result<void> Scan(std::string_view table, ByteView prefix, ByteView after, const ports::ScanVisitor& visit);
  Result<void> Put(std::string_view table, ByteView key, ByteView value);
  Result<void> Delete(std::string_view table, ByteView key);

 private:
  enum class Use : char {
    kGet = 'g',
    kScan = 's',
    kScanBounded = 'b',
    kPut = 'p',
    kDelete = 'd',
    // of no table
    kBegin = 'B',
    kLook = 'L',
    kBeginWrite = 'W',
    kCommit = 'C',
    kRollback = 'R',
  };
  class Borrowed;  // a prepared statement, reset and given back on destruction

  explicit Connection(sqlite3* db) : db_(db) {}
  static std::string SqlOf(Use use, const std::string& table);
  Result<Borrowed> Borrow(Use use, std::string_view table, const std::string& verb_and_object = "use state table");
  Result<void> Step(Use use, const std::string& verb_and_object);  // of no table; prepared once: a job begins thousands
  Result<bool> TableExists(std::string_view table);
  Result<void> EnsureTable(std::string_view table);
  void ForgetStatements();

  sqlite3* db_;
  std::map<std::string, sqlite3_stmt*, std::less<>> idle_;  // by use and table
  std::set<std::string, std::less<>> known_tables_;         // tables are never dropped
  bool created_table_ = false;                              // in the open transaction
};

}  // namespace bouclier::state

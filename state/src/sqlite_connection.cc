// SPDX-License-Identifier: Apache-2.0
#include "sqlite_connection.h"

#include <sqlite3.h>

#include <cerrno>

#include "row_checksum.h"
#include "table_name.h"

namespace bouclier::state {
namespace {

constexpr char kDamaged[] = "stop, keep the file, restore a copy of it";

Error TranslateIo(sqlite3* db, int code, const std::string& what) {
  if (code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS)
    return Error(ErrorCode::kCorruption, what + ": the database file is cut short", kDamaged, Retry::kAfterFix);
  const int cause = sqlite3_system_errno(db);
  if (cause == ENOSPC || cause == EDQUOT || cause == EFBIG)
    return Error(ErrorCode::kExhausted, what + ": no space left for the database file",
                 "free disk space, then run the same command again", Retry::kAfterFix);
  return Error(ErrorCode::kUnavailable, what + ": " + sqlite3_errstr(code), "look at the disk, then run it again",
               Retry::kAfterFix);
}

ByteView ColumnBlob(sqlite3_stmt* statement, int column) {
  const void* data = sqlite3_column_blob(statement, column);
  return {static_cast<const uint8_t*>(data), static_cast<size_t>(sqlite3_column_bytes(statement, column))};
}

int BindBlob(sqlite3_stmt* statement, int index, ByteView bytes) {
  // A null pointer would bind NULL; an empty key is a key.
  const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  return sqlite3_bind_blob64(statement, index, data, bytes.size(), SQLITE_STATIC);
}

}  // namespace

Error TranslateSqlite(sqlite3* db, int code, const std::string& verb_and_object) {
  switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_ERROR:  // our statements are fixed: one that fails says that the schema is not ours
      return Error(ErrorCode::kCorruption, verb_and_object + ": the database is damaged", kDamaged, Retry::kAfterFix)
          .WithContext(sqlite3_errmsg(db));
    case SQLITE_FULL:
      return Error(ErrorCode::kExhausted, verb_and_object + ": no space left for the database",
                   "free disk space, then run the same command again", Retry::kAfterFix);
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return Error(ErrorCode::kExhausted, verb_and_object + ": too large for memory or for one row");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(ErrorCode::kDeadline, verb_and_object + ": another process holds the database",
                   "wait for the other command to end", Retry::kBackoff);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Error(ErrorCode::kDenied, verb_and_object + ": the database file cannot be written",
                   "check owner and mode of the file and of its folder", Retry::kAfterFix);
    case SQLITE_CANTOPEN:
      return Error(ErrorCode::kUnavailable, verb_and_object + ": the database file cannot be opened",
                   "check owner and mode of the file and of its folder", Retry::kAfterFix);
    case SQLITE_IOERR:
      return TranslateIo(db, code, verb_and_object);
    default:
      return Error(ErrorCode::kInternal, verb_and_object + ": " + sqlite3_errstr(code));
  }
}

std::string CreateTableSql(std::string_view table) {
  return "CREATE TABLE \"" + std::string(table) + "\"(k BLOB PRIMARY KEY,v BLOB NOT NULL)WITHOUT ROWID";
}

class Connection::Borrowed {
 public:
  Borrowed(Connection& owner, std::string name, sqlite3_stmt* statement)
      : owner_(&owner), name_(std::move(name)), statement_(statement) {}
  Borrowed(Borrowed&& other) noexcept
      : owner_(other.owner_), name_(std::move(other.name_)), statement_(std::exchange(other.statement_, nullptr)) {}
  Borrowed& operator=(Borrowed&&) = delete;
  ~Borrowed() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    // A scan inside a scan of the same table has a statement of its own; one of the two is kept.
    if (!owner_->idle_.emplace(std::move(name_), statement_).second) sqlite3_finalize(statement_);
  }
  sqlite3_stmt* get() const { return statement_; }

 private:
  Connection* owner_;
  std::string name_;
  sqlite3_stmt* statement_;
};

Result<std::unique_ptr<Connection>> Connection::Open(const std::filesystem::path& path, const SqliteOptions& options) {
  const std::string what = "open state database " + path.string();
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
  const int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
  std::unique_ptr<Connection> connection(new Connection(db));
  if (code != SQLITE_OK) return TranslateSqlite(db, code, what);
  sqlite3_busy_timeout(db, static_cast<int>(options.busy_timeout.count()));
  // The file is not trusted: its schema may run nothing.
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  BOUCLIER_TRY_VOID(
      connection->Execute("PRAGMA cell_size_check=ON;PRAGMA mmap_size=0;PRAGMA temp_store=MEMORY;"
                          "PRAGMA cache_size=-16384;PRAGMA synchronous=FULL;"
                          "PRAGMA journal_size_limit=67108864",
                          what));
  if (options.max_size.value != 0) {
    const std::string pages = std::to_string(std::max<uint64_t>(1, options.max_size.value / 4096));
    BOUCLIER_TRY_VOID(connection->Execute(("PRAGMA max_page_count=" + pages).c_str(), what));
  }
  return connection;
}

Connection::~Connection() {
  ForgetStatements();
  sqlite3_close(db_);
}

void Connection::ForgetStatements() {
  for (const auto& [name, statement] : idle_) sqlite3_finalize(statement);
  idle_.clear();
}

Result<void> Connection::Execute(const char* sql, const std::string& verb_and_object) {
  const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return TranslateSqlite(db_, code, verb_and_object);
  return {};
}

Result<void> Connection::BeginRead() {
  BOUCLIER_TRY_VOID(Step(Use::kBegin, "read state database"));
  return Step(Use::kLook, "read state database");
}

Result<void> Connection::BeginWrite() { return Step(Use::kBeginWrite, "begin state transaction"); }

Result<void> Connection::Commit() {
  Result<void> done = Step(Use::kCommit, "commit state transaction");
  if (done.ok()) {
    created_table_ = false;
    return done;
  }
  Error error = std::move(done).error();
  Rollback();
  // A failed fsync leaves a whole commit in the log that a later start may find.
  if (error.code == ErrorCode::kUnavailable) error.retry = Retry::kUnknownOutcome;
  return error;
}

void Connection::Rollback() {
  if (!sqlite3_get_autocommit(db_)) (void)Step(Use::kRollback, "roll back state transaction").ok();
  if (!created_table_) return;
  ForgetStatements();
  known_tables_.clear();
  created_table_ = false;
}

bool Connection::healthy() const { return sqlite3_get_autocommit(db_) != 0; }

std::string Connection::SqlOf(Use use, const std::string& table) {
  switch (use) {
    case Use::kGet:
      return "SELECT v FROM " + table + " WHERE k=?1";
    case Use::kScan:
      return "SELECT k,v FROM " + table + " WHERE k>=?1 ORDER BY k";
    case Use::kScanBounded:
      return "SELECT k,v FROM " + table + " WHERE k>=?1 AND k<?2 ORDER BY k";
    case Use::kPut:
      return "REPLACE INTO " + table + " VALUES(?1,?2)";
    case Use::kDelete:
      return "DELETE FROM " + table + " WHERE k=?1";
    case Use::kBegin:
      return "BEGIN";
    case Use::kLook:
      return "SELECT 1 FROM sqlite_schema LIMIT 1";
    case Use::kBeginWrite:
      return "BEGIN IMMEDIATE";
    case Use::kCommit:
      return "COMMIT";
    case Use::kRollback:
      return "ROLLBACK";
  }
  return {};
}

Result<Connection::Borrowed> Connection::Borrow(Use use, std::string_view table, const std::string& verb_and_object) {
  std::string name(1, static_cast<char>(use));
  name += table;
  const auto found = idle_.find(name);
  if (found != idle_.end()) {
    sqlite3_stmt* statement = found->second;
    idle_.erase(found);
    return Borrowed(*this, std::move(name), statement);
  }
  const std::string quoted = "\"" + std::string(table) + "\"";
  const std::string sql = SqlOf(use, quoted);
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return TranslateSqlite(db_, code, verb_and_object);
  return Borrowed(*this, std::move(name), statement);
}

Result<void> Connection::Step(Use use, const std::string& verb_and_object) {
  BOUCLIER_TRY(const Borrowed statement, Borrow(use, "", verb_and_object));
  const int code = sqlite3_step(statement.get());
  if (code != SQLITE_DONE && code != SQLITE_ROW) return TranslateSqlite(db_, code, verb_and_object);
  return {};
}

Result<bool> Connection::TableExists(std::string_view table) {
  BOUCLIER_TRY_VOID(CheckTableName(table));
  if (known_tables_.contains(table)) return true;
  sqlite3_stmt* statement = nullptr;
  int code =
      sqlite3_prepare_v2(db_, "SELECT 1 FROM sqlite_schema WHERE type='table' AND name=?1", -1, &statement, nullptr);
  if (code != SQLITE_OK) return TranslateSqlite(db_, code, "look for state table");
  sqlite3_bind_text(statement, 1, table.data(), static_cast<int>(table.size()), SQLITE_STATIC);
  code = sqlite3_step(statement);
  sqlite3_finalize(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) return TranslateSqlite(db_, code, "look for state table");
  if (code == SQLITE_ROW) known_tables_.emplace(table);
  return code == SQLITE_ROW;
}

Result<void> Connection::EnsureTable(std::string_view table) {
  BOUCLIER_TRY(const bool exists, TableExists(table));
  if (exists) return {};
  created_table_ = true;
  BOUCLIER_TRY_VOID(Execute(CreateTableSql(table).c_str(), "make state table"));
  known_tables_.emplace(table);
  return {};
}

Result<std::optional<Bytes>> Connection::Get(std::string_view table, ByteView key) {
  BOUCLIER_TRY(const bool exists, TableExists(table));
  if (!exists) return std::optional<Bytes>();
  BOUCLIER_TRY(const Borrowed statement, Borrow(Use::kGet, table));
  BindBlob(statement.get(), 1, key);
  const int code = sqlite3_step(statement.get());
  if (code == SQLITE_DONE) return std::optional<Bytes>();
  if (code != SQLITE_ROW) return TranslateSqlite(db_, code, "read state row");
  BOUCLIER_TRY(const ByteView value, OpenRow(table, key, ColumnBlob(statement.get(), 0)));
  return std::optional<Bytes>(ToBytes(value));
}

Result<void> Connection::Scan(std::string_view table, ByteView prefix, ByteView after,
                              const ports::ScanVisitor& visit) {
  BOUCLIER_TRY(const bool exists, TableExists(table));
  if (!exists) return {};
  const KeyRange range = RangeOf(prefix, after);
  BOUCLIER_TRY(const Borrowed statement, Borrow(range.upper ? Use::kScanBounded : Use::kScan, table));
  BindBlob(statement.get(), 1, range.lower);
  if (range.upper) BindBlob(statement.get(), 2, *range.upper);
  for (;;) {
    const int code = sqlite3_step(statement.get());
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return TranslateSqlite(db_, code, "scan state table");
    const ByteView key = ColumnBlob(statement.get(), 0);
    BOUCLIER_TRY(const ByteView value, OpenRow(table, key, ColumnBlob(statement.get(), 1)));
    BOUCLIER_TRY(const ports::ScanNext next, visit(key, value));
    if (next == ports::ScanNext::kStop) return {};
  }
}

Result<void> Connection::Put(std::string_view table, ByteView key, ByteView value) {
  BOUCLIER_TRY_VOID(EnsureTable(table));
  const Bytes row = SealRow(table, key, value);
  BOUCLIER_TRY(const Borrowed statement, Borrow(Use::kPut, table));
  BindBlob(statement.get(), 1, key);
  BindBlob(statement.get(), 2, row);
  const int code = sqlite3_step(statement.get());
  if (code != SQLITE_DONE) return TranslateSqlite(db_, code, "write state row");
  return {};
}

Result<void> Connection::Delete(std::string_view table, ByteView key) {
  BOUCLIER_TRY(const bool exists, TableExists(table));
  if (!exists) return {};
  BOUCLIER_TRY(const Borrowed statement, Borrow(Use::kDelete, table));
  BindBlob(statement.get(), 1, key);
  const int code = sqlite3_step(statement.get());
  if (code != SQLITE_DONE) return TranslateSqlite(db_, code, "delete state row");
  return {};
}

}  // namespace bouclier::state

// SPDX-License-Identifier: Apache-2.0
// Writers of this process queue here; writers of other processes wait in SQLite. Each transaction and each reader has a
// connection of its own while it lives; connections are kept for the next.
#include "bouclier/state/sqlite_state_store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <vector>

#include "bouclier/base/file.h"
#include "bouclier/base/mutex.h"
#include "sqlite_check.h"
#include "sqlite_connection.h"
#include "table_name.h"

namespace bouclier::state {

using ports::ScanVisitor;

namespace fs = std::filesystem;

struct SqliteStateStore::Shared {
  Shared(fs::path file, const SqliteOptions& chosen) : path(std::move(file)), options(chosen) {}
  const fs::path path;
  const SqliteOptions options;

  Mutex mutex;
  std::condition_variable writer_left;
  bool writing BOUCLIER_GUARDED_BY(mutex) = false;
  std::vector<std::unique_ptr<Connection>> idle BOUCLIER_GUARDED_BY(mutex);

  Result<std::unique_ptr<Connection>> Take() {
    {
      const MutexLock lock(mutex);
      if (!idle.empty()) {
        std::unique_ptr<Connection> connection = std::move(idle.back());
        idle.pop_back();
        return connection;
      }
    }
    return Connection::Open(path, options);
  }
  void GiveBack(std::unique_ptr<Connection> connection) {
    if (!connection->healthy()) return;
    const MutexLock lock(mutex);
    idle.push_back(std::move(connection));
  }
  Result<void> EnterWriting() {
    MutexLock lock(mutex);
    const auto deadline = std::chrono::steady_clock::now() + options.busy_timeout;
    while (writing && lock.WaitUntil(writer_left, deadline)) {
    }
    if (writing)
      return Error(ErrorCode::kDeadline, "begin state transaction: another one is open",
                   "wait for the other command to end", Retry::kBackoff);
    writing = true;
    return {};
  }
  void LeaveWriting() {
    const MutexLock lock(mutex);
    writing = false;
    writer_left.notify_one();
  }

  class Reader;
  class Transaction;
};

class SqliteStateStore::Shared::Reader final : public ports::StateReader {
 public:
  Reader(Shared& shared, std::unique_ptr<Connection> connection)
      : shared_(shared), connection_(std::move(connection)) {}
  ~Reader() override {
    connection_->Rollback();
    shared_.GiveBack(std::move(connection_));
  }
  Result<std::optional<Bytes>> Get(std::string_view table, ByteView key) override {
    return connection_->Get(table, key);
  }
  Result<void> Scan(std::string_view table, ByteView prefix, ByteView after, const ports::ScanVisitor& visit) override {
    return connection_->Scan(table, prefix, after, visit);
  }

 private:
  Shared& shared_;
  std::unique_ptr<Connection> connection_;
};

class SqliteStateStore::Shared::Transaction final : public ports::StateTransaction {
 public:
  Transaction(Shared& shared, std::unique_ptr<Connection> connection)
      : shared_(shared), connection_(std::move(connection)) {}
  ~Transaction() override {
    connection_->Rollback();
    shared_.GiveBack(std::move(connection_));
    Leave();
  }
  // After the end no view of one moment is left to read from.
  Result<std::optional<Bytes>> Get(std::string_view table, ByteView key) override {
    if (state_ == State::kOver) return TransactionUnusable();
    return connection_->Get(table, key);
  }
  Result<void> Scan(std::string_view table, ByteView prefix, ByteView after, const ports::ScanVisitor& visit) override {
    if (state_ == State::kOver) return TransactionUnusable();
    return connection_->Scan(table, prefix, after, visit);
  }
  Result<void> Put(std::string_view table, ByteView key, ByteView value) override {
    if (state_ == State::kOver) return TransactionUnusable();
    return Note(connection_->Put(table, key, value));
  }
  Result<void> Delete(std::string_view table, ByteView key) override {
    if (state_ == State::kOver) return TransactionUnusable();
    return Note(connection_->Delete(table, key));
  }
  Result<void> Commit() override {
    if (state_ == State::kOver) return TransactionUnusable();
    state_ = State::kOver;
    Result<void> committed = connection_->Commit();
    if (!committed.ok()) connection_->Rollback();
    Leave();  // once it is over the next writer may begin, whether this object still lives or not
    return committed;
  }

 private:
  enum class State { kOpen, kOver };
  // A write that failed half-way must never be committed with the rest.
  Result<void> Note(Result<void> written) {
    if (!written.ok() && written.error().code != ErrorCode::kInvalidArgument) {
      state_ = State::kOver;
      connection_->Rollback();
    }
    return written;
  }

  void Leave() {
    if (writing_) shared_.LeaveWriting();
    writing_ = false;
  }

  Shared& shared_;
  std::unique_ptr<Connection> connection_;
  State state_ = State::kOpen;
  bool writing_ = true;
};

namespace {

// Where a database is made before it gets its name. Removed, with SQLite's companions, on destruction.
class NewFile {
 public:
  explicit NewFile(fs::path path) : path_(std::move(path)) {}
  ~NewFile() {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) unlink((path_.string() + suffix).c_str());
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Result<void> MakeEmptyDatabase(const fs::path& path, const SqliteOptions& options) {
  {
    const Fd fd(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd.valid()) return ErrnoError(errno, "create state database " + path.string());
  }
  {
    BOUCLIER_TRY(const std::unique_ptr<Connection> connection, Connection::Open(path, options));
    const std::string head = "PRAGMA page_size=4096;PRAGMA journal_mode=WAL;BEGIN IMMEDIATE;PRAGMA application_id=" +
                             std::to_string(kApplicationId) + ";PRAGMA user_version=" + std::to_string(kUserVersion) +
                             ";COMMIT;PRAGMA wal_checkpoint(TRUNCATE)";
    BOUCLIER_TRY_VOID(connection->Execute(head.c_str(), "create state database " + path.string()));
  }
  const Fd fd(open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!fd.valid() || fsync(fd.get()) != 0) return ErrnoError(errno, "sync state database " + path.string());
  return {};
}

Result<void> CheckFile(const fs::path& path) {
  const std::string what = "open state database " + path.string();
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) {
    if (errno == ENOENT)
      return Error(ErrorCode::kNotFound, what + ": there is none", "run `bouclier init` first, or mend the path",
                   Retry::kAfterFix);
    return ErrnoError(errno, what);
  }
  if (!S_ISREG(info.st_mode)) return Error(ErrorCode::kInvalidArgument, what + ": not a file");
  if (info.st_size < 512)
    return Error(ErrorCode::kCorruption, what + ": the file is empty or cut short",
                 "stop, keep the file, restore a copy of it", Retry::kAfterFix);
  return {};
}

}  // namespace

Result<std::unique_ptr<SqliteStateStore>> SqliteStateStore::Create(const fs::path& path, const SqliteOptions& options) {
  const NewFile fresh(path.string() + ".new-" + std::to_string(getpid()));
  BOUCLIER_TRY_VOID(MakeEmptyDatabase(fresh.path(), options));
  // link, not rename: it never replaces what is there.
  if (link(fresh.path().c_str(), path.c_str()) != 0) return ErrnoError(errno, "create state database " + path.string());
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  BOUCLIER_TRY_VOID(RealFileSystem().SyncDirectory(folder));
  return Open(path, options);
}

Result<std::unique_ptr<SqliteStateStore>> SqliteStateStore::Open(const fs::path& path, const SqliteOptions& options) {
  BOUCLIER_TRY_VOID(CheckFile(path));
  std::unique_ptr<Shared> shared(new Shared(path, options));
  BOUCLIER_TRY(std::unique_ptr<Connection> connection, shared->Take());
  BOUCLIER_TRY_VOID(CheckDatabase(*connection, options.check));
  shared->GiveBack(std::move(connection));
  return std::unique_ptr<SqliteStateStore>(new SqliteStateStore(std::move(shared)));
}

SqliteStateStore::SqliteStateStore(std::unique_ptr<Shared> shared) : shared_(std::move(shared)) {}
SqliteStateStore::~SqliteStateStore() = default;

Result<std::unique_ptr<ports::StateTransaction>> SqliteStateStore::Begin() {
  BOUCLIER_TRY_VOID(shared_->EnterWriting());
  Result<std::unique_ptr<Connection>> connection = shared_->Take();
  Result<void> begun = connection.ok() ? (*connection)->BeginWrite() : Result<void>(connection.error());
  if (!begun.ok()) {
    if (connection.ok()) shared_->GiveBack(std::move(*connection));
    shared_->LeaveWriting();
    return std::move(begun).error();
  }
  return std::unique_ptr<ports::StateTransaction>(new Shared::Transaction(*shared_, std::move(*connection)));
}

Result<std::unique_ptr<ports::StateReader>> SqliteStateStore::Read() {
  BOUCLIER_TRY(std::unique_ptr<Connection> connection, shared_->Take());
  const Result<void> begun = connection->BeginRead();
  if (!begun.ok()) {
    connection->Rollback();
    shared_->GiveBack(std::move(connection));
    return begun.error();
  }
  return std::unique_ptr<ports::StateReader>(new Shared::Reader(*shared_, std::move(connection)));
}

}  // namespace bouclier::state

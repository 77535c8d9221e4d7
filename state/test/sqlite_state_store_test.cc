// SPDX-License-Identifier: Apache-2.0
#include "bouclier/state/sqlite_state_store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <set>

#include "bouclier/base/file.h"
#include "bouclier/state/memory_state_store.h"
#include "points/every_point.h"

namespace bouclier::state {
namespace {

Bytes B(std::string_view text) { return ToBytes(AsBytes(text)); }

class SqliteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/bouclier-state-XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    folder_ = pattern;
    file_ = folder_ / "hub.sqlite";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // A closed database of `rows` rows: its log is folded into the one file.
  void Fill(int rows) {
    auto store = SqliteStateStore::Create(file_);
    ASSERT_TRUE(store.ok()) << store.error().message;
    auto transaction = (*store)->Begin();
    ASSERT_TRUE(transaction.ok());
    for (int i = 0; i < rows; ++i)
      ASSERT_TRUE(
          (*transaction)->Put("room.table", B("key" + std::to_string(1000 + i)), B("value" + std::to_string(i))).ok());
    ASSERT_TRUE((*transaction)->Commit().ok());
  }
  std::filesystem::path folder_, file_;
};

TEST_F(SqliteTest, FileIsForItsOwnerOnlyAndIsNeverOverwritten) {
  Fill(1);
  EXPECT_EQ(std::filesystem::status(file_).permissions() & std::filesystem::perms(0777), std::filesystem::perms(0600));
  EXPECT_EQ(SqliteStateStore::Create(file_).error().code, ErrorCode::kConflict);
  EXPECT_EQ(SqliteStateStore::Open(folder_ / "absent").error().code, ErrorCode::kNotFound);
}

TEST_F(SqliteTest, F2ForeignEmptyAndCutFilesAreRefused) {
  std::ofstream(folder_ / "text") << "this is no database, though it is long enough to be read as a header: "
                                  << std::string(4096, 'x');
  std::ofstream(folder_ / "empty").close();
  EXPECT_EQ(SqliteStateStore::Open(folder_ / "text").error().code, ErrorCode::kCorruption);
  EXPECT_EQ(SqliteStateStore::Open(folder_ / "empty").error().code, ErrorCode::kCorruption);
  Fill(500);
  std::filesystem::resize_file(file_, std::filesystem::file_size(file_) / 2);
  EXPECT_EQ(SqliteStateStore::Open(file_).error().code, ErrorCode::kCorruption);
}

// Every byte that a flip can reach: either the store refuses, or what it gives is what was written.
TEST_F(SqliteTest, F5FlippedByteIsNeverReadAsData) {
  Fill(300);
  const Bytes whole = RealFileSystem().Read(file_, 1 << 24).value();
  int refused = 0, right = 0;
  for (size_t at = 0; at < whole.size(); at += points::Stride(97)) {
    Bytes damaged = whole;
    damaged[at] ^= 0x41;
    ASSERT_TRUE(RealFileSystem().WriteUnsynced(file_, damaged, 0600).ok());
    auto store = SqliteStateStore::Open(file_);
    if (!store.ok()) {
      EXPECT_NE(store.error().code, ErrorCode::kInternal);
      ++refused;
      continue;
    }
    auto reader = (*store)->Read();
    ASSERT_TRUE(reader.ok());
    std::map<std::string, std::string> seen;
    const auto scan =
        (*reader)->Scan("room.table", {}, {}, [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
          seen.emplace(AsText(key), AsText(value));
          return ports::ScanNext::kGoOn;
        });
    if (!scan.ok()) {
      ++refused;
      continue;
    }
    ++right;
    ASSERT_EQ(seen.size(), 300u) << "byte " << at;
    for (int i = 0; i < 300; ++i)
      ASSERT_EQ(seen.at("key" + std::to_string(1000 + i)), "value" + std::to_string(i)) << "byte " << at;
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(right, 0);
}

// What a power cut leaves of SQLite's own log, cut at any byte and flipped in its newest frames: the transactions up to
// one of them and nothing of the next, or a refusal.
TEST_F(SqliteTest, F2ALogCutOrFlippedAnywhereGivesAPrefixOfTheTransactionsOrIsRefused) {
  constexpr int kTransactions = 8;
  auto store = SqliteStateStore::Create(file_);
  ASSERT_TRUE(store.ok()) << store.error().message;
  for (int i = 0; i < kTransactions; ++i) {
    auto transaction = (*store)->Begin();
    ASSERT_TRUE(transaction.ok());
    for (const char* half : {"a", "b"})
      ASSERT_TRUE((*transaction)->Put("room.table", B(half + std::to_string(i)), Bytes(50, 'v')).ok());
    ASSERT_TRUE((*transaction)->Commit().ok());
  }
  const std::filesystem::path log = file_.string() + "-wal";
  const Bytes base = RealFileSystem().Read(file_, 1 << 24).value();
  const Bytes whole = RealFileSystem().Read(log, 1 << 24).value();
  ASSERT_GT(whole.size(), 8 * 4096u);
  store->reset();
  const std::filesystem::path other = folder_ / "after.sqlite";
  // How many transactions are seen, from the first; -1: refused.
  const auto seen = [&](ByteView rest) {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(other.string() + end);
    EXPECT_TRUE(RealFileSystem().WriteUnsynced(other, base, 0600).ok());
    EXPECT_TRUE(RealFileSystem().WriteUnsynced(other.string() + "-wal", rest, 0600).ok());
    auto opened = SqliteStateStore::Open(other);
    if (!opened.ok()) {
      EXPECT_NE(opened.error().code, ErrorCode::kInternal);
      return -1;
    }
    auto reader = (*opened)->Read();
    int transactions = 0;
    for (int i = 0; i < kTransactions; ++i) {
      const bool first = (*reader)->Get("room.table", B("a" + std::to_string(i))).value().has_value();
      const bool second = (*reader)->Get("room.table", B("b" + std::to_string(i))).value().has_value();
      EXPECT_EQ(first, second) << "half a transaction";
      if (first) {
        EXPECT_EQ(transactions, i) << "a transaction without the one before it";
        ++transactions;
      }
    }
    return transactions;
  };
  EXPECT_EQ(seen(whole), kTransactions);
  std::set<int> counts;
  int last = -1;
  for (size_t at = 0; at < whole.size(); at += points::Stride(at % 4120 < 120 ? 13 : 331)) {
    const int now = seen(ByteView(whole).first(at));
    EXPECT_GE(now, last) << "cut at " << at;
    last = now;
    counts.insert(now);
  }
  EXPECT_GE(counts.size(), size_t{kTransactions - 1});
  for (size_t back = 1; back < 3 * 4120; back += points::Stride(97)) {
    Bytes flipped = whole;
    flipped[whole.size() - back] ^= 0x10;
    EXPECT_LT(seen(flipped), kTransactions) << "flipped " << back << " bytes before the end";
  }
}

TEST_F(SqliteTest, F3FullDiskIsExhaustedAndLeavesNothingHalfVisible) {
  SqliteOptions small;
  small.max_size = {200'000};
  auto store = SqliteStateStore::Create(file_, small);
  ASSERT_TRUE(store.ok()) << store.error().message;
  auto transaction = (*store)->Begin();
  ASSERT_TRUE(transaction.ok());
  Result<void> result;
  for (int i = 0; i < 1000 && result.ok(); ++i)
    result = (*transaction)->Put("room.table", B(std::to_string(i)), Bytes(1000, 7));
  if (result.ok()) result = (*transaction)->Commit();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kExhausted);
  transaction->reset();
  EXPECT_EQ((*(*store)->Read())->Get("room.table", B("0")).value(), std::nullopt);
}

TEST_F(SqliteTest, F1KilledWriterLosesNothingAcknowledged) {
  ASSERT_TRUE(SqliteStateStore::Create(file_).ok());
  int pipe_fds[2];
  ASSERT_EQ(pipe(pipe_fds), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto store = SqliteStateStore::Open(file_);
    for (uint32_t i = 0; store.ok(); ++i) {
      auto transaction = (*store)->Begin();
      if (!transaction.ok() || !(*transaction)->Put("room.table", B(std::to_string(i)), B("x")).ok() ||
          !(*transaction)->Commit().ok())
        break;
      if (write(pipe_fds[1], &i, sizeof i) != sizeof i) break;
    }
    _exit(1);
  }
  close(pipe_fds[1]);
  uint32_t acknowledged = 0;
  while (acknowledged < 20)
    ASSERT_EQ(read(pipe_fds[0], &acknowledged, sizeof acknowledged), ssize_t{sizeof acknowledged});
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  for (uint32_t more; read(pipe_fds[0], &more, sizeof more) == sizeof more;) acknowledged = more;
  close(pipe_fds[0]);
  auto store = SqliteStateStore::Open(file_);
  ASSERT_TRUE(store.ok()) << store.error().message;
  auto reader = (*store)->Read();
  for (uint32_t i = 0; i <= acknowledged; ++i)
    EXPECT_EQ((*reader)->Get("room.table", B(std::to_string(i))).value(), B("x")) << i << " of " << acknowledged;
}

TEST(MemoryStateStore, FaultsBeforeAndAfterACommitDifferOnlyInWhatIsThere) {
  for (StateFault fault : {StateFault::kFailBefore, StateFault::kFailAfter}) {
    MemoryStateStore store;
    store.SetFaultHook(StopAtStep(2, fault));  // begin, put, commit
    auto transaction = store.Begin();
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE((*transaction)->Put("room.table", B("k"), B("v")).ok());
    const auto committed = (*transaction)->Commit();
    ASSERT_FALSE(committed.ok());
    EXPECT_EQ(committed.error().retry, fault == StateFault::kFailAfter ? Retry::kUnknownOutcome : Retry::kBackoff);
    transaction->reset();
    store.SetFaultHook({});
    EXPECT_EQ((*store.Read())->Get("room.table", B("k")).value().has_value(), fault == StateFault::kFailAfter);
  }
}

}  // namespace
}  // namespace bouclier::state

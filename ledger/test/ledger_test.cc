// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/ledger.h"

#include <atomic>
#include <cerrno>
#include <thread>

#include "bouclier/ledger/receipt.h"
#include "bouclier/ledger/verify_log.h"
#include "ledger_fixture.h"
#include "points/every_point.h"

namespace bouclier::ledger {
namespace {

namespace fs = std::filesystem;
using ledger::LogSummary;

TEST_F(LedgerFixture, EverySizeUpToSeveralTilesVerifiesWithItsReceipts) {
  auto ledger = Create();
  uint64_t size = 0;
  for (uint64_t count : {1, 1, 2, 251, 1, 1, 300, 513, 7}) {
    const auto receipts = ledger->Record(Entries(size, count));
    ASSERT_TRUE(receipts.ok()) << receipts.error().message;
    ASSERT_EQ(receipts->size(), count);
    for (const auto& receipt : *receipts) {
      const auto verified = VerifyReceipt(receipt.text(), TheVkey());
      ASSERT_TRUE(verified.ok()) << verified.error().message;
      EXPECT_EQ(verified->index, size);
      EXPECT_EQ(verified->entry.body, Entry(size).body);
      ++size;
    }
    const Result<LogSummary> summary = VerifyLog(RealFileSystem(), options_.folder, TheVkey(), std::nullopt);
    ASSERT_TRUE(summary.ok()) << summary.error().message << " at " << size;
    EXPECT_EQ(summary->entries, size);
    clock_.now += std::chrono::seconds(1);
  }
  const auto read = ledger->Read(250, 20).value();
  ASSERT_EQ(read.size(), 20u);
  EXPECT_EQ(read[10].body, Entry(260).body);
  EXPECT_TRUE(VerifyReceipt(ledger->ReceiptOf(3).value(), TheVkey()).ok());
  EXPECT_EQ(ledger->ReceiptOf(size).error().code, ErrorCode::kNotFound);
}

TEST_F(LedgerFixture, AGroupLargerThanItsLimitGoesInWhole) {
  auto ledger = Create();
  ASSERT_TRUE(ledger->Record(Entries(0, 3)).ok());
  ASSERT_EQ(ledger->Record(Entries(3, 9000)).value().size(), 9000u);
  EXPECT_EQ(VerifyLog(RealFileSystem(), options_.folder, TheVkey(), std::nullopt).value().entries, 9003u);
}

TEST_F(LedgerFixture, AMalformedEntryAppendsNothing) {
  auto ledger = Create();
  std::vector<ports::AuditEntry> entries = Entries(0, 2);
  entries[1].body = "{\"n\": 1}";  // not canonical
  EXPECT_EQ(ledger->Record(entries).error().code, ErrorCode::kInvalidArgument);
  entries[1].body = "{\"t\":\"" + std::string(70'000, 'x') + "\"}";
  EXPECT_EQ(ledger->Record(entries).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(ledger->Size().value(), 0u);
}

TEST_F(LedgerFixture, WritersInThreadsAndProcessesTakeTurns) {
  auto one = Create();
  auto other = Open().value();
  const auto write = [](Ledger& ledger) {
    for (int i = 0; i < 30; ++i) ASSERT_TRUE(ledger.Record({Entry(1), Entry(2)}).ok());
  };
  std::thread a([&] { write(*one); }), b([&] { write(*one); }), c([&] { write(*other); });
  a.join();
  b.join();
  c.join();
  EXPECT_EQ(VerifyLog(RealFileSystem(), options_.folder, TheVkey(), std::nullopt).value().entries, 180u);
}

// Waiters wake while a leader still works for them: each must get its own receipts, and only when all is done.
TEST_F(LedgerFixture, ManyThreadsEachGetTheirOwnReceipts) {
  auto ledger = Create();
  std::vector<std::thread> threads;
  std::atomic<uint64_t> right = 0;
  for (uint64_t t = 0; t < 64; ++t) {
    threads.emplace_back([&, t] {
      for (uint64_t i = 0; i < 12; ++i) {
        const auto receipts = ledger->Record({Entry(t * 100 + i), Entry(t * 100 + i + 50)});
        if (!receipts.ok() || receipts->size() != 2) continue;
        const auto verified = VerifyReceipt((*receipts)[1].text(), TheVkey());
        if (verified.ok() && verified->entry.body == Entry(t * 100 + i + 50).body) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 64u * 12);
  EXPECT_EQ(VerifyLog(RealFileSystem(), options_.folder, TheVkey(), std::nullopt).value().entries, 64u * 12 * 2);
}

// F1, F3: a stop or a full disk at each write of an append, before it happened or after.
TEST_F(LedgerFixture, F1StopAtEveryWriteLosesNothingAcknowledgedAndTheNextAppendGoesOn) {
  for (uint64_t before : {0, 200, 255, 256, 300}) {
    for (auto at : {StoppingFileSystem::At::kBefore, StoppingFileSystem::At::kAfter}) {
      for (uint64_t stop = 0;; ++stop) {
        fs::remove_all(root_ / "log");
        fs::remove_all(root_ / "writer");
        auto ledger = Create();
        ASSERT_TRUE(ledger->Record(Entries(0, before)).ok());
        files_.writes = 0;
        files_.stop_at = stop;
        files_.at = at;
        files_.error_number = ENOSPC;
        const auto stopped = ledger->Record(Entries(before, 60));
        files_.stop_at = UINT64_MAX;
        if (stopped.ok()) break;  // the append has no write of that number
        EXPECT_EQ(stopped.error().code, ErrorCode::kExhausted);
        auto again = Open();
        ASSERT_TRUE(again.ok()) << again.error().message;
        const uint64_t size = (*again)->Size().value();
        ASSERT_TRUE(size == before || size == before + 60) << size;
        ASSERT_TRUE((*again)->Record(Entries(size, 5)).ok());
        const auto summary = VerifyLog(RealFileSystem(), options_.folder, TheVkey(), std::nullopt);
        ASSERT_TRUE(summary.ok()) << summary.error().message << " before=" << before << " stop=" << stop;
        EXPECT_EQ(summary->entries, size + 5);
      }
    }
  }
}

TEST_F(LedgerFixture, F20RolledBackLogIsRefusedByItsWriter) {
  auto ledger = Create();
  ASSERT_TRUE(ledger->Record(Entries(0, 10)).ok());
  fs::copy(root_ / "log", root_ / "old", fs::copy_options::recursive);
  ASSERT_TRUE(ledger->Record(Entries(10, 10)).ok());
  const std::string kept = ledger->CheckpointNote().value();
  fs::remove_all(root_ / "log");
  fs::rename(root_ / "old", root_ / "log");
  const auto opened = Open();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorruption);
  EXPECT_NE(opened.error().message.find("rolled back"), std::string::npos);
  EXPECT_FALSE(ledger->Record(Entries(10, 1)).ok()) << "an open writer notices too";
  const auto verified = VerifyLog(RealFileSystem(), options_.folder, TheVkey(), kept);
  EXPECT_NE(verified.error().message.find("rolled back"), std::string::npos);
}

TEST_F(LedgerFixture, F20ForkedLogIsRefusedByItsWriterAndByAKeptCheckpoint) {
  auto ledger = Create();
  ASSERT_TRUE(ledger->Record(Entries(0, 10)).ok());
  const std::string kept = ledger->CheckpointNote().value();
  LedgerOptions fork{root_ / "fork", root_ / "fork-writer", options_.origin};
  auto forked = Ledger::Create(fork, signer_, clock_, files_).value();
  ASSERT_TRUE(forked->Record(Entries(100, 12)).ok());
  fs::remove_all(root_ / "log");
  fs::rename(root_ / "fork", root_ / "log");
  EXPECT_NE(Open().error().message.find("forked"), std::string::npos);
  EXPECT_TRUE(VerifyLog(RealFileSystem(), options_.folder, TheVkey(), std::nullopt).ok())
      << "by itself it is a fine log";
  EXPECT_NE(VerifyLog(RealFileSystem(), options_.folder, TheVkey(), kept).error().message.find("another history"),
            std::string::npos);
}

TEST_F(LedgerFixture, F20LostTileClockBackwardsAndForeignKeyAreFatalAndSaySo) {
  auto ledger = Create();
  ASSERT_TRUE(ledger->Record(Entries(0, 300)).ok());
  clock_.now -= std::chrono::milliseconds(1);
  const auto back = ledger->Record(Entries(300, 1));
  EXPECT_EQ(back.error().code, ErrorCode::kPrecondition);
  EXPECT_NE(back.error().message.find("clock went back"), std::string::npos);
  SoftwareSigner stranger(9);
  EXPECT_EQ(Ledger::Open(options_, stranger, clock_, files_).error().code, ErrorCode::kUnauthenticated);
  fs::remove(options_.folder / "tile/0/001.p/44");
  EXPECT_EQ(Open().error().code, ErrorCode::kCorruption);
}

TEST_F(LedgerFixture, AKeptCheckpointIsContinuedAtEverySize) {
  auto ledger = Create();
  std::vector<std::string> kept{ledger->CheckpointNote().value()};
  for (uint64_t i = 0; i < 9; ++i) {
    ASSERT_TRUE(ledger->Record(Entries(i * 60, 60)).ok());
    kept.push_back(ledger->CheckpointNote().value());
  }
  for (const std::string& note : kept) EXPECT_TRUE(VerifyLog(RealFileSystem(), options_.folder, TheVkey(), note).ok());
}

TEST_F(LedgerFixture, F5AnyChangedByteOfAnyFileIsRefused) {
  auto ledger = Create();
  ASSERT_TRUE(ledger->Record(Entries(0, 258)).ok());
  int files = 0;
  for (const auto& item : fs::recursive_directory_iterator(options_.folder)) {
    if (!item.is_regular_file()) continue;
    ++files;
    const Bytes whole = RealFileSystem().Read(item.path(), 1 << 20).value();
    const size_t step = whole.size() > 2000 ? points::Stride(131) : 1;
    for (size_t at = 0; at < whole.size(); at += step) {
      Bytes changed = whole;
      changed[at] ^= 1;
      ASSERT_TRUE(RealFileSystem().WriteUnsynced(item.path(), changed, 0644).ok());
      ASSERT_FALSE(VerifyLog(RealFileSystem(), options_.folder, TheVkey(), std::nullopt).ok())
          << item.path() << " byte " << at;
    }
    ASSERT_TRUE(RealFileSystem().WriteUnsynced(item.path(), whole, 0644).ok());
  }
  EXPECT_EQ(files, 6);  // checkpoint; two bundles; two tiles of level 0 and one of level 1
  ASSERT_TRUE(RealFileSystem().WriteUnsynced(options_.folder / "tile/extra", AsBytes("x"), 0644).ok());
  EXPECT_NE(
      VerifyLog(RealFileSystem(), options_.folder, TheVkey(), std::nullopt).error().message.find("unexpected file"),
      std::string::npos);
}

}  // namespace
}  // namespace bouclier::ledger

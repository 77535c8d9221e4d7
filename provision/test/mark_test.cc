// SPDX-License-Identifier: Apache-2.0
// Marks: how far the ledger was read, sealed in the database.
#include <gtest/gtest.h>

#include "book_fixture.h"
#include "bouclier/vault/settled_entries.h"

namespace bouclier::provision {
namespace {

using policy::LifeChange;
using policy::Standing;
using test::Hub;

constexpr const char* kId = "asthma-2026";

class CountingTrail final : public ports::AuditTrail {
 public:
  explicit CountingTrail(ports::AuditTrail& trail) : trail_(trail) {}
  Result<uint64_t> Size() override { return trail_.Size(); }
  Result<std::vector<ports::LoggedEntry>> Read(uint64_t from, uint64_t count) override {
    auto read = trail_.Read(from, count);
    if (read.ok()) entries += read->size();
    return read;
  }
  uint64_t entries = 0;

 private:
  ports::AuditTrail& trail_;
};

class MarkTest : public ::testing::Test {
 protected:
  MarkTest() { EXPECT_TRUE(hub_.Issue(test::SmallPermit()).ok()); }
  void Fill(uint64_t count) {
    const std::vector<ports::AuditEntry> entries(count, {ports::EntryClass::kQuery, "query.run", 7, "{}"});
    ASSERT_TRUE(hub_.trail->Record(entries).ok());
  }
  // The standing read with marks, and how many entries that took.
  Result<Standing> Read(ports::AuditTrail& trail, const SecretBytes& key) {
    CountingTrail counting(trail);
    PermitBook book(hub_.state, counting, [this](uint64_t number, uint64_t) { return hub_.Actor(number); }, &key);
    const auto permit = book.Read(kId);
    read_ = counting.entries;
    if (!permit.ok()) return permit.error();
    return permit->life().standing;
  }
  Result<Standing> Read() { return Read(*hub_.trail, key_); }
  Bytes Row() {
    return hub_.state.Read().value()->Get(vault::kMarkTable, AsBytes("permit.")).value().value_or(Bytes());
  }

  Hub hub_;
  SecretBytes key_ = SecretBytes::CopyOf(Bytes(32, 7));
  uint64_t read_ = 0;
};

TEST_F(MarkTest, ALongLedgerIsReadOnce) {
  Fill(vault::kMarkEvery - 3);
  EXPECT_EQ(Read().value(), Standing::kInForce);
  EXPECT_TRUE(Row().empty());
  Fill(100);
  EXPECT_EQ(Read().value(), Standing::kInForce);
  EXPECT_EQ(read_, hub_.trail->Size().value());
  EXPECT_FALSE(Row().empty());
  ASSERT_TRUE(hub_.Change(LifeChange::kSuspend).ok());
  EXPECT_EQ(Read().value(), Standing::kSuspended);
  EXPECT_LE(read_, 4u);  // the last before the mark, the issue, intent and outcome of the suspension
}

TEST_F(MarkTest, AnOlderMarkPutBackHidesNothing) {
  Fill(vault::kMarkEvery);
  ASSERT_TRUE(Read().ok());
  const Bytes older = Row();
  ASSERT_TRUE(hub_.Change(LifeChange::kSuspend).ok());
  Fill(vault::kMarkEvery);
  EXPECT_EQ(Read().value(), Standing::kSuspended);
  ASSERT_NE(Row(), older);
  hub_.Put(vault::kMarkTable, AsBytes("permit."), older);
  EXPECT_EQ(Read().value(), Standing::kSuspended);
}

TEST_F(MarkTest, AForgedMarkIsNotUsed) {
  ASSERT_TRUE(hub_.Change(LifeChange::kSuspend).ok());
  Fill(vault::kMarkEvery);
  ASSERT_TRUE(Read().ok());
  const Bytes row = Row();
  for (size_t at = 0; at < row.size(); at += 7) {
    Bytes forged = row;
    forged[at] ^= 1;
    hub_.Put(vault::kMarkTable, AsBytes("permit."), forged);
    EXPECT_EQ(Read().value(), Standing::kSuspended) << at;
    EXPECT_EQ(read_, hub_.trail->Size().value()) << at;
  }
  // Cut before the suspension's index, as who wants it forgotten would.
  hub_.Put(vault::kMarkTable, AsBytes("permit."), ByteView(row).first(row.size() - 8));
  EXPECT_EQ(Read().value(), Standing::kSuspended);
  hub_.Put(vault::kMarkTable, AsBytes("permit."), row);
  EXPECT_EQ(Read(*hub_.trail, SecretBytes::CopyOf(Bytes(32, 8))).value(), Standing::kSuspended);
}

TEST_F(MarkTest, ALedgerShorterOrOfAnotherHistoryIsRefused) {
  Fill(vault::kMarkEvery);
  ASSERT_TRUE(Read().ok());
  Hub other;
  ASSERT_TRUE(other.Issue(test::SmallPermit()).ok());
  EXPECT_EQ(Read(*other.trail, key_).error().message,
            "read changes in the ledger: it is shorter than when it was last read");
  const std::vector<ports::AuditEntry> entries(vault::kMarkEvery + 10,
                                               {ports::EntryClass::kQuery, "query.other", 7, "{}"});
  ASSERT_TRUE(other.trail->Record(entries).ok());
  EXPECT_EQ(Read(*other.trail, key_).error().message,
            "read changes in the ledger: it is of another history than when it was last read");
}

TEST_F(MarkTest, WhileAChangeIsOpenNoMarkIsWritten) {
  const crypto::Json body(crypto::Json::Object{{"batch", "00000000000000000000000000000001"},
                                               {"permit", kId},
                                               {"reason", "settled"},
                                               {"root", std::string(64, '0')},
                                               {"step", 1},
                                               {"version", 1}});
  ASSERT_TRUE(hub_.trail->RecordOne({ports::EntryClass::kPermit, "permit.suspend.intent", 1, body.Canonical()}).ok());
  Fill(vault::kMarkEvery);
  EXPECT_EQ(Read().error().code, ErrorCode::kConflict);
  EXPECT_TRUE(Row().empty());
}

}  // namespace
}  // namespace bouclier::provision

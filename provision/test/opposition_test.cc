// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bouclier/provision/opposition_book.h"
#include "vault/test/test_hub.h"

namespace bouclier::provision {
namespace {

constexpr const char* kTwo =
    "BEN_NIR_PSA;BEN_RNG_GEM\nAAAAAAAAAAAAAAAA2;1\nAAAAAAAAAAAAAAAA1;1\r\nAAAAAAAAAAAAAAAA2;1\n";

TEST(OppositionList, IsReadInBothFormsSortedEachOnce) {
  const OppositionList list = ParseOppositionList(kTwo).value();
  EXPECT_EQ(list.form, OppositionForm::kPsaAndRank);
  ASSERT_EQ(list.people.size(), 2u);
  EXPECT_EQ(list.people[0].first, "AAAAAAAAAAAAAAAA1");
  EXPECT_EQ(list.people[1].rank, "1");
  EXPECT_EQ(list.repeated, 1u);
  EXPECT_EQ(WriteOppositionList(list), "BEN_NIR_PSA;BEN_RNG_GEM\nAAAAAAAAAAAAAAAA1;1\nAAAAAAAAAAAAAAAA2;1\n");
  const OppositionList persons = ParseOppositionList("BEN_IDT_ANO\nxyz").value();
  EXPECT_EQ(persons.form, OppositionForm::kPerson);
  EXPECT_EQ(persons.people.at(0).first, "xyz");
  EXPECT_TRUE(ParseOppositionList("BEN_IDT_ANO\n").value().people.empty());
}

TEST(OppositionList, RefusesOtherLinesByNumberAndNeverByContent) {
  for (const char* bad :
       {"", "\n", "NIR\n", "BEN_IDT_ANO;X\n", "BEN_IDT_ANO\na b\n", "BEN_IDT_ANO\nsecret9;1\n", "BEN_IDT_ANO\n\n",
        "BEN_NIR_PSA;BEN_RNG_GEM\nsecret9\n", "BEN_NIR_PSA;BEN_RNG_GEM\nsecret9;\n",
        "BEN_NIR_PSA;BEN_RNG_GEM\nsecret9;1;1\n", "BEN_NIR_PSA;BEN_RNG_GEM\nsecret9;1234\n",
        "BEN_NIR_PSA;BEN_RNG_GEM\n;1\n", "BEN_IDT_ANO\nsecret9\xC3\xA9\n"}) {
    const auto list = ParseOppositionList(bad);
    ASSERT_FALSE(list.ok()) << bad;
    EXPECT_EQ(list.error().code, ErrorCode::kInvalidArgument) << bad;
    EXPECT_EQ((list.error().message + list.error().hint + list.error().context).find("secret9"), std::string::npos);
  }
  EXPECT_FALSE(ParseOppositionList("BEN_IDT_ANO\n" + std::string(65, 'a') + "\n").ok());
}

TEST(OppositionList, AValueOfTheShapeOfANirIsAnIncident) {
  for (const char* nir : {"1850578006048", "185057800604812", "285052A006048", "285052B00604812"}) {
    const auto list = ParseOppositionList(std::string("BEN_IDT_ANO\nabc\n") + nir + "\n");
    EXPECT_EQ(list.error().code, ErrorCode::kDenied) << nir;
    EXPECT_NE(list.error().message.find("line 3"), std::string::npos);
    EXPECT_EQ(list.error().message.find("850"), std::string::npos);
  }
  EXPECT_TRUE(ParseOppositionList("BEN_IDT_ANO\n18505780060481\n").ok());
}

// The ledger of the vault's tests says no time and no class of its own; ours reads both.
class TimedLedger final : public ports::AuditSink, public ports::AuditTrail {
 public:
  Result<std::vector<ports::LedgerReceipt>> Record(const std::vector<ports::AuditEntry>& more) override {
    std::vector<ports::LedgerReceipt> receipts;
    for (const ports::AuditEntry& entry : more) {
      const std::string text = crypto::Json(crypto::Json::Object{{"action", entry.action},
                                                                 {"actor", entry.actor},
                                                                 {"body", crypto::Json::Parse(entry.body).value()},
                                                                 {"class", "administration"},
                                                                 {"time", "2026-03-01T08:00:00.000Z"}})
                                   .Canonical();
      entries.push_back({entries.size(), entry.action, entry.body, ToBytes(AsBytes(text))});
      receipts.push_back(MakeReceipt(entries.back().index, entry.action, entries.back().entry, ""));
    }
    return receipts;
  }
  Result<uint64_t> Size() override { return uint64_t{entries.size()}; }
  Result<std::vector<ports::LoggedEntry>> Read(uint64_t from, uint64_t count) override {
    std::vector<ports::LoggedEntry> out;
    for (uint64_t i = from; i < entries.size() && i < from + count; ++i) out.push_back(entries[i]);
    return out;
  }
  std::vector<ports::LoggedEntry> entries;
};

class OppositionBookTest : public ::testing::Test {
 protected:
  void Load(const char* csv) {
    vault::Committer committer(hub_.state, ledger_, ledger_);
    ASSERT_TRUE(book_.Load(committer, hub_.Target(), {"snds", "national", 4}, ParseOppositionList(csv).value()).ok());
  }
  ports::LedgerReceipt Receipt(const DatasetId& dataset) {
    return ledger_
        .RecordOne({ports::EntryClass::kAccess, vault::kProvisionAction, 1,
                    crypto::Json(crypto::Json::Object{{"dataset", dataset.ToString()}}).Canonical()})
        .value();
  }
  Result<OppositionList> Read() { return book_.Read(Receipt(hub_.dataset), hub_.host, hub_.keys, "snds", "national"); }

  vault::test::TestHub hub_;
  TimedLedger ledger_;
  OppositionBook book_{hub_.state, ledger_};
};

TEST_F(OppositionBookTest, TheNewestVersionIsReadBack) {
  EXPECT_EQ(Read().error().code, ErrorCode::kNotFound);
  Load(kTwo);
  EXPECT_EQ(Read()->people.size(), 2u);
  Load("BEN_IDT_ANO\nperson7\n");
  EXPECT_EQ(Read()->people.at(0).first, "person7");
  const auto newest = book_.Newest().value();
  ASSERT_EQ(newest.size(), 1u);
  EXPECT_EQ(newest[0].version, 2u);
  EXPECT_EQ(newest[0].people, 1u);
}

TEST_F(OppositionBookTest, NoIdentifierStandsInDatabaseLedgerOrHost) {
  Load("BEN_IDT_ANO\nperson7person7person7\n");
  for (const auto& [key, value] : hub_.state.rows)
    EXPECT_EQ((std::string(AsText(key.second)) + std::string(AsText(value))).find("person7"), std::string::npos);
  for (const auto& entry : ledger_.entries) EXPECT_EQ(AsText(entry.entry).find("person7"), std::string_view::npos);
  EXPECT_NE(WriteOppositionList(Read().value()).find("person7person7"), std::string::npos);
}

TEST_F(OppositionBookTest, AnotherReceiptOpensNothing) {
  Load(kTwo);
  DatasetId other = hub_.dataset;
  other.bytes[0] ^= 1;
  EXPECT_EQ(book_.Read(Receipt(other), hub_.host, hub_.keys, "snds", "national").error().code, ErrorCode::kDenied);
}

TEST_F(OppositionBookTest, AnOlderVersionPutBackIsRefused) {
  Load(kTwo);
  const auto older = hub_.state.rows;
  Load("BEN_IDT_ANO\nperson7\n");
  // The row of the newest version made to name the first one's object; the row deleted.
  const auto row = [&](uint8_t version) {
    for (auto& [key, value] : hub_.state.rows)
      if (key.first == "provision.opposition" && key.second.back() == version) return &value;
    return static_cast<Bytes*>(nullptr);
  };
  const Bytes newest = *row(2);
  *row(2) = *row(1);
  EXPECT_EQ(Read().error().message, "read opposition list: what is sealed is not what the ledger says was loaded");
  *row(2) = newest;
  EXPECT_TRUE(Read().ok());
  hub_.state.rows = older;
  EXPECT_EQ(Read().error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace bouclier::provision

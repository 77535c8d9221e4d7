// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/kept_memory.h"

#include <gtest/gtest.h>

#include "bouclier/crypto/random.h"
#include "bouclier/state/memory_state_store.h"
#include "memory/hub_parts.h"
#include "outputs.h"

namespace bouclier::airlock {
namespace {

constexpr std::string_view kPrints = "airlock.memory", kPersons = "airlock.memory_persons";

struct KeptMemoryTest : testing::Test {
  state::MemoryStateStore state;
  bouclier::test::ClearWrapper wrapper;
  vault::DatasetKeysPtr keys;
  std::vector<KeptRelease> ledger;

  void SetUp() override {
    auto transaction = state.Begin().value();
    keys = vault::DatasetKeys::Create(*transaction, wrapper, DatasetId{crypto::RandomArray<16>()}).value();
    transaction->Commit().value();
    for (uint64_t release = 1; release <= 3; ++release) Keep(release, release);
  }
  static Remembered Some(uint64_t release, uint64_t score) {
    const Output output = test::OutputOf({}, {test::People(0, static_cast<uint32_t>(20 * score))});
    return {release, "grippe", output.figures.table, {false}, output.layers};
  }
  void Keep(uint64_t release, uint64_t score) {
    auto transaction = state.Begin().value();
    const SaltedRemembered salted(Some(release, score));
    KeepRemembered(*transaction, *keys, salted).value();
    ledger.push_back({release, salted.digest()});
    transaction->Commit().value();
  }
  Result<std::vector<size_t>> Sizes() {
    const auto reader = state.Read().value();
    KeptMemory memory(*reader, *keys, ledger);
    std::vector<size_t> sizes;
    BOUCLIER_TRY_VOID(memory.ForEach([&](const RememberedPrints& one) -> Result<void> {
      BOUCLIER_TRY(const CellPersons persons, memory.PersonsOf(one));
      sizes.push_back(persons.at(0).at(0).size());
      return {};
    }));
    return sizes;
  }
  // An attacker who writes rows: he has no key, but he has old rows.
  Bytes KeyOf(uint64_t release) { return WithBe64(ToBytes(keys->dataset().bytes), release); }
  std::optional<Bytes> Row(uint64_t release, std::string_view table = kPrints) {
    return state.Read().value()->Get(table, KeyOf(release)).value();
  }
  void Put(uint64_t release, const Bytes& row, std::string_view table = kPrints) {
    auto transaction = state.Begin().value();
    ASSERT_TRUE(transaction->Put(table, KeyOf(release), row).ok());
    transaction->Commit().value();
  }
  void Drop(uint64_t release, std::string_view table = kPrints) {
    auto transaction = state.Begin().value();
    ASSERT_TRUE(transaction->Delete(table, KeyOf(release)).ok());
    transaction->Commit().value();
  }
  void ExpectDamaged() {
    const auto sizes = Sizes();
    ASSERT_FALSE(sizes.ok());
    EXPECT_EQ(sizes.error().code, ErrorCode::kCorruption) << sizes.error().message;
  }
};

TEST_F(KeptMemoryTest, GivesEachRelease) { EXPECT_EQ(Sizes().value(), (std::vector<size_t>{20, 40, 60})); }

TEST_F(KeptMemoryTest, F14_ADroppedRowIsMissed) {
  for (const std::string_view table : {kPrints, kPersons}) {
    const Bytes good = *Row(2, table);
    Drop(2, table);
    ExpectDamaged();
    Put(2, good, table);
    EXPECT_TRUE(Sizes().ok());
  }
}

TEST_F(KeptMemoryTest, F14_AnotherReleasesRowIsNotBelieved) {
  for (const std::string_view table : {kPrints, kPersons}) {
    const Bytes good = *Row(2, table);
    Put(2, *Row(1, table), table);
    ExpectDamaged();
    Put(2, good, table);
  }
}

TEST_F(KeptMemoryTest, F14_ARowThatTheLedgerDoesNotNameIsNotBelieved) {
  Put(4, *Row(1));
  ExpectDamaged();
}

TEST_F(KeptMemoryTest, F14_AnOlderRowUnderItsOwnNumberIsNotBelieved) {
  const Bytes old = *Row(3), old_persons = *Row(3, kPersons);
  for (const std::string_view table : {kPrints, kPersons}) Drop(3, table);
  ledger.pop_back();
  Keep(3, 4);  // the same number with other persons
  const Bytes now = *Row(3);
  Put(3, old);
  ExpectDamaged();
  Put(3, now);
  EXPECT_TRUE(Sizes().ok());
  Put(3, old_persons, kPersons);
  ExpectDamaged();
}

TEST_F(KeptMemoryTest, F5_EachFlippedByteIsFound) {
  for (const std::string_view table : {kPrints, kPersons}) {
    const Bytes good = *Row(2, table);
    for (size_t at = 0; at < good.size(); at += 7) {
      Bytes bad = good;
      bad[at] ^= 0x20;
      Put(2, bad, table);
      ExpectDamaged();
    }
    Put(2, good, table);
    EXPECT_TRUE(Sizes().ok());
  }
}

TEST_F(KeptMemoryTest, KeepsANumberOnce) {
  auto transaction = state.Begin().value();
  EXPECT_EQ(KeepRemembered(*transaction, *keys, SaltedRemembered(Some(3, 3))).error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace bouclier::airlock

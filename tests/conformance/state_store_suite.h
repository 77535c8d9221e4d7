// SPDX-License-Identifier: Apache-2.0
// What every StateStore promises, as tests: instantiate StateStoreSuite with a factory that gives an empty store.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bouclier/ports/state_store.h"

namespace bouclier::conformance {

struct StateStoreFactory {
  std::string name;
  std::function<std::unique_ptr<ports::StateStore>()> make;
};

class StateStoreSuite : public ::testing::TestWithParam<StateStoreFactory> {
 protected:
  void SetUp() override {
    store_ = GetParam().make();
    ASSERT_NE(store_, nullptr);
  }
  static Bytes B(std::string_view text) { return ToBytes(AsBytes(text)); }
  void Put(std::string_view table, std::string_view key, std::string_view value) {
    auto transaction = store_->Begin();
    ASSERT_TRUE(transaction.ok()) << transaction.error().message;
    ASSERT_TRUE((*transaction)->Put(table, B(key), B(value)).ok());
    ASSERT_TRUE((*transaction)->Commit().ok());
  }
  std::optional<Bytes> Get(std::string_view table, std::string_view key) {
    auto reader = store_->Read();
    EXPECT_TRUE(reader.ok());
    auto value = (*reader)->Get(table, B(key));
    EXPECT_TRUE(value.ok());
    return value.ok() ? *value : std::nullopt;
  }
  std::vector<std::string> Keys(std::string_view table, std::string_view prefix, std::string_view after,
                                size_t most = 1000) {
    std::vector<std::string> keys;
    auto reader = store_->Read();
    EXPECT_TRUE(reader.ok());
    EXPECT_TRUE((*reader)
                    ->Scan(table, B(prefix), B(after),
                           [&](ByteView key, ByteView) -> Result<ports::ScanNext> {
                             keys.emplace_back(AsText(key));
                             return keys.size() < most ? ports::ScanNext::kGoOn : ports::ScanNext::kStop;
                           })
                    .ok());
    return keys;
  }
  std::unique_ptr<ports::StateStore> store_;
};

TEST_P(StateStoreSuite, WhatWasCommittedIsThereAndCanBeReplaced) {
  EXPECT_EQ(Get("room.table", "k"), std::nullopt);
  Put("room.table", "k", "one");
  EXPECT_EQ(Get("room.table", "k"), B("one"));
  EXPECT_EQ(Get("room.other", "k"), std::nullopt) << "tables do not mix";
  Put("room.table", "k", "two");
  EXPECT_EQ(Get("room.table", "k"), B("two"));
  Put("room.table", "empty", "");
  EXPECT_EQ(Get("room.table", "empty"), Bytes{});
}

TEST_P(StateStoreSuite, WithoutCommitNothingIsVisible) {
  {
    auto transaction = store_->Begin();
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE((*transaction)->Put("room.table", B("k"), B("v")).ok());
    EXPECT_EQ((*transaction)->Get("room.table", B("k")).value(), B("v")) << "a transaction sees its own writes";
    EXPECT_EQ(Get("room.table", "k"), std::nullopt) << "and nobody else does";
  }
  EXPECT_EQ(Get("room.table", "k"), std::nullopt);
}

TEST_P(StateStoreSuite, OnceCommittedTheNextWriterNeedNotWaitForTheObjectToGo) {
  auto first = store_->Begin();
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE((*first)->Put("room.table", B("k"), B("one")).ok());
  ASSERT_TRUE((*first)->Commit().ok());
  auto second = store_->Begin();  // would otherwise end with `deadline`
  ASSERT_TRUE(second.ok()) << second.error().message;
  ASSERT_TRUE((*second)->Put("room.table", B("k"), B("two")).ok());
  ASSERT_TRUE((*second)->Commit().ok());
  EXPECT_EQ(Get("room.table", "k"), B("two"));
}

TEST_P(StateStoreSuite, ATransactionMovesSeveralTablesTogether) {
  auto transaction = store_->Begin();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE((*transaction)->Put("room.a", B("1"), B("x")).ok());
  ASSERT_TRUE((*transaction)->Put("room.b", B("2"), B("y")).ok());
  ASSERT_TRUE((*transaction)->Delete("room.a", B("absent")).ok());
  ASSERT_TRUE((*transaction)->Commit().ok());
  transaction->reset();
  EXPECT_EQ(Get("room.a", "1"), B("x"));
  EXPECT_EQ(Get("room.b", "2"), B("y"));
  auto second = store_->Begin();
  ASSERT_TRUE(second.ok());
  ASSERT_TRUE((*second)->Delete("room.a", B("1")).ok());
  ASSERT_TRUE((*second)->Commit().ok());
  EXPECT_EQ(Get("room.a", "1"), std::nullopt);
}

TEST_P(StateStoreSuite, ScanGoesInByteOrderFromPrefixAfterKeyAndStopsWhenTold) {
  const std::string high("b\xff", 2);
  for (const std::string& key :
       {std::string("a"), std::string("b"), std::string("b\x00", 2), std::string("bb"), high, std::string("c")})
    Put("room.table", key, key);
  EXPECT_EQ(Keys("room.table", "", ""), (std::vector<std::string>{"a", "b", std::string("b\x00", 2), "bb", high, "c"}));
  EXPECT_EQ(Keys("room.table", "b", ""), (std::vector<std::string>{"b", std::string("b\x00", 2), "bb", high}));
  EXPECT_EQ(Keys("room.table", "b", "bb"), (std::vector<std::string>{high}));
  EXPECT_EQ(Keys("room.table", "", "a", 2), (std::vector<std::string>{"b", std::string("b\x00", 2)}));
  EXPECT_TRUE(Keys("room.table", "d", "").empty());
  EXPECT_TRUE(Keys("room.none", "", "").empty());
}

TEST_P(StateStoreSuite, AReaderKeepsItsMomentBesideAWriter) {
  Put("room.table", "k", "old");
  auto reader = store_->Read();
  ASSERT_TRUE(reader.ok());
  ASSERT_EQ((*reader)->Get("room.table", B("k")).value(), B("old"));
  Put("room.table", "k", "new");
  EXPECT_EQ((*reader)->Get("room.table", B("k")).value(), B("old"));
  EXPECT_EQ(Get("room.table", "k"), B("new"));
}

TEST_P(StateStoreSuite, WritersTakeTurnsAndLoseNothing) {
  const auto add = [&] {
    for (int i = 0; i < 25; ++i) {
      auto transaction = store_->Begin();
      ASSERT_TRUE(transaction.ok()) << transaction.error().message;
      const auto before = (*transaction)->Get("room.count", B("n")).value();
      const int n = before ? std::stoi(std::string(AsText(*before))) : 0;
      ASSERT_TRUE((*transaction)->Put("room.count", B("n"), B(std::to_string(n + 1))).ok());
      ASSERT_TRUE((*transaction)->Commit().ok());
    }
  };
  std::thread other(add);
  add();
  other.join();
  EXPECT_EQ(Get("room.count", "n"), B("50"));
}

TEST_P(StateStoreSuite, TableNamesThatAreNotARoomsAreRefused) {
  auto transaction = store_->Begin();
  ASSERT_TRUE(transaction.ok());
  for (const char* bad : {"", "table\"; DROP TABLE x; --", "UPPER", "no space"})
    EXPECT_EQ((*transaction)->Put(bad, B("k"), B("v")).error().code, ErrorCode::kInvalidArgument) << bad;
}

}  // namespace bouclier::conformance

// SPDX-License-Identifier: Apache-2.0
// The faulty decorators do what their script says and nothing else.
#include <gtest/gtest.h>

#include "bouclier/store/faulty_source.h"
#include "bouclier/store/faulty_store.h"
#include "bouclier/store/memory_source.h"
#include "bouclier/store/memory_store.h"

namespace bouclier::store {

namespace {

class Faulty : public testing::Test {
 protected:
  MemoryObjectStore inner_;
  FaultScript script_;
  std::unique_ptr<ports::ObjectStore> store_ = MakeFaultyStore(inner_, script_);
  const Bytes body_ = Bytes(100, 'x');
};

TEST_F(Faulty, AWriteCanFailWithoutHappening) {
  script_.At(0, {FaultKind::kFailBefore, 0, {}, ErrorCode::kUnavailable});
  EXPECT_EQ(store_->Put("k", body_).error().retry, Retry::kBackoff);
  EXPECT_EQ(inner_.Size("k").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(store_->Put("k", body_).ok());
}

TEST_F(Faulty, AWriteCanFailAfterItHappened) {
  script_.At(0, {FaultKind::kFailAfter, 0, {}, ErrorCode::kUnavailable});
  EXPECT_EQ(store_->Put("k", body_).error().retry, Retry::kUnknownOutcome);
  EXPECT_EQ(*inner_.Size("k"), 100u);
}

TEST_F(Faulty, AStopRunsItsCallbackBeforeOrAfter) {
  bool there_at_stop = true;
  script_.At(0, {FaultKind::kStopBefore, 0, [&] { there_at_stop = inner_.Size("k").ok(); }, ErrorCode::kUnavailable});
  EXPECT_FALSE(store_->Put("k", body_).ok());
  EXPECT_FALSE(there_at_stop);
  script_.At(1, {FaultKind::kStopAfter, 0, [&] { there_at_stop = inner_.Size("k").ok(); }, ErrorCode::kUnavailable});
  EXPECT_FALSE(store_->Put("k", body_).ok());
  EXPECT_TRUE(there_at_stop);
}

TEST_F(Faulty, BitsFlipOnTheWayThereAndBack) {
  script_.At(0, {FaultKind::kFlipBit, 8 * 50 + 1, {}, ErrorCode::kUnavailable});
  ASSERT_TRUE(store_->Put("k", body_).ok());
  Bytes expected = body_;
  expected[50] = 'x' ^ 2;
  EXPECT_EQ(*inner_.Get("k", 0, 100), expected);
  script_.At(1, {FaultKind::kFlipBit, 8 * 50 + 1, {}, ErrorCode::kUnavailable});
  EXPECT_EQ(*store_->Get("k", 0, 100), body_);  // flipped back
}

TEST_F(Faulty, EveryCallFromANumberOnCanFail) {
  script_.From(1, {FaultKind::kFailBefore, 0, {}, ErrorCode::kDenied});
  EXPECT_TRUE(store_->Put("k", body_).ok());
  EXPECT_EQ(store_->Size("k").error().code, ErrorCode::kDenied);
  EXPECT_EQ(store_->BeginUpload("k").error().code, ErrorCode::kDenied);
  script_.Clear();
  EXPECT_TRUE(store_->Size("k").ok());
  EXPECT_EQ(script_.log(), (std::vector<std::string>{"put", "size", "begin", "size"}));
}

TEST(FaultySource, ReadsCanComeShort) {
  MemoryObjectSource inner;
  inner.Plant("b", AsBytes("0123456789"));
  FaultScript script;
  const auto source = MakeFaultySource(inner, script);
  script.At(1, {FaultKind::kShortRead, 3, {}, ErrorCode::kUnavailable});
  EXPECT_EQ(AsText(*source->ReadRange({"b", ""}, "", 0, 10)), "0123456789");
  EXPECT_EQ(AsText(*source->ReadRange({"b", ""}, "", 0, 10)), "0123456");
}

}  // namespace

}  // namespace bouclier::store

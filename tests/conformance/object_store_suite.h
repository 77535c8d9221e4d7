// SPDX-License-Identifier: Apache-2.0
// What every ObjectStore must do, whoever implements it. A test binary includes this once and instantiates it:
//   INSTANTIATE_TEST_SUITE_P(Memory, ObjectStoreSuite, testing::Values(StoreUnderTest{"memory", &MakeMemory}));
// A factory that returns no store skips with its reason.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>

#include "bouclier/ports/object_store.h"

namespace bouclier::conformance {

// MinIO lists the uploads of one whole key and of no shorter prefix: there, orphans nobody noted cannot be found.
enum class UploadListing { kByPrefix, kByKeyOnly };

struct MadeStore {
  std::unique_ptr<ports::ObjectStore> store;
  std::string skipped_because;  // when there is no store
  std::string prefix;           // keys of this run begin with it ("" or ends in "/")
  UploadListing uploads = UploadListing::kByPrefix;
};
struct StoreUnderTest {
  std::string name;
  std::function<MadeStore()> make;
};
inline void PrintTo(const StoreUnderTest& store, std::ostream* out) { *out << store.name; }

class ObjectStoreSuite : public testing::TestWithParam<StoreUnderTest> {
 protected:
  void SetUp() override {
    made_ = GetParam().make();
    if (made_.store == nullptr) GTEST_SKIP() << made_.skipped_because;
  }
  ports::ObjectStore& store() { return *made_.store; }
  std::string Key(const std::string& name) const { return made_.prefix + name; }
  static Bytes Pattern(size_t size, uint8_t seed) {
    Bytes out(size);
    uint32_t state = 0x9e3779b9u * (seed + 1u);
    for (uint8_t& byte : out) {
      state = state * 1664525u + 1013904223u;
      byte = static_cast<uint8_t>(state >> 24);
    }
    return out;
  }
  // A part as small as this host takes.
  Bytes SmallestPart(uint8_t seed) {
    return Pattern(std::max<uint64_t>(store().Capabilities().min_part_size, 16), seed);
  }
  std::set<std::string> AllKeys(const std::string& prefix) {
    std::set<std::string> keys;
    std::string token;
    for (int pages = 0; pages < 1000; ++pages) {
      auto page = store().List(prefix, token);
      EXPECT_TRUE(page.ok()) << page.error().message;
      if (!page.ok()) break;
      for (const auto& object : page->objects)
        EXPECT_TRUE(keys.insert(object.key).second) << "listed twice: " << object.key;
      token = page->next_token;
      if (token.empty()) break;
    }
    return keys;
  }
  static ErrorCode CodeOf(const Result<void>& result) {
    return result.ok() ? ErrorCode::kInternal : result.error().code;
  }

  MadeStore made_;
};

TEST_P(ObjectStoreSuite, GivesBackWhatWasPut) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{65'535}, size_t{65'536}, size_t{65'537}, size_t{3 << 20}}) {
    const Bytes body = Pattern(size, 1);
    const std::string key = Key("put/" + std::to_string(size));
    ASSERT_TRUE(store().Put(key, body).ok());
    const auto found = store().Size(key);
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_EQ(*found, size);
    const auto got = store().Get(key, 0, size);
    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_TRUE(*got == body);
  }
}

TEST_P(ObjectStoreSuite, GetGivesExactlyTheRangeOrAnError) {
  const Bytes body = Pattern(100'000, 2);
  ASSERT_TRUE(store().Put(Key("range"), body).ok());
  for (const auto& [offset, length] :
       {std::pair<uint64_t, uint64_t>{0, 1}, {99'999, 1}, {65'536, 34'464}, {17, 4'096}, {100'000, 0}}) {
    const auto got = store().Get(Key("range"), offset, length);
    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_TRUE(std::equal(got->begin(), got->end(), body.begin() + static_cast<int64_t>(offset),
                           body.begin() + static_cast<int64_t>(offset + length)));
  }
  for (const auto& [offset, length] :
       {std::pair<uint64_t, uint64_t>{0, 100'001}, {100'000, 1}, {99'999, 2}, {200'000, 10}}) {
    const auto got = store().Get(Key("range"), offset, length);
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::kCorruption) << got.error().message;
  }
}

TEST_P(ObjectStoreSuite, PutReplacesTheWholeBody) {
  ASSERT_TRUE(store().Put(Key("twice"), Pattern(5'000, 3)).ok());
  ASSERT_TRUE(store().Put(Key("twice"), Pattern(10, 4)).ok());
  const auto got = store().Get(Key("twice"), 0, 10);
  ASSERT_TRUE(got.ok());
  EXPECT_TRUE(*got == Pattern(10, 4));
  EXPECT_EQ(*store().Size(Key("twice")), 10u);
}

TEST_P(ObjectStoreSuite, AbsentKeysAreNotFoundAndDeletingThemIsFine) {
  EXPECT_EQ(store().Get(Key("absent"), 0, 1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store().Size(Key("absent")).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(store().Delete(Key("absent")).ok());
}

TEST_P(ObjectStoreSuite, DeletedObjectsAreGone) {
  ASSERT_TRUE(store().Put(Key("gone"), Pattern(10, 5)).ok());
  ASSERT_TRUE(store().Delete(Key("gone")).ok());
  EXPECT_EQ(store().Size(Key("gone")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(AllKeys(Key("gone")).count(Key("gone")), 0u);
}

TEST_P(ObjectStoreSuite, RefusesKeysThatAreNoPlainPath) {
  for (const char* key : {"", "/a", "a//b", "a/../b", "a/.", "a b", "a%2Fb", "a?b", "\xc3\xa9", "a/"})
    EXPECT_EQ(CodeOf(store().Put(key, Pattern(1, 0))), ErrorCode::kInvalidArgument) << key;
}

TEST_P(ObjectStoreSuite, ListsExactlyWhatIsUnderAPrefix) {
  std::set<std::string> planted;
  for (int i = 0; i < 1'050; ++i) planted.insert(Key("list/" + std::to_string(i % 7) + "/" + std::to_string(i)));
  for (const std::string& key : planted) ASSERT_TRUE(store().Put(key, {}).ok());
  ASSERT_TRUE(store().Put(Key("listed-beside"), {}).ok());
  EXPECT_EQ(AllKeys(Key("list/")), planted);  // more than one page
  std::set<std::string> third;
  std::copy_if(planted.begin(), planted.end(), std::inserter(third, third.end()),
               [&](const std::string& key) { return key.compare(0, Key("list/3/").size(), Key("list/3/")) == 0; });
  EXPECT_EQ(AllKeys(Key("list/3/")), third);
  EXPECT_TRUE(AllKeys(Key("list/none/")).empty());
}

TEST_P(ObjectStoreSuite, UploadsPartsInAnyOrderAndJoinsThemByNumber) {
  const std::string key = Key("multi");
  const auto id = store().BeginUpload(key);
  ASSERT_TRUE(id.ok()) << id.error().message;
  EXPECT_EQ(store().Size(key).error().code, ErrorCode::kNotFound);  // nothing half-visible
  const Bytes first = SmallestPart(6), last = Pattern(1'234, 7);
  const auto two = store().UploadPart(key, *id, 2, last);
  ASSERT_TRUE(two.ok()) << two.error().message;
  const auto one = store().UploadPart(key, *id, 1, first);
  ASSERT_TRUE(one.ok()) << one.error().message;
  const auto listed = store().ListParts(key, *id);
  ASSERT_TRUE(listed.ok()) << listed.error().message;
  ASSERT_EQ(listed->size(), 2u);
  EXPECT_EQ((*listed)[0].number, 1u);
  EXPECT_EQ((*listed)[0].size, first.size());
  EXPECT_EQ((*listed)[1].etag, two->etag);
  ASSERT_TRUE(store().CompleteUpload(key, *id, {*one, *two}).ok());
  EXPECT_EQ(*store().Size(key), first.size() + last.size());
  EXPECT_TRUE(*store().Get(key, 0, first.size()) == first);
  EXPECT_TRUE(*store().Get(key, first.size(), last.size()) == last);
}

TEST_P(ObjectStoreSuite, APartSentTwiceCountsOnce) {
  const std::string key = Key("again");
  const auto id = store().BeginUpload(key);
  ASSERT_TRUE(id.ok());
  ASSERT_TRUE(store().UploadPart(key, *id, 1, Pattern(100, 8)).ok());
  const auto second = store().UploadPart(key, *id, 1, Pattern(200, 9));
  ASSERT_TRUE(second.ok());
  ASSERT_TRUE(store().CompleteUpload(key, *id, {*second}).ok());
  EXPECT_TRUE(*store().Get(key, 0, 200) == Pattern(200, 9));
}

TEST_P(ObjectStoreSuite, CompletingAgainAfterALostAnswerSucceeds) {
  const std::string key = Key("lost-answer");
  const auto id = store().BeginUpload(key);
  ASSERT_TRUE(id.ok());
  const auto part = store().UploadPart(key, *id, 1, Pattern(300, 10));
  ASSERT_TRUE(part.ok());
  ASSERT_TRUE(store().CompleteUpload(key, *id, {*part}).ok());
  const auto again = store().CompleteUpload(key, *id, {*part});
  EXPECT_TRUE(again.ok() || again.error().code == ErrorCode::kNotFound) << again.error().message;
  EXPECT_TRUE(*store().Get(key, 0, 300) == Pattern(300, 10));
}

TEST_P(ObjectStoreSuite, F15_OrphanUploadsAreListedAndGoneAfterAbort) {
  const std::string key = Key("orphan/one");
  const auto id = store().BeginUpload(key);
  ASSERT_TRUE(id.ok());
  ASSERT_TRUE(store().UploadPart(key, *id, 1, Pattern(100, 11)).ok());
  const bool by_key_only = made_.uploads == UploadListing::kByKeyOnly;
  if (by_key_only) {
    EXPECT_TRUE(store().ListUploads(Key("orphan/"))->empty()) << "the host has learnt it: say so";
  }
  const auto pending = store().ListUploads(by_key_only ? key : Key("orphan/"));
  ASSERT_TRUE(pending.ok()) << pending.error().message;
  ASSERT_EQ(pending->size(), 1u);
  EXPECT_EQ((*pending)[0].key, key);
  EXPECT_EQ((*pending)[0].upload_id, *id);
  ASSERT_TRUE(store().AbortUpload(key, *id).ok());
  EXPECT_TRUE(store().ListUploads(by_key_only ? key : Key("orphan/"))->empty());
  EXPECT_TRUE(store().AbortUpload(key, *id).ok());  // absent is fine
  EXPECT_EQ(store().ListParts(key, *id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store().Size(key).error().code, ErrorCode::kNotFound);
}

TEST_P(ObjectStoreSuite, UnknownUploadsAndPartsAreErrors) {
  const std::string key = Key("unknown");
  EXPECT_FALSE(store().UploadPart(key, "00000000000000000000000000000000", 1, Pattern(10, 1)).ok());
  EXPECT_FALSE(store().CompleteUpload(key, "00000000000000000000000000000000", {{1, "\"x\"", 10}}).ok());
  const auto id = store().BeginUpload(key);
  ASSERT_TRUE(id.ok());
  EXPECT_FALSE(store().UploadPart(key, *id, 0, Pattern(10, 1)).ok());
  EXPECT_FALSE(store().CompleteUpload(key, *id, {{1, "\"0123456789abcdef0123456789abcdef\"", 10}}).ok());
  ASSERT_TRUE(store().AbortUpload(key, *id).ok());
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ObjectStoreSuite);

}  // namespace bouclier::conformance

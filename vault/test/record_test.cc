// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Pattern;
using test::RandomId;
using test::TestHub;

KeyRecord SomeRecord(const SecretBytes& dek, const SecretBytes& kek) {
  KeyRecord record;
  record.id = NewAttempt(RandomId<ObjectId>(), 3);
  record.dataset = RandomId<DatasetId>();
  record.kek_id = KekId{record.dataset.bytes};
  record.plaintext_length = 2 * kLeafPlain + 5;
  record.body_length = BodyLength(record.plaintext_length);
  record.start_nonce = crypto::RandomArray<12>();
  record.root = crypto::RandomArray<32>();
  record.pieces = {kLeafSealed, record.body_length - kLeafSealed};
  WrapDek(record, dek, kek);
  return record;
}

TEST(KeyRecord, ComesBackFromItsEncodingAndGivesItsKey) {
  const SecretBytes dek = crypto::RandomSecret(32), kek = crypto::RandomSecret(32);
  const KeyRecord record = SomeRecord(dek, kek);
  const KeyRecord again = DecodeKeyRecord(EncodeKeyRecord(record)).value();
  EXPECT_EQ(again, record);
  EXPECT_TRUE(UnwrapDek(again, kek).value().EqualsConstantTime(dek));
}

TEST(KeyRecord, F5EveryBitIsBound) {
  const SecretBytes dek = crypto::RandomSecret(32), kek = crypto::RandomSecret(32);
  const Bytes good = EncodeKeyRecord(SomeRecord(dek, kek));
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    const auto record = DecodeKeyRecord(bad);
    ASSERT_TRUE(!record.ok() || !UnwrapDek(*record, kek).ok()) << bit;
  }
}

TEST(KeyRecord, CutLongerOrOfAnotherKeyIsRefused) {
  const SecretBytes dek = crypto::RandomSecret(32), kek = crypto::RandomSecret(32);
  const KeyRecord record = SomeRecord(dek, kek);
  const Bytes good = EncodeKeyRecord(record);
  for (size_t size = 0; size < good.size(); ++size) ASSERT_FALSE(DecodeKeyRecord(ByteView(good).first(size)).ok());
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_EQ(DecodeKeyRecord(longer).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(UnwrapDek(record, crypto::RandomSecret(32)).error().code, ErrorCode::kCorruption);
  Bytes other_version = good;
  other_version[0] = 2;
  EXPECT_EQ(DecodeKeyRecord(other_version).error().code, ErrorCode::kUnsupported);
}

TEST(KeyRecord, RewrapTouchesOnlyTheWrap) {
  const SecretBytes dek = crypto::RandomSecret(32), kek = crypto::RandomSecret(32), next = crypto::RandomSecret(32);
  KeyRecord record = SomeRecord(dek, kek);
  const KeyRecord before = record;
  ASSERT_TRUE(Rewrap(record, kek, next, 2).ok());
  EXPECT_TRUE(UnwrapDek(record, next).value().EqualsConstantTime(dek));
  EXPECT_FALSE(UnwrapDek(record, kek).ok());
  KeyRecord rest = record;
  rest.kek_version = before.kek_version;
  rest.record_nonce = before.record_nonce;
  rest.wrapped_dek = before.wrapped_dek;
  EXPECT_EQ(rest, before);
  EXPECT_EQ(Rewrap(record, kek, next, 3).error().code, ErrorCode::kCorruption);
}

TEST(UploadRecord, F5EveryBitIsBound) {
  const SecretBytes dek = crypto::RandomSecret(32), kek = crypto::RandomSecret(32);
  UploadRecord record;
  record.id = NewAttempt(RandomId<ObjectId>(), 1);
  record.plaintext_length = 5 * kLeafPlain;
  record.layout = PlanUpload(record.plaintext_length, {});
  record.record_nonce = crypto::RandomArray<32>();
  record.validator_tag = ValidatorTag(record.record_nonce, "etag");
  WrapUploadDek(record, dek, kek);
  const Bytes good = EncodeUploadRecord(record);
  EXPECT_TRUE(UnwrapUploadDek(DecodeUploadRecord(good).value(), kek).value().EqualsConstantTime(dek));
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    const auto decoded = DecodeUploadRecord(bad);
    ASSERT_TRUE(!decoded.ok() || !UnwrapUploadDek(*decoded, kek).ok()) << bit;
  }
  for (size_t size = 0; size < good.size(); ++size) ASSERT_FALSE(DecodeUploadRecord(ByteView(good).first(size)).ok());
}

TEST(PartRecord, ComesBackAndRefusesCuts) {
  PartRecord part;
  part.leaves = {crypto::RandomArray<32>(), crypto::RandomArray<32>()};
  part.sealed_hasher = Pattern(180, 1);
  part.etag = "\"abc\"";
  const Bytes good = EncodePartRecord(part);
  const PartRecord again = DecodePartRecord(good).value();
  EXPECT_EQ(again.leaves, part.leaves);
  EXPECT_EQ(again.sealed_hasher, part.sealed_hasher);
  EXPECT_EQ(again.etag, part.etag);
  for (size_t size = 0; size < good.size(); ++size) ASSERT_FALSE(DecodePartRecord(ByteView(good).first(size)).ok());
}

TEST(ObjectMeta, IsBoundToItsAttemptAndKey) {
  const SecretBytes dek = crypto::RandomSecret(32);
  const AttemptId id = NewAttempt(RandomId<ObjectId>(), 1);
  ObjectMeta meta = TestHub::Meta("a/b");
  meta.source_md5 = crypto::RandomArray<16>();
  meta.md5_status = Md5Status::kStale;
  meta.tags = {{"k", "v"}};
  const Bytes sealed = SealMeta(meta, id, dek);
  EXPECT_EQ(OpenMeta(sealed, id, dek).value(), meta);
  EXPECT_EQ(OpenMeta(sealed, NewAttempt(id.object, 1), dek).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(OpenMeta(sealed, id, crypto::RandomSecret(32)).error().code, ErrorCode::kCorruption);
  for (size_t at = 0; at < sealed.size(); ++at) {
    Bytes bad = sealed;
    bad[at] ^= 1;
    ASSERT_FALSE(OpenMeta(bad, id, dek).ok());
  }
  EXPECT_EQ(ParseMeta("{}").error().code, ErrorCode::kCorruption);
  EXPECT_EQ(ParseMeta("{\"a\":1}").error().code, ErrorCode::kCorruption);
}

TEST(ObjectIndex, FindsByNameAndSnapshotAndListsGenerations) {
  TestHub hub;
  const ObjectId object = hub.Store("a/b.csv", Pattern(10, 1));
  hub.CommitOne(hub.Bring(object, 2, "a/b.csv", Pattern(20, 2)).value()).value();
  hub.Store("A/b.csv", Pattern(5, 3));
  const auto reader = hub.state.Read().value();
  ObjectIndex index(*reader);
  EXPECT_EQ(index.FindByName(*hub.keys, "a/b.csv").value(), object);
  EXPECT_EQ(index.FindByName(*hub.keys, "a/b.csv", "2026-01-01").value(), std::nullopt);
  EXPECT_EQ(index.FindByName(*hub.keys, "a/b").value(), std::nullopt);
  EXPECT_EQ(index.GenerationsOf(object).value(), (std::vector<uint64_t>{1, 2}));
  EXPECT_EQ(index.Newest(object).value()->record.id.generation, 2u);
  EXPECT_EQ(index.Generation(object, 3).value().has_value(), false);
  EXPECT_EQ(index.Datasets().value(), std::vector<DatasetId>{hub.dataset});
  size_t newest = 0, all = 0;
  const auto count = [](size_t& counter) {
    return [&counter](const KeyRecord&, const ObjectMeta&) -> Result<void> {
      ++counter;
      return {};
    };
  };
  ASSERT_TRUE(index.List(*hub.keys, Generations::kNewest, count(newest)).ok());
  ASSERT_TRUE(index.List(*hub.keys, Generations::kAll, count(all)).ok());
  EXPECT_EQ(newest, 2u);
  EXPECT_EQ(all, 3u);
}

}  // namespace
}  // namespace bouclier::vault

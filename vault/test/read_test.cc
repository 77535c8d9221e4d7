// SPDX-License-Identifier: Apache-2.0
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Pattern;
using test::TestHub;

TEST(Read, GivesBackEveryLengthWholeAndByRange) {
  TestHub hub;
  for (uint64_t length :
       {0ull, 1ull, 100ull, 65'535ull, 65'536ull, 65'537ull, 300'000ull, 1'048'576ull, 16'777'216ull, 16'777'217ull}) {
    const Bytes plain = Pattern(length, length);
    const ObjectId object = hub.Store("file-" + std::to_string(length), plain);
    EXPECT_EQ(hub.ReadWhole(object).value(), plain) << length;
    EXPECT_EQ(hub.ReadAgain(object).value(), plain) << length;
    SealedReader reader = hub.Open(object).value();
    EXPECT_EQ(reader.size(), length);
    for (uint64_t offset : {uint64_t{0}, length / 3, length / 2, length}) {
      const uint64_t take = std::min<uint64_t>(length - offset, 70'000);
      EXPECT_TRUE(Equal(reader.Read(offset, take).value(), ByteView(plain).subspan(offset, take)));
    }
    EXPECT_EQ(reader.Read(length, 1).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(reader.Read(1, UINT64_MAX).error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Read, MetadataComeBackAsTheyWereWithTheDigest) {
  TestHub hub;
  const Bytes plain = Pattern(5000, 1);
  const ObjectId object = hub.Store("dossier/été.csv", plain);
  const SealedReader reader = hub.Open(object).value();
  EXPECT_EQ(reader.meta().name, "dossier/été.csv");
  EXPECT_EQ(reader.meta().properties.at("content_type"), "text/csv");
  EXPECT_EQ(reader.meta().sha256, crypto::Sha256::Of(plain));
}

TEST(Read, SmallBodiesArePaddedAndSayOnlyTheirPaddedLength) {
  TestHub hub;
  const ObjectId object = hub.Store("a", Pattern(1'000'001, 1));
  EXPECT_EQ(hub.host.objects[hub.BodyKey(object)].size(), BodyLength(1'015'808));
  EXPECT_EQ(hub.ReadWhole(object).value().size(), 1'000'001u);
}

TEST(Read, SplitObjectIsOneBodyOverSeveralHostKeys) {
  TestHub hub;
  hub.host.capabilities.max_parts = 1;
  const Bytes plain = Pattern(2 * kLeafPlain + 1000, 9);
  const ObjectId object = hub.Store("big", plain);
  EXPECT_EQ(hub.Stored(object).record.pieces.size(), 3u);
  EXPECT_EQ(hub.host.objects.size(), 3u);
  EXPECT_TRUE(hub.host.objects.contains(hub.BodyKey(object) + "/2"));
  EXPECT_EQ(hub.ReadWhole(object).value(), plain);
  EXPECT_EQ(hub.ReadAgain(object).value(), plain);
  SealedReader reader = hub.Open(object).value();
  EXPECT_TRUE(Equal(reader.Read(kLeafPlain - 10, 20).value(), ByteView(plain).subspan(kLeafPlain - 10, 20)));
}

TEST(Read, HostSeesNeitherPlaintextNorNames) {
  TestHub hub;
  const std::string canary = "2 84 05 76 451 089 canary";
  hub.Store(canary, AsBytes(canary));
  for (const auto& [key, bodies] : hub.host.received) {
    EXPECT_EQ(key.find(canary), std::string::npos);
    for (const Bytes& body : bodies) EXPECT_EQ(AsText(body).find(canary), std::string_view::npos);
  }
  for (const auto& [row, value] : hub.state.rows) {
    EXPECT_EQ(AsText(value).find(canary), std::string_view::npos) << row.first;
    EXPECT_EQ(AsText(row.second).find(canary), std::string_view::npos) << row.first;
  }
  for (const auto& entry : hub.ledger.entries) EXPECT_EQ(entry.body.find(canary), std::string::npos);
}

TEST(Read, PaddingThatIsNotZeroIsRefused) {
  // Sealed with the right key by a broken writer: only the padding rule can tell.
  TestHub hub;
  const SecretBytes dek = crypto::RandomSecret(32);
  const Bytes plain = Pattern(9, 1);
  Bytes padded = plain;
  padded.push_back(1);
  const ObjectId object = hub.Store("a", plain);
  StoredRecord stored = hub.Stored(object);
  const SecretBytes real = UnwrapDek(stored.record, hub.keys->newest()).value();
  SegmentCipher cipher(real, stored.record.start_nonce);
  cipher.Seal(0, padded, hub.host.objects[hub.BodyKey(object)]);
  EXPECT_EQ(hub.ReadWhole(object).error().message, "read object: its padding is not zero");
}

TEST(Read, TextsThatAreNotUtf8AreRefusedBeforeAnythingIsSent) {
  TestHub hub;
  UploadRequest request;
  request.object = test::RandomId<ObjectId>();
  request.plaintext_length = 3;
  ObjectMeta meta = TestHub::Meta("a");
  meta.metadata["x"] = "\xff\xfe";
  SmallObject small = SmallObject::Seal(hub.Target(), request, AsBytes("abc")).value();
  EXPECT_EQ(small.Put(meta).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(hub.host.objects.empty());
}

}  // namespace
}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bouclier/crypto/merkle.h"
#include "bouclier/vault/seal.h"
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Pattern;

TEST(Layout, BodyLengthsAndTheirInverseAgreeAroundEverySegmentEdge) {
  for (uint64_t length :
       {0ull, 1ull, 65'535ull, 65'536ull, 65'537ull, 131'072ull, 16'777'215ull, 16'777'216ull, 16'777'217ull}) {
    EXPECT_EQ(PaddedFromBody(BodyLength(length)).value(), length);
    EXPECT_EQ(BodyLength(length), length + 28 * ((length + 65'535) / 65'536));
  }
  EXPECT_EQ(PaddedFromBody(28).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(PaddedFromBody(65'564 + 28).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(PaddedFromBody(UINT64_MAX).error().code, ErrorCode::kCorruption);
}

TEST(Layout, PadmeIsMonotonousIdempotentAndCostsAtMostTwelvePercent) {
  uint64_t last = 0;
  for (uint64_t length = 0; length < 70'000; ++length) {
    const uint64_t padded = PadmeLength(length);
    ASSERT_GE(padded, length);
    ASSERT_GE(padded, last);
    ASSERT_LE(padded, length + length * 12 / 100 + 1);
    ASSERT_EQ(PadmeLength(padded), padded);
    last = padded;
  }
  EXPECT_EQ(PadmeLength(9), 10u);
  EXPECT_EQ(PadmeLength(1'000'001), 1'015'808u);
}

TEST(Layout, NoncesCountAsOneLittleEndianNumberAndWrap) {
  crypto::Nonce start{};
  start.fill(0xFF);
  start[11] = 0x01;
  const crypto::Nonce next = SegmentNonce(start, 1);
  crypto::Nonce expected{};
  expected[11] = 0x02;
  EXPECT_EQ(next, expected);
  start.fill(0xFF);
  EXPECT_EQ(SegmentNonce(start, 1), crypto::Nonce{});
  EXPECT_EQ(SegmentNonce(crypto::Nonce{}, 0x0102)[0], 0x02);
  EXPECT_EQ(SegmentNonce(crypto::Nonce{}, 0x0102)[1], 0x01);
}

TEST(Layout, UploadsAreCutAtLeavesWithinTheHostsLimits) {
  ports::HostCapabilities host;
  host.max_parts = 1000;
  UploadLayout layout = PlanUpload(3 * kLeafPlain + 5, host);
  EXPECT_EQ(layout.PartCount(), 4u);
  EXPECT_EQ(layout.PieceCount(), 1u);
  EXPECT_EQ(layout.PartPlainLength(3), 5u);
  layout = PlanUpload(3000 * kLeafPlain, host);  // 3 leaves a part
  EXPECT_EQ(layout.leaves_per_part, 3u);
  EXPECT_EQ(layout.PieceCount(), 1u);
  layout = PlanUpload(10'000 * kLeafPlain + 1, host);  // memory bounds the part: the body is split
  EXPECT_EQ(layout.leaves_per_part, 4u);
  EXPECT_EQ(layout.PieceCount(), 3u);
  uint64_t sum = 0;
  for (uint64_t length : layout.PieceBodyLengths()) sum += length;
  EXPECT_EQ(sum, BodyLength(10'000 * kLeafPlain + 1));
}

TEST(Layout, HostKeysSayNothingButIdsAndAreCutInFolders) {
  AttemptId id;
  id.object = ObjectId::Parse("00112233445566778899aabbccddeeff").value();
  id.generation = 3;
  id.attempt = 0xAB;
  EXPECT_EQ(HostKey(id), "o/00/00112233445566778899aabbccddeeff/3-00000000000000ab");
  EXPECT_EQ(PieceKey(id, 1, 2), HostKey(id) + "/1");
  EXPECT_EQ(PieceKey(id, 0, 1), HostKey(id));
}

TEST(Segment, OpensOnlyAtItsOwnPosition) {
  const SecretBytes dek = crypto::RandomSecret(32);
  SegmentCipher cipher(dek, crypto::RandomArray<12>());
  const Bytes plain = Pattern(1000, 1);
  Bytes sealed(1028);
  cipher.Seal(7, plain, sealed);
  Bytes out(1000);
  EXPECT_TRUE(cipher.Open(7, sealed, out).ok());
  EXPECT_EQ(out, plain);
  EXPECT_EQ(cipher.Open(8, sealed, out).error().message, "open segment 8: not the segment of this position");
  sealed[500] ^= 1;
  EXPECT_EQ(cipher.Open(7, sealed, out).error().message, "open segment 7: altered");
  EXPECT_EQ(cipher.Open(7, ByteView(sealed).first(28), MutableByteView()).error().code, ErrorCode::kCorruption);
}

TEST(Seal, ManyThreadsGiveTheSameBodyAndDigestsAsOne) {
  const SecretBytes dek = crypto::RandomSecret(32);
  const crypto::Nonce start = crypto::RandomArray<12>();
  const Bytes plain = Pattern(2 * kLeafPlain + 100'000, 2);
  std::vector<Digest32> leaves[2];
  Bytes body[2];
  PlaintextDigest digest[2];
  for (size_t threads : {1, 3}) {
    const size_t i = threads == 1 ? 0 : 1;
    body[i].resize(BodyLength(plain.size()));
    PlaintextHasher hasher(Md5Wanted::kYes);
    leaves[i] = SealLeaves(dek, start, 0, plain, plain.size(), body[i], &hasher, threads);
    digest[i] = hasher.Finish();
  }
  EXPECT_EQ(body[0], body[1]);
  EXPECT_EQ(leaves[0], leaves[1]);
  EXPECT_EQ(digest[0].sha256, crypto::Sha256::Of(plain));
  EXPECT_EQ(digest[1].sha256, digest[0].sha256);
  EXPECT_EQ(digest[1].md5, crypto::Md5::Of(plain));
  ASSERT_EQ(leaves[0].size(), 3u);
  EXPECT_EQ(leaves[0][1], crypto::Sha256::Of(ByteView(body[0]).subspan(kLeafSealed, kLeafSealed)));
  EXPECT_EQ(CiphertextRoot(leaves[0]),
            crypto::MerkleNode(crypto::MerkleNode(crypto::MerkleLeaf(leaves[0][0]), crypto::MerkleLeaf(leaves[0][1])),
                               crypto::MerkleLeaf(leaves[0][2])));
}

TEST(Seal, PaddingIsZeroBytesBehindThePlaintext) {
  const SecretBytes dek = crypto::RandomSecret(32);
  const crypto::Nonce start = crypto::RandomArray<12>();
  const Bytes plain = Pattern(kSegmentPlain + 10, 3);
  const uint64_t padded = 2 * kSegmentPlain + 7;
  Bytes body(BodyLength(padded));
  PlaintextHasher hasher(Md5Wanted::kNo);
  SealLeaves(dek, start, 0, plain, padded, body, &hasher, 1);
  EXPECT_EQ(hasher.Finish().sha256, crypto::Sha256::Of(plain));
  SegmentCipher cipher(dek, start);
  Bytes out(kSegmentPlain);
  ASSERT_TRUE(cipher.Open(1, ByteView(body).subspan(kSegmentSealed, kSegmentSealed), out).ok());
  EXPECT_TRUE(Equal(ByteView(out).first(10), ByteView(plain).subspan(kSegmentPlain)));
  EXPECT_EQ(std::count(out.begin() + 10, out.end(), 0), static_cast<ptrdiff_t>(kSegmentPlain - 10));
}

TEST(Seal, HasherGoesOnFromItsSavedState) {
  const Bytes plain = Pattern(200'001, 4);
  PlaintextHasher hasher(Md5Wanted::kYes);
  hasher.Update(ByteView(plain).first(77'777));
  PlaintextHasher again = PlaintextHasher::FromState(hasher.SaveState()).value();
  again.Update(ByteView(plain).subspan(77'777));
  const PlaintextDigest digest = again.Finish();
  EXPECT_EQ(digest.sha256, crypto::Sha256::Of(plain));
  EXPECT_EQ(digest.md5, crypto::Md5::Of(plain));
  Bytes bad = hasher.SaveState();
  bad.pop_back();
  EXPECT_EQ(PlaintextHasher::FromState(bad).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace bouclier::vault

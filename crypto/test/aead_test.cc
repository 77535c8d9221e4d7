// SPDX-License-Identifier: Apache-2.0
// Sealing and opening: lengths, in-place work, and every way in which sealed bytes can be wrong.
#include "bouclier/crypto/aead.h"

#include <gtest/gtest.h>

#include "bouclier/crypto/random.h"

namespace bouclier::crypto {
namespace {

class AeadTest : public testing::TestWithParam<AeadAlgorithm> {
 protected:
  const SecretBytes key_ = RandomSecret(32);
  const Nonce nonce_ = RandomArray<kNonceSize>();
  Aead aead_{GetParam(), key_};
};

INSTANTIATE_TEST_SUITE_P(Algorithms, AeadTest,
                         testing::Values(AeadAlgorithm::kChaCha20Poly1305, AeadAlgorithm::kAes256Gcm));

bool AllZero(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

TEST_P(AeadTest, OpensWhatItSealedAtEveryLength) {
  std::vector<size_t> sizes{16'383, 16'384, 16'385, 32'769, 65'535, 65'536, 65'537, 1'000'003};
  for (size_t i = 0; i <= 130; ++i) sizes.push_back(i);
  for (size_t size : sizes) {
    Bytes plaintext(size), aad(size % 40);
    FillRandom(plaintext);
    FillRandom(aad);
    const Bytes sealed = aead_.Seal(nonce_, aad, plaintext);
    ASSERT_EQ(sealed.size(), size + kTagSize);
    EXPECT_EQ(Aead(GetParam(), key_).Open(nonce_, aad, sealed).value(), plaintext) << size;
    EXPECT_EQ(aead_.Open(nonce_, aad, sealed).value(), plaintext) << size;
  }
}

TEST_P(AeadTest, OneContextSealsAndOpensInAnyOrderWithoutMemory) {
  const Bytes one(100, 1), two(70'000, 2);
  const Nonce other = RandomArray<kNonceSize>();
  const Bytes sealed_one = aead_.Seal(nonce_, AsBytes("a"), one);
  const Bytes sealed_two = aead_.Seal(other, {}, two);
  EXPECT_FALSE(aead_.Open(other, {}, sealed_one).ok());
  EXPECT_EQ(aead_.Seal(nonce_, AsBytes("a"), one), sealed_one) << "a failed open leaves nothing behind";
  EXPECT_EQ(aead_.Open(other, {}, sealed_two).value(), two);
  EXPECT_EQ(aead_.Open(nonce_, AsBytes("a"), sealed_one).value(), one);
  EXPECT_EQ(aead_.Seal(other, {}, two), sealed_two);
}

TEST_P(AeadTest, WorksInPlace) {
  Bytes plaintext(65'536);
  FillRandom(plaintext);
  Bytes buffer = plaintext;
  buffer.resize(plaintext.size() + kTagSize);
  aead_.Seal(nonce_, {}, ByteView(buffer).first(plaintext.size()), buffer);
  EXPECT_EQ(buffer, aead_.Seal(nonce_, {}, plaintext));
  ASSERT_TRUE(aead_.Open(nonce_, {}, buffer, MutableByteView(buffer).first(plaintext.size())).ok());
  buffer.resize(plaintext.size());
  EXPECT_EQ(buffer, plaintext);
}

TEST_P(AeadTest, RefusesEveryChangedBitAndLeavesZeros) {
  const Bytes plaintext(37, 0xaa), aad(5, 0xbb);
  const Bytes sealed = aead_.Seal(nonce_, aad, plaintext);
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Bytes changed = sealed;
    changed[bit / 8] ^= 1 << bit % 8;
    Bytes out(plaintext.size(), 0x55);
    EXPECT_EQ(aead_.Open(nonce_, aad, changed, out).error().code, ErrorCode::kCorruption);
    EXPECT_TRUE(AllZero(out));
  }
  for (size_t bit = 0; bit < aad.size() * 8; ++bit) {
    Bytes changed = aad;
    changed[bit / 8] ^= 1 << bit % 8;
    EXPECT_FALSE(aead_.Open(nonce_, changed, sealed).ok());
  }
  for (size_t bit = 0; bit < kNonceSize * 8; ++bit) {
    Nonce changed = nonce_;
    changed[bit / 8] ^= 1 << bit % 8;
    EXPECT_FALSE(aead_.Open(changed, aad, sealed).ok());
  }
  EXPECT_FALSE(Aead(GetParam(), RandomSecret(32)).Open(nonce_, aad, sealed).ok());
}

TEST_P(AeadTest, LongRefusedBytesLeaveZerosInPlaceToo) {
  Bytes buffer = aead_.Seal(nonce_, {}, Bytes(100'000, 7));
  buffer.back() ^= 1;
  const auto out = MutableByteView(buffer).first(100'000);
  EXPECT_FALSE(aead_.Open(nonce_, {}, buffer, out).ok());
  EXPECT_TRUE(AllZero(out)) << "no plaintext that did not authenticate";
}

TEST_P(AeadTest, RefusesEveryCutAndEveryExtension) {
  const Bytes sealed = aead_.Seal(nonce_, {}, Bytes(40, 1));
  for (size_t size = 0; size < sealed.size(); ++size)
    EXPECT_EQ(aead_.Open(nonce_, {}, ByteView(sealed).first(size)).error().code, ErrorCode::kCorruption) << size;
  Bytes longer = sealed;
  longer.push_back(0);
  EXPECT_FALSE(aead_.Open(nonce_, {}, longer).ok());
  EXPECT_FALSE(aead_.OpenSecret(nonce_, {}, ByteView(sealed).first(7)).ok());
}

TEST_P(AeadTest, OpensIntoASecret) {
  const SecretBytes secret = RandomSecret(48);
  const Bytes sealed = aead_.Seal(nonce_, {}, secret.Reveal(SecretAccess{}));
  EXPECT_TRUE(aead_.OpenSecret(nonce_, {}, sealed).value().EqualsConstantTime(secret));
}

TEST(Aead, AlgorithmsDoNotOpenEachOther) {
  const SecretBytes key = RandomSecret(32);
  const Bytes sealed = Aead(AeadAlgorithm::kChaCha20Poly1305, key).Seal(Nonce{}, {}, Bytes(20));
  EXPECT_FALSE(Aead(AeadAlgorithm::kAes256Gcm, key).Open(Nonce{}, {}, sealed).ok());
}

}  // namespace
}  // namespace bouclier::crypto

// SPDX-License-Identifier: Apache-2.0
// Signatures, keys and their strict encodings, X25519.
#include "bouclier/crypto/signature.h"
#include "points/every_point.h"

#include <gtest/gtest.h>

namespace bouclier::crypto {
namespace {

Bytes FromHex(std::string_view text) { return ParseHex(text).value(); }
SecretBytes SecretFromHex(std::string_view text) { return SecretBytes::CopyOf(FromHex(text)); }

class SignatureTest : public testing::TestWithParam<SignatureAlgorithm> {};
INSTANTIATE_TEST_SUITE_P(Algorithms, SignatureTest,
                         testing::Values(SignatureAlgorithm::kEd25519, SignatureAlgorithm::kEcdsaP384Sha384,
                                         SignatureAlgorithm::kEcdsaP256Sha256));

TEST_P(SignatureTest, VerifiesItsOwnAndNoChangedBit) {
  const PrivateKey key = PrivateKey::Generate(GetParam());
  const Bytes message = ToBytes(AsBytes("attack at dawn"));
  const Bytes signature = key.Sign(message);
  EXPECT_EQ(signature.size(), GetParam() == SignatureAlgorithm::kEcdsaP384Sha384 ? 96u : 64u);
  EXPECT_TRUE(Verify(key.public_key(), message, signature).ok());
  for (size_t bit = 0; bit < signature.size() * 8; bit += points::Stride(5)) {
    Bytes changed = signature;
    changed[bit / 8] ^= 1 << bit % 8;
    EXPECT_EQ(Verify(key.public_key(), message, changed).error().code, ErrorCode::kUnauthenticated) << bit;
  }
  EXPECT_FALSE(Verify(key.public_key(), AsBytes("attack at dusk"), signature).ok());
  EXPECT_FALSE(Verify(PrivateKey::Generate(GetParam()).public_key(), message, signature).ok());
  EXPECT_TRUE(Verify(key.public_key(), {}, key.Sign({})).ok());
}

TEST_P(SignatureTest, RefusesSignaturesOfAnyOtherLength) {
  const PrivateKey key = PrivateKey::Generate(GetParam());
  const Bytes signature = key.Sign(AsBytes("m"));
  for (size_t size = 0; size < signature.size(); ++size)
    EXPECT_EQ(Verify(key.public_key(), AsBytes("m"), ByteView(signature).first(size)).error().code,
              ErrorCode::kUnauthenticated);
  Bytes longer = signature;
  longer.push_back(0);
  EXPECT_EQ(Verify(key.public_key(), AsBytes("m"), longer).error().code, ErrorCode::kUnauthenticated);
}

TEST_P(SignatureTest, RefusesPublicKeysOfAnyOtherLength) {
  const PrivateKey key = PrivateKey::Generate(GetParam());
  const Bytes signature = key.Sign(AsBytes("m"));
  for (size_t size = 0; size < 130; ++size) {
    PublicKey other = key.public_key();
    if (size == other.bytes.size()) continue;
    other.bytes.resize(size);
    EXPECT_EQ(Verify(other, AsBytes("m"), signature).error().code, ErrorCode::kInvalidArgument) << size;
  }
}

TEST_P(SignatureTest, ExportsTheSecretItWasMadeOf) {
  const PrivateKey key = PrivateKey::Generate(GetParam());
  const SecretBytes secret = key.Export(SecretAccess{});
  const PrivateKey again = PrivateKey::FromSecret(GetParam(), secret).value();
  EXPECT_EQ(again.public_key(), key.public_key());
  EXPECT_TRUE(Verify(key.public_key(), AsBytes("m"), again.Sign(AsBytes("m"))).ok());
  EXPECT_NE(key.public_key(), PrivateKey::Generate(GetParam()).public_key());
}

TEST(Ed25519, GivesTheAnswersOfRfc8032) {
  const auto key = PrivateKey::FromSecret(
      SignatureAlgorithm::kEd25519, SecretFromHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(Hex(key->public_key().bytes), "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  EXPECT_EQ(Hex(key->Sign(FromHex("af82"))),
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
}

TEST(Ed25519, RefusesKeysOfSmallOrderAndKeysWithAnotherEncoding) {
  // With the neutral element as key, R = neutral and S = 0 "sign" every message.
  Bytes forged(64);
  forged[0] = 1;
  for (const char* weak : {"0100000000000000000000000000000000000000000000000000000000000000",
                           "0100000000000000000000000000000000000000000000000000000000000080",
                           "0000000000000000000000000000000000000000000000000000000000000000",
                           "0000000000000000000000000000000000000000000000000000000000000080",
                           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                           "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    const PublicKey key{SignatureAlgorithm::kEd25519, FromHex(weak)};
    EXPECT_EQ(Verify(key, AsBytes("anything"), forged).error().code, ErrorCode::kInvalidArgument) << weak;
  }
}

TEST(Ed25519, RefusesTheSameSignatureWithAGreaterS) {
  const PrivateKey key = PrivateKey::Generate(SignatureAlgorithm::kEd25519);
  Bytes signature = key.Sign(AsBytes("m"));
  const Bytes order = FromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (size_t i = 0; i < 32; ++i) {
    carry += signature[32 + i] + order[i];
    signature[32 + i] = static_cast<uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_FALSE(Verify(key.public_key(), AsBytes("m"), signature).ok());
}

struct OneCurve {
  SignatureAlgorithm algorithm;
  size_t scalar;
  const char* order;  // n
};

class CurveTest : public testing::TestWithParam<OneCurve> {};
INSTANTIATE_TEST_SUITE_P(
    Curves, CurveTest,
    testing::Values(
        OneCurve{SignatureAlgorithm::kEcdsaP384Sha384, 48,
                 "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
        OneCurve{SignatureAlgorithm::kEcdsaP256Sha256, 32,
                 "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"}));

TEST_P(CurveTest, RefusesPointsThatAreNone) {
  const PrivateKey key = PrivateKey::Generate(GetParam().algorithm);
  const Bytes signature = key.Sign(AsBytes("m"));
  const auto refused = [&](Bytes point) {
    const auto result = Verify({GetParam().algorithm, std::move(point)}, AsBytes("m"), signature);
    return !result.ok() && result.error().code == ErrorCode::kInvalidArgument;
  };
  const Bytes good = key.public_key().bytes;
  Bytes off_curve = good;
  off_curve.back() ^= 1;
  EXPECT_TRUE(refused(off_curve));
  Bytes beyond_field(2 * GetParam().scalar + 1, 0xff);
  beyond_field[0] = 4;
  EXPECT_TRUE(refused(beyond_field));
  Bytes zero(2 * GetParam().scalar + 1);
  EXPECT_TRUE(refused(zero));
  zero[0] = 4;
  EXPECT_TRUE(refused(zero));
  for (uint8_t form : {0, 2, 3, 5, 6, 7}) {
    Bytes other_form = good;
    other_form[0] = form;
    EXPECT_TRUE(refused(other_form)) << int{form};
  }
  EXPECT_TRUE(refused({0x00}));
  EXPECT_TRUE(refused({}));
}

TEST_P(CurveTest, RefusesSignaturesOutOfRange) {
  const size_t scalar = GetParam().scalar;
  const PrivateKey key = PrivateKey::Generate(GetParam().algorithm);
  const Bytes good = key.Sign(AsBytes("m"));
  for (const Bytes& value : {Bytes(scalar), Bytes(scalar, 0xff), FromHex(GetParam().order)}) {
    Bytes r = good, s = good;
    std::copy(value.begin(), value.end(), r.begin());
    std::copy(value.begin(), value.end(), s.begin() + static_cast<ptrdiff_t>(scalar));
    EXPECT_EQ(Verify(key.public_key(), AsBytes("m"), r).error().code, ErrorCode::kUnauthenticated);
    EXPECT_EQ(Verify(key.public_key(), AsBytes("m"), s).error().code, ErrorCode::kUnauthenticated);
  }
}

TEST_P(CurveTest, RefusesScalarsOutOfRange) {
  const size_t digits = 2 * GetParam().scalar;
  const auto make = [](std::string_view hex) {
    return PrivateKey::FromSecret(GetParam().algorithm, SecretFromHex(hex)).ok();
  };
  EXPECT_FALSE(make(std::string(digits, '0')));
  EXPECT_FALSE(make(std::string(digits, 'f')));
  std::string order = GetParam().order;
  EXPECT_FALSE(make(order));
  order.back() -= 1;  // both orders end in an odd digit
  EXPECT_TRUE(make(order));
  EXPECT_TRUE(make(std::string(digits - 1, '0') + "1"));
  EXPECT_FALSE(make("01"));
}

TEST_P(CurveTest, SmallScalarsSignWithFullLengthEncodings) {
  // r or s begins with a zero byte in one signature of 128: both conversions must pad.
  const size_t scalar = GetParam().scalar;
  const PrivateKey key =
      PrivateKey::FromSecret(GetParam().algorithm, SecretFromHex(std::string(2 * scalar - 1, '0') + "1")).value();
  for (int i = 0; i < 300; ++i) {
    const std::string message = std::to_string(i);
    const Bytes signature = key.Sign(AsBytes(message));
    ASSERT_EQ(signature.size(), 2 * scalar);
    ASSERT_TRUE(Verify(key.public_key(), AsBytes(message), signature).ok());
  }
}

TEST(P384, MakesThePublicKeyOfRfc6979) {
  const auto key = PrivateKey::FromSecret(
      SignatureAlgorithm::kEcdsaP384Sha384,
      SecretFromHex(
          "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5"));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(Hex(key->public_key().bytes),
            "04"
            "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13"
            "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720");
  // Its signature of "sample" with SHA-384.
  EXPECT_TRUE(
      Verify(
          key->public_key(), AsBytes("sample"),
          FromHex("94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
                  "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"))
          .ok());
}

TEST(P256, MakesThePublicKeyOfRfc6979) {
  const auto key =
      PrivateKey::FromSecret(SignatureAlgorithm::kEcdsaP256Sha256,
                             SecretFromHex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(Hex(key->public_key().bytes),
            "04"
            "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
  // Its signature of "sample" with SHA-256.
  EXPECT_TRUE(Verify(key->public_key(), AsBytes("sample"),
                     FromHex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                             "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"))
                  .ok());
}

TEST(Signature, KeysOfUnknownAlgorithmAreMalformed) {
  EXPECT_EQ(Verify({static_cast<SignatureAlgorithm>(7), Bytes(32, 9)}, {}, Bytes(64)).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_FALSE(PrivateKey::FromSecret(SignatureAlgorithm::kEd25519, SecretBytes(31)).ok());
}

TEST(Fingerprint, DependsOnAlgorithmAndBytes) {
  const PublicKey key{SignatureAlgorithm::kEd25519, Bytes(32, 1)};
  // 33 bytes of value 1 through sha256sum and base64.
  EXPECT_EQ(Fingerprint(key), "SHA256:zgQXZWda1NkzeOIL06fQ2X3c8zhftjQVgbIdS8nj5p4");
  EXPECT_NE(Fingerprint(key), Fingerprint({SignatureAlgorithm::kEcdsaP384Sha384, Bytes(32, 1)}));
  EXPECT_NE(Fingerprint(key), Fingerprint({SignatureAlgorithm::kEd25519, Bytes(32, 2)}));
}

TEST(X25519, GivesTheAnswersOfRfc7748) {
  const SecretBytes alice = SecretFromHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  const SecretBytes bob = SecretFromHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  EXPECT_EQ(Hex(X25519PublicKey(alice)), "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  EXPECT_EQ(Hex(X25519PublicKey(bob)), "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const SecretBytes shared = X25519(alice, X25519PublicKey(bob)).value();
  EXPECT_EQ(Hex(shared.Reveal(SecretAccess{})), "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
  EXPECT_TRUE(X25519(bob, X25519PublicKey(alice)).value().EqualsConstantTime(shared));
}

TEST(X25519, RefusesPointsOfSmallOrder) {
  const SecretBytes key = SecretBytes::CopyOf(Bytes(32, 0x55));
  ByteArray<32> one{1};
  EXPECT_EQ(X25519(key, {}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(X25519(key, one).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace bouclier::crypto

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/crypt4gh.h"
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Pattern;
using test::TestHub;

C4ghSource From(const Bytes& file) {
  return [left = ByteView(file)](MutableByteView out) mutable -> Result<size_t> {
    const size_t take = std::min({out.size(), left.size(), size_t{7000}});  // short reads, as pipes give them
    std::copy_n(left.begin(), take, out.begin());
    left = left.subspan(take);
    return take;
  };
}

Result<Bytes> Decrypt(const Bytes& file, const C4ghKeyPair& key) {
  Bytes out;
  BOUCLIER_TRY(const uint64_t length, DecryptC4gh(From(file), key, [&](ByteView bytes) -> Result<void> {
                 Append(out, bytes);
                 return {};
               }));
  EXPECT_EQ(length, out.size());
  return out;
}

struct Exported {
  TestHub hub;
  Bytes plain;
  C4ghKeyPair one = NewC4ghKeyPair(), two = NewC4ghKeyPair();
  Bytes file;
  explicit Exported(uint64_t size) : plain(Pattern(size, size)) {
    SealedReader reader = hub.Open(hub.Store("a", plain)).value();
    EXPECT_TRUE(ExportC4gh(reader, {one.public_key, two.public_key}, [&](ByteView bytes) -> Result<void> {
                  Append(file, bytes);
                  return {};
                }).ok());
  }
};

TEST(Crypt4gh, EveryRecipientReadsTheTrueLength) {
  for (uint64_t size : {0ull, 1ull, 65'536ull, 65'537ull, 700'001ull}) {
    Exported exported(size);
    EXPECT_EQ(exported.file.size(), 16 + 2 * 108 + BodyLength(size)) << "standard header, no padding";
    EXPECT_EQ(Decrypt(exported.file, exported.one).value(), exported.plain);
    EXPECT_EQ(Decrypt(exported.file, exported.two).value(), exported.plain);
  }
}

TEST(Crypt4gh, ExportTakesNoKeyOfTheVaultAlong) {
  Exported exported(1000);
  const C4ghHeader header = ParseC4ghHeader(exported.file, exported.one).value();
  ASSERT_EQ(header.deks.size(), 1u);
  const auto reader = exported.hub.state.Read().value();
  ASSERT_TRUE(
      ObjectIndex(*reader)
          .ForEach(
              exported.hub.dataset, Generations::kAll,
              [&](const StoredRecord& stored) -> Result<void> {
                EXPECT_FALSE(
                    UnwrapDek(stored.record, exported.hub.keys->newest()).value().EqualsConstantTime(header.deks[0]));
                return {};
              })
          .ok());
}

TEST(Crypt4gh, WrongKeyDamagedHeaderAndDamagedBodyAreToldApart) {
  Exported exported(200'000);
  const auto wrong = Decrypt(exported.file, NewC4ghKeyPair());
  EXPECT_EQ(wrong.error().code, ErrorCode::kDenied);
  EXPECT_EQ(wrong.error().message, "read Crypt4GH header: this key opens none of 2 packets");
  Bytes body = exported.file;
  body[16 + 216 + kSegmentSealed + 100] ^= 1;
  EXPECT_EQ(Decrypt(body, exported.one).error().message, "decrypt Crypt4GH file: segment 1 of the body is damaged");
  Bytes cut(exported.file.begin(), exported.file.begin() + 16 + 216 + 20);
  EXPECT_EQ(Decrypt(cut, exported.one).error().message, "decrypt Crypt4GH file: segment 0 of the body is cut");
  cut.resize(100);
  EXPECT_EQ(Decrypt(cut, exported.one).error().code, ErrorCode::kCorruption);
  cut.resize(10);
  EXPECT_EQ(Decrypt(cut, exported.one).error().code, ErrorCode::kInvalidArgument);
}

TEST(Crypt4gh, HostileHeadersAreBounded) {
  Exported exported(10);
  Bytes many = exported.file;
  for (int i = 12; i < 16; ++i) many[static_cast<size_t>(i)] = 0xFF;
  EXPECT_EQ(ParseC4ghHeader(many, exported.one).error().code, ErrorCode::kUnsupported);
  Bytes none = exported.file;
  none[12] = 0;
  EXPECT_EQ(ParseC4ghHeader(none, exported.one).error().code, ErrorCode::kCorruption);
  for (uint32_t length : {0u, 4u, 7u, 0xFFFFFFFFu, 65'537u}) {
    Bytes bad = exported.file;
    for (int i = 0; i < 4; ++i) bad[static_cast<size_t>(16 + i)] = static_cast<uint8_t>(length >> (8 * i));
    EXPECT_EQ(ParseC4ghHeader(bad, exported.one).error().code, ErrorCode::kCorruption) << length;
  }
  Bytes version = exported.file;
  version[8] = 2;
  EXPECT_EQ(ParseC4ghHeader(version, exported.one).error().code, ErrorCode::kUnsupported);
}

TEST(Crypt4gh, NothingIsWrittenWhenOneRecipientIsNoKey) {
  TestHub hub;
  SealedReader reader = hub.Open(hub.Store("a", Pattern(10, 1))).value();
  size_t written = 0;
  const auto sink = [&](ByteView bytes) -> Result<void> {
    written += bytes.size();
    return {};
  };
  const C4ghKeyPair good = NewC4ghKeyPair();
  EXPECT_EQ(ExportC4gh(reader, {good.public_key, C4ghPublicKey{}}, sink).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(ExportC4gh(reader, {}, sink).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(written, 0u);
}

TEST(Crypt4ghKeys, FilesComeBackWithAndWithoutAPassphrase) {
  const C4ghKeyPair pair = NewC4ghKeyPair();
  EXPECT_EQ(ReadC4ghPublicKey(WriteC4ghPublicKey(pair.public_key)).value(), pair.public_key);
  const SecretBytes none, passphrase = SecretBytes::CopyOf(AsBytes("correct horse"));
  EXPECT_TRUE(ReadC4ghSecretKey(WriteC4ghSecretKey(pair, none), none).value().secret.EqualsConstantTime(pair.secret));
  const std::string sealed = WriteC4ghSecretKey(pair, passphrase);
  EXPECT_EQ(ReadC4ghSecretKey(sealed, passphrase).value().public_key, pair.public_key);
  EXPECT_EQ(ReadC4ghSecretKey(sealed, none).error().code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(ReadC4ghSecretKey(sealed, SecretBytes::CopyOf(AsBytes("wrong"))).error().code, ErrorCode::kUnauthenticated);
}

TEST(Crypt4ghKeys, BcryptIsNamedAndDamageIsRefused) {
  Bytes content = ToBytes(AsBytes("c4gh-v1"));
  for (std::string_view field : {"bcrypt", "\0\0\0\144saltsaltsaltsalt", "chacha20_poly1305", "blob"}) {
    AppendBe16(content, static_cast<uint16_t>(field.size()));
    Append(content, AsBytes(field));
  }
  const auto pem = [](const Bytes& bytes) {
    return "-----BEGIN CRYPT4GH PRIVATE KEY-----\n" + Base64(bytes) + "\n-----END CRYPT4GH PRIVATE KEY-----\n";
  };
  const auto bcrypt = ReadC4ghSecretKey(pem(content), SecretBytes::CopyOf(AsBytes("x")));
  EXPECT_EQ(bcrypt.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(bcrypt.error().message.find("bcrypt"), std::string::npos);
  const std::string good = WriteC4ghSecretKey(NewC4ghKeyPair(), SecretBytes());
  for (const std::string& bad :
       {std::string(), good.substr(0, 40), good + "more", "x" + good, WriteC4ghPublicKey(NewC4ghKeyPair().public_key)})
    EXPECT_EQ(ReadC4ghSecretKey(bad, SecretBytes()).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(ReadC4ghPublicKey(good).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace bouclier::vault

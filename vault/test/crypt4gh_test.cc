// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/crypt4gh.h"

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/signature.h"
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

// A packet of any payload and method for one recipient.
Bytes Packet(const Bytes& payload, const C4ghPublicKey& recipient, uint32_t method = 0) {
  const C4ghKeyPair writer = NewC4ghKeyPair();
  const SecretBytes shared = crypto::X25519(writer.secret, recipient).value();
  Bytes material = ToBytes(shared.Reveal(SecretAccess{}));
  Append(material, recipient);
  Append(material, writer.public_key);
  const SecretBytes key = SecretBytes::CopyOf(ByteView(crypto::Blake2b512(material)).first(32));
  const crypto::Nonce nonce{};
  const Bytes sealed = crypto::Aead(crypto::AeadAlgorithm::kChaCha20Poly1305, key).Seal(nonce, {}, payload);
  Bytes packet;
  AppendLe32(packet, static_cast<uint32_t>(8 + 32 + nonce.size() + sealed.size()));
  AppendLe32(packet, method);
  Append(packet, writer.public_key);
  Append(packet, nonce);
  Append(packet, sealed);
  return packet;
}

Bytes Payload(uint32_t type, uint32_t cipher) {
  Bytes payload;
  AppendLe32(payload, type);
  AppendLe32(payload, cipher);
  payload.resize(40);
  return payload;
}

Result<C4ghHeader> Parse(const std::vector<Bytes>& packets, const C4ghKeyPair& key) {
  Bytes file = ToBytes(AsBytes("crypt4gh"));
  AppendLe32(file, 1);
  AppendLe32(file, static_cast<uint32_t>(packets.size()));
  for (const Bytes& packet : packets) Append(file, packet);
  return ParseC4ghHeader(file, key);
}

TEST(Crypt4gh, WhatIsNotSupportedIsNamedEachWithAHint) {
  const C4ghKeyPair key = NewC4ghKeyPair();
  const Bytes good = Packet(Payload(0, 0), key.public_key), foreign = Packet(Payload(0, 0), key.public_key, 7);
  const Bytes stranger = Packet(Payload(0, 0), NewC4ghKeyPair().public_key);
  const std::string read = "read Crypt4GH header: ";
  const std::tuple<std::vector<Bytes>, ErrorCode, std::string> cases[] = {
      {{good, Packet(Payload(1, 0), key.public_key)}, ErrorCode::kUnsupported, "it has an edit list"},
      {{Packet(Payload(9, 0), key.public_key)}, ErrorCode::kUnsupported, "unknown packet type"},
      {{Packet(Payload(0, 5), key.public_key)}, ErrorCode::kUnsupported, "unknown cipher"},
      {{foreign, foreign}, ErrorCode::kUnsupported, "no packet is of a method this program knows"},
      {{stranger, foreign}, ErrorCode::kDenied, "this key opens none of 2 packets (1 of an unknown method)"},
      {{stranger, stranger, stranger}, ErrorCode::kDenied, "this key opens none of 3 packets"},
      {{Packet({0, 0, 0}, key.public_key)}, ErrorCode::kCorruption, "a packet is too short"}};
  for (const auto& [packets, code, message] : cases) {
    const auto header = Parse(packets, key);
    ASSERT_FALSE(header.ok()) << message;
    const Error& error = header.error();
    EXPECT_EQ(error.code, code) << message;
    EXPECT_EQ(error.message, read + message);
    EXPECT_FALSE(error.hint.empty()) << message;
  }
  EXPECT_EQ(Parse({stranger, foreign, good}, key).value().opened, 1u) << "one packet is enough";
}

TEST(Crypt4gh, AFileTellsItsLengthBeforeItsBodyIsRead) {
  for (uint64_t size : {0ull, 1ull, 65'536ull, 65'537ull, 700'001ull}) {
    Exported exported(size);
    const Bytes header(exported.file.begin(), exported.file.begin() + 16 + 2 * 108);
    const C4ghFile file = OpenC4ghFile(From(header), exported.file.size(), exported.one).value();
    EXPECT_EQ(file.plaintext_length, size);
    EXPECT_EQ(file.segments, (size + 65'535) / 65'536);
    EXPECT_EQ(file.header.packets, 2u);
    EXPECT_EQ(file.header.opened, 1u);
  }
  Exported exported(10);
  const auto open = [&](uint64_t length) { return OpenC4ghFile(From(exported.file), length, exported.one).error(); };
  EXPECT_EQ(open(232 + 2 * kSegmentSealed + 28).message, "decrypt Crypt4GH file: segment 2 of the body is cut");
  EXPECT_EQ(open(100).code, ErrorCode::kPrecondition);
  EXPECT_EQ(open(UINT64_MAX).code, ErrorCode::kUnsupported);
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

TEST(Crypt4ghKeys, AnOpenSshKeyIsNamed) {
  const auto read = ReadC4ghSecretKey("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n",
                                      SecretBytes());
  EXPECT_EQ(read.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(read.error().message.find("OpenSSH"), std::string::npos);
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

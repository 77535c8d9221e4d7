// SPDX-License-Identifier: Apache-2.0
// Digests, their saved states, HMAC, HKDF, scrypt and the random generator.
#include "bouclier/crypto/hash.h"

#include <gtest/gtest.h>

#include "bouclier/crypto/random.h"

namespace bouclier::crypto {
namespace {

Bytes Pattern(size_t size) {
  Bytes out(size);
  for (size_t i = 0; i < size; ++i) out[i] = static_cast<uint8_t>(i * 131 + (i >> 8) * 7 + 5);
  return out;
}

SecretBytes Secret(std::string_view text) { return SecretBytes::CopyOf(AsBytes(text)); }

TEST(Hash, GivesTheAnswersOfTheStandards) {
  EXPECT_EQ(Hex(Sha256::Of(AsBytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
  EXPECT_EQ(Hex(Sha256::Of(ByteView{})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Md5::Of(AsBytes("message digest"))), "f96b697d7cb7938d525a2f31aaf161d0");  // RFC 1321
  EXPECT_EQ(Hex(Md5::Of({})), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(Hex(Blake2b512(AsBytes("abc"))),  // RFC 7693
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
  EXPECT_EQ(Hex(HmacSha256(AsBytes("Jefe"), AsBytes("what do ya want for nothing?"))),  // RFC 4231
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HmacSha256(Secret("Jefe"), AsBytes("x")), HmacSha256(AsBytes("Jefe"), AsBytes("x")));
  EXPECT_EQ(Hex(HmacSha256(ByteView{}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hash, PartsAndStreamsGiveTheDigestOfTheWhole) {
  const Bytes data = Pattern(1000);
  Sha256 stream;
  for (size_t at = 0; at < data.size(); at += 7)
    stream.Update(ByteView(data).subspan(at, std::min<size_t>(7, data.size() - at)));
  const Digest32 whole = Sha256::Of(data);
  EXPECT_EQ(stream.Finish(), whole);
  EXPECT_EQ(stream.Finish(), Sha256::Of(ByteView{})) << "Finish starts anew";
  EXPECT_EQ(Sha256::Of({ByteView(data).first(13), ByteView(data).subspan(13)}), whole);
}

template <typename Stream>
void SavedStateContinuesAtEveryLength() {
  const Bytes data = Pattern(200'000);
  std::vector<size_t> cuts{4095, 4096, 65'535, 65'536, 65'537, 131'072, 199'999, 200'000};
  for (size_t i = 0; i <= 200; ++i) cuts.push_back(i);
  for (size_t cut : cuts) {
    Stream stream;
    stream.Update(ByteView(data).first(cut));
    const Bytes state = stream.SaveState();
    auto again = Stream::FromState(state);
    ASSERT_TRUE(again.ok()) << cut;
    EXPECT_EQ(again->SaveState(), state) << cut;
    stream.Update(ByteView(data).subspan(cut));
    again->Update(ByteView(data).subspan(cut));
    const auto expected = Stream::Of(data);
    EXPECT_EQ(stream.Finish(), expected) << cut;
    EXPECT_EQ(again->Finish(), expected) << cut;
  }
}

TEST(DigestState, ContinuesAtEveryLength) {
  SavedStateContinuesAtEveryLength<Sha256>();
  SavedStateContinuesAtEveryLength<Md5>();
}

template <typename Stream>
void RefusesWhatIsNoState() {
  for (size_t length : {0, 1, 63, 64, 65, 200}) {
    Stream stream;
    stream.Update(Pattern(length));
    const Bytes state = stream.SaveState();
    for (size_t cut = 0; cut < state.size(); ++cut)
      EXPECT_EQ(Stream::FromState(ByteView(state).first(cut)).error().code, ErrorCode::kCorruption);
    Bytes longer = state;
    longer.push_back(0);
    EXPECT_FALSE(Stream::FromState(longer).ok());
    Bytes other_kind = state;
    other_kind[0] ^= 3;
    EXPECT_FALSE(Stream::FromState(other_kind).ok());
    Bytes other_words = state;
    other_words[1] ^= 1;
    EXPECT_EQ(Stream::FromState(other_words).ok(), length >= 64)
        << "before the first block the words are the initial ones";
    const size_t length_at = state.size() - 8 - length % 64;
    Bytes other_length = state;
    other_length[length_at] ^= 1;
    EXPECT_FALSE(Stream::FromState(other_length).ok()) << "the pending block has length mod 64 bytes";
    Bytes too_long = state;
    too_long[length_at + 7] = 0x20;
    EXPECT_FALSE(Stream::FromState(too_long).ok()) << "2^61 bytes and more";
  }
}

TEST(DigestState, RefusesWhatIsNoState) {
  RefusesWhatIsNoState<Sha256>();
  RefusesWhatIsNoState<Md5>();
}

TEST(DigestState, CarriesLengthsBeyondFourGibibits) {
  // A state is what it says: the length enters the padding, so two lengths may not give one digest.
  Sha256 stream;
  stream.Update(Pattern(64));
  Bytes state = stream.SaveState();
  state[state.size() - 8 + 4] = 1;  // + 4 GiB
  auto longer = Sha256::FromState(state);
  ASSERT_TRUE(longer.ok());
  EXPECT_EQ(longer->SaveState(), state);
  EXPECT_NE(longer->Finish(), stream.Finish());
}

TEST(Hkdf, GivesTheAnswersOfRfc5869) {
  const SecretBytes key = SecretBytes::CopyOf(Bytes(22, 0x0b));
  const Bytes salt = ParseHex("000102030405060708090a0b0c").value(), info = ParseHex("f0f1f2f3f4f5f6f7f8f9").value();
  EXPECT_EQ(Hex(HkdfSha256(key, salt, info, 42).Reveal(SecretAccess{})),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(Hex(HkdfSha256(key, {}, {}, 42).Reveal(SecretAccess{})),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  EXPECT_EQ(HkdfSha256(key, salt, info, 255 * 32).size(), 8160u);
  EXPECT_EQ(HkdfSha256(key, {}, Bytes(1024), 32).size(), 32u);
}

TEST(Scrypt, GivesTheAnswersOfRfc7914) {
  EXPECT_EQ(Hex(Scrypt(SecretBytes(), {}, 16, 1, 1, 64).value().Reveal(SecretAccess{})),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
            "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
  EXPECT_EQ(Hex(Scrypt(Secret("password"), AsBytes("NaCl"), 1024, 8, 16, 64).value().Reveal(SecretAccess{})),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
            "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
}

TEST(Scrypt, RefusesParametersThatAreWrongOrAskForTooMuch) {
  const auto code = [](uint64_t n, uint32_t r, uint32_t p) {
    return Scrypt(Secret("x"), {}, n, r, p, 32).error().code;
  };
  EXPECT_EQ(code(0, 8, 1), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(1, 8, 1), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(1000, 8, 1), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(1024, 0, 1), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(1024, 8, 0), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(1024, 8, 17), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(1 << 16, 1, 1), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(Scrypt(Secret("x"), {}, 1 << 15, 1, 1, 32).ok());
  EXPECT_EQ(code(1 << 20, 8, 1), ErrorCode::kExhausted);
  EXPECT_EQ(code(1 << 18, 8, 1), ErrorCode::kExhausted) << "256 MiB is for everything it needs";
  EXPECT_EQ(code(uint64_t{1} << 63, 8, 1), ErrorCode::kExhausted);
  EXPECT_EQ(code(2, 0xffffffff, 1), ErrorCode::kExhausted);
}

TEST(Random, FillsEveryByteAndNeverTwiceTheSame) {
  EXPECT_NE(RandomArray<32>(), RandomArray<32>());
  Bytes big(3 << 20);
  FillRandom(big);
  std::array<size_t, 256> seen{};
  for (uint8_t byte : big) ++seen[byte];
  for (size_t count : seen) EXPECT_GT(count, big.size() / 512);
  EXPECT_FALSE(RandomSecret(32).EqualsConstantTime(RandomSecret(32)));
  EXPECT_EQ(RandomSecret(0).size(), 0u);
}

}  // namespace
}  // namespace bouclier::crypto

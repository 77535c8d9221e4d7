// SPDX-License-Identifier: Apache-2.0
// Key files: what opens them, and that no byte of one can be changed unnoticed.
#include <gtest/gtest.h>

#include "bouclier/crypto/json.h"
#include "bouclier/crypto/signature.h"

namespace bouclier::crypto {
namespace {

SecretBytes Secret(std::string_view text) { return SecretBytes::CopyOf(AsBytes(text)); }

TEST(KeyFile, OpensWithItsPassphraseAndNoOther) {
  for (SignatureAlgorithm algorithm : {SignatureAlgorithm::kEcdsaP384Sha384, SignatureAlgorithm::kEd25519}) {
    const PrivateKey key = PrivateKey::Generate(algorithm);
    const std::string text = WriteKeyFile(key, Secret("correct horse"));
    const auto again = ReadKeyFile(text, Secret("correct horse"));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->public_key(), key.public_key());
    EXPECT_TRUE(again->Export(SecretAccess{}).EqualsConstantTime(key.Export(SecretAccess{})));
    EXPECT_EQ(ReadKeyFile(text, Secret("correct horse ")).error().code, ErrorCode::kUnauthenticated);
    EXPECT_EQ(ReadKeyFile(text, SecretBytes()).error().code, ErrorCode::kUnauthenticated);
  }
}

TEST(KeyFile, NeverHoldsTheKeyAndNeverRepeatsItself) {
  const PrivateKey key = PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384);
  const std::string text = WriteKeyFile(key, Secret("p")), again = WriteKeyFile(key, Secret("p"));
  const SecretBytes secret = key.Export(SecretAccess{});
  const ByteView bytes = secret.Reveal(SecretAccess{});
  for (const std::string& form : {Hex(bytes), Base64(bytes), Base64Url(bytes), std::string(AsText(bytes))})
    EXPECT_EQ(text.find(form), std::string::npos);
  EXPECT_NE(text, again);
}

// With the empty passphrase a file of the right form is refused before scrypt, which makes these cases cheap.
ErrorCode FormOf(const std::string& text) { return ReadKeyFile(text, SecretBytes()).error().code; }

TEST(KeyFile, RefusesEveryFormButItsOwn) {
  const std::string text = WriteKeyFile(PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384), Secret("p"));
  ASSERT_EQ(FormOf(text), ErrorCode::kUnauthenticated);
  for (size_t size = 0; size < text.size(); ++size)
    EXPECT_EQ(FormOf(text.substr(0, size)), ErrorCode::kCorruption) << size;
  EXPECT_EQ(FormOf(text + "\n"), ErrorCode::kCorruption);
  EXPECT_EQ(FormOf(" " + text), ErrorCode::kCorruption);
  const Json good = Json::Parse(text).value();
  EXPECT_EQ(FormOf(good.Pretty()), ErrorCode::kCorruption);
  for (const auto& [name, value] : *good.if_object()) {
    Json without = good;
    without.if_object()->erase(name);
    EXPECT_EQ(FormOf(without.Canonical()), ErrorCode::kCorruption) << name;
    Json other = good;
    other.if_object()->at(name) = 1;
    EXPECT_EQ(FormOf(other.Canonical()), ErrorCode::kCorruption) << name;
  }
  Json other_curve = good;
  other_curve.if_object()->at("algorithm") = "ES256";  // we verify with such keys, and keep none
  EXPECT_EQ(FormOf(other_curve.Canonical()), ErrorCode::kCorruption);
  Json more = good;
  more.if_object()->emplace("comment", "x");
  EXPECT_EQ(FormOf(more.Canonical()), ErrorCode::kCorruption);
}

TEST(KeyFile, RefusesOtherParametersSoThatAFileCannotAskForMoreOrLessWork) {
  const Json good = Json::Parse(WriteKeyFile(PrivateKey::Generate(SignatureAlgorithm::kEd25519), Secret("p"))).value();
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, Json>>{
           {"n", 2}, {"n", 1 << 20}, {"r", 1}, {"p", 2}, {"name", "pbkdf2"}, {"salt", "AAAA"}, {"extra", 1}}) {
    Json other = good;
    (*other.if_object()->at("kdf").if_object())[name] = value;
    EXPECT_EQ(FormOf(other.Canonical()), ErrorCode::kCorruption) << name;
  }
}

TEST(KeyFile, ChangedBytesDoNotOpen) {
  const Json good = Json::Parse(WriteKeyFile(PrivateKey::Generate(SignatureAlgorithm::kEd25519), Secret("p"))).value();
  const PrivateKey other = PrivateKey::Generate(SignatureAlgorithm::kEd25519);
  for (const auto& [name, value] :
       std::initializer_list<std::pair<const char*, std::string>>{{"public_key", Base64Url(other.public_key().bytes)},
                                                                  {"nonce", "AAAAAAAAAAAAAAAA"},
                                                                  {"sealed", Base64Url(Bytes(48))}}) {
    Json changed = good;
    changed.if_object()->at(name) = value;
    EXPECT_EQ(ReadKeyFile(changed.Canonical(), Secret("p")).error().code, ErrorCode::kUnauthenticated) << name;
  }
}

}  // namespace
}  // namespace bouclier::crypto

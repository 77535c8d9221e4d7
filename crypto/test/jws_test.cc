// SPDX-License-Identifier: Apache-2.0
// The narrow JWS profile: what is written is read and verified; everything else is refused.
#include "bouclier/crypto/jws.h"

#include <gtest/gtest.h>

#include "bouclier/crypto/json.h"

namespace bouclier::crypto {
namespace {

constexpr char kTyp[] = "bouclier-permit+jws";

const PrivateKey& Ed() {
  static const PrivateKey* const key = new PrivateKey(PrivateKey::Generate(SignatureAlgorithm::kEd25519));
  return *key;
}
const PrivateKey& P384() {
  static const PrivateKey* const key = new PrivateKey(PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384));
  return *key;
}

JwsSignature SignedBy(const PrivateKey& key, const std::string& kid, ByteView payload) {
  const SignatureAlgorithm algorithm = key.public_key().algorithm;
  return {kid, algorithm, key.Sign(JwsSigningInput(algorithm, kid, kTyp, payload))};
}

Jws Sample() {
  Jws jws{kTyp, ToBytes(AsBytes("{\"id\":1}")), {}};
  jws.signatures = {SignedBy(Ed(), "officer", jws.payload), SignedBy(P384(), "controller", jws.payload)};
  return jws;
}

// A JWS of one signature (its bytes are not looked at by the parser) under this protected header.
std::string WithHeader(std::string_view header, size_t signature_size = 64) {
  return Json(Json::Object{{"payload", "e30"},
                           {"signatures", Json::Array{Json::Object{{"protected", Base64Url(AsBytes(header))},
                                                                   {"signature", Base64Url(Bytes(signature_size))}}}}})
      .Canonical();
}

ErrorCode CodeOf(std::string_view text) { return ParseJws(text, kTyp).error().code; }

TEST(Jws, ReadsAndVerifiesWhatItWrote) {
  const std::string text = WriteJws(Sample());
  const Jws jws = ParseJws(text, kTyp).value();
  EXPECT_EQ(AsText(jws.payload), "{\"id\":1}");
  ASSERT_EQ(jws.signatures.size(), 2u);
  EXPECT_EQ(jws.signatures[0].kid, "officer");
  EXPECT_TRUE(VerifyJws(jws, 0, Ed().public_key()).ok());
  EXPECT_TRUE(VerifyJws(jws, 1, P384().public_key()).ok());
  EXPECT_EQ(WriteJws(jws), text);
}

TEST(Jws, SigningInputIsThatOfRfc7515) {
  const Bytes input = JwsSigningInput(SignatureAlgorithm::kEcdsaP384Sha384, "k", "t", AsBytes("hello"));
  EXPECT_EQ(AsText(input), Base64Url(AsBytes(R"({"alg":"ES384","kid":"k","typ":"t"})")) + ".aGVsbG8");
}

TEST(Jws, RefusesTheWrongKeyIndexOrAlgorithm) {
  const Jws jws = Sample();
  EXPECT_EQ(VerifyJws(jws, 0, P384().public_key()).error().code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(VerifyJws(jws, 1, Ed().public_key()).error().code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(VerifyJws(jws, 2, Ed().public_key()).error().code, ErrorCode::kUnauthenticated);
  EXPECT_FALSE(VerifyJws(jws, 0, PrivateKey::Generate(SignatureAlgorithm::kEd25519).public_key()).ok());
}

TEST(Jws, ASignatureBindsPayloadKidTypAndAlgorithm) {
  const Jws good = Sample();
  Jws changed = good;
  changed.payload.push_back(' ');
  EXPECT_FALSE(VerifyJws(changed, 0, Ed().public_key()).ok());
  changed = good;
  changed.typ += "x";
  EXPECT_FALSE(VerifyJws(changed, 0, Ed().public_key()).ok());
  changed = good;
  changed.signatures[0].kid = "controller";
  EXPECT_FALSE(VerifyJws(changed, 0, Ed().public_key()).ok());
  changed = good;
  std::swap(changed.signatures[0].signature, changed.signatures[1].signature);
  EXPECT_FALSE(VerifyJws(changed, 0, Ed().public_key()).ok());
}

TEST(Jws, AnyChangedByteOfTheTextIsRefusedOrDoesNotVerify) {
  const std::string text = WriteJws(Sample());
  for (size_t i = 0; i < text.size(); ++i) {
    for (char to : {'A', 'b', '_', '"', ' ', '\0', '\xff'}) {
      if (text[i] == to) continue;
      std::string changed = text;
      changed[i] = to;
      const auto jws = ParseJws(changed, kTyp);
      if (!jws.ok()) continue;
      ASSERT_EQ(jws->signatures.size(), 2u);
      EXPECT_FALSE(VerifyJws(*jws, 0, Ed().public_key()).ok() && VerifyJws(*jws, 1, P384().public_key()).ok() &&
                   jws->signatures[0].kid == "officer")
          << i << to;
    }
  }
}

TEST(Jws, TakesExactlyThreeHeaderMembers) {
  EXPECT_TRUE(ParseJws(WithHeader(R"({"alg":"EdDSA","kid":"k","typ":"bouclier-permit+jws"})"), kTyp).ok());
  for (const char* header :
       {R"({"alg":"EdDSA","kid":"k"})", R"({"alg":"EdDSA","typ":"bouclier-permit+jws"})",
        R"({"kid":"k","typ":"bouclier-permit+jws"})",
        R"({"alg":"EdDSA","cty":"x","kid":"k","typ":"bouclier-permit+jws"})",
        R"({"alg":"EdDSA","jwk":{},"kid":"k","typ":"bouclier-permit+jws"})",
        R"({"alg":"EdDSA","kid":"k","typ":"other"})", R"({"alg":"EdDSA","kid":1,"typ":"bouclier-permit+jws"})",
        R"({"alg":1,"kid":"k","typ":"bouclier-permit+jws"})",
        R"({"kid":"k","alg":"EdDSA","typ":"bouclier-permit+jws"})",
        R"({"alg":"EdDSA", "kid":"k","typ":"bouclier-permit+jws"})",
        R"({"alg":"EdDSA","alg":"EdDSA","kid":"k","typ":"bouclier-permit+jws"})", "[]", "", "{}", "null"})
    EXPECT_EQ(CodeOf(WithHeader(header)), ErrorCode::kInvalidArgument) << header;
}

TEST(Jws, RefusesOtherAlgorithmsAndCriticalExtensionsByName) {
  for (const char* algorithm :
       {"none", "None", "HS256", "ES256", "ES512", "RS256", "PS384", "ES384 ", "es384", "Ed25519", ""})
    EXPECT_EQ(CodeOf(WithHeader(Json(Json::Object{{"alg", algorithm}, {"kid", "k"}, {"typ", kTyp}}).Canonical())),
              ErrorCode::kUnsupported)
        << algorithm;
  EXPECT_EQ(CodeOf(WithHeader(R"({"alg":"EdDSA","crit":["b64"],"kid":"k","typ":"bouclier-permit+jws"})")),
            ErrorCode::kUnsupported);
  EXPECT_EQ(CodeOf(WithHeader(R"({"alg":"EdDSA","crit":[],"kid":"k","typ":"bouclier-permit+jws"})")),
            ErrorCode::kUnsupported);
}

TEST(Jws, AdmitsOnlyTheAlgorithmsItsReaderNames) {
  constexpr auto kEd25519 = SignatureAlgorithm::kEd25519, kEs384 = SignatureAlgorithm::kEcdsaP384Sha384,
                 kEs256 = SignatureAlgorithm::kEcdsaP256Sha256;
  for (SignatureAlgorithm signer : {kEd25519, kEs384, kEs256}) {
    const PrivateKey key = PrivateKey::Generate(signer);
    Jws jws{kTyp, ToBytes(AsBytes("{}")), {SignedBy(key, "k", AsBytes("{}"))}};
    const std::string text = WriteJws(jws);
    for (SignatureAlgorithm admitted : {kEd25519, kEs384, kEs256}) {
      const auto parsed = ParseJws(text, kTyp, {admitted});
      if (signer == admitted) {
        ASSERT_TRUE(parsed.ok());
        EXPECT_TRUE(VerifyJws(*parsed, 0, key.public_key()).ok());
      } else {
        EXPECT_EQ(parsed.error().code, ErrorCode::kUnsupported);
      }
    }
    EXPECT_FALSE(ParseJws(text, kTyp, {}).ok());
    EXPECT_TRUE(ParseJws(text, kTyp, {kEd25519, kEs384, kEs256}).ok());
    EXPECT_EQ(ParseJws(text, kTyp).ok(), signer != kEs256) << "ES256 is admitted by name only";
    // Beside one that is admitted it is refused all the same.
    jws.signatures.push_back(SignedBy(PrivateKey::Generate(kEs384), "other", jws.payload));
    EXPECT_EQ(ParseJws(WriteJws(jws), kTyp, {kEs384}).ok(), signer == kEs384);
  }
}

TEST(Jws, RefusesSignaturesOfTheWrongLength) {
  const std::string ed = R"({"alg":"EdDSA","kid":"k","typ":"bouclier-permit+jws"})",
                    es = R"({"alg":"ES384","kid":"k","typ":"bouclier-permit+jws"})";
  EXPECT_TRUE(ParseJws(WithHeader(es, 96), kTyp).ok());
  for (size_t size : {0, 63, 65, 96}) EXPECT_EQ(CodeOf(WithHeader(ed, size)), ErrorCode::kInvalidArgument);
  for (size_t size : {0, 64, 95, 97, 102}) EXPECT_EQ(CodeOf(WithHeader(es, size)), ErrorCode::kInvalidArgument);
  const std::string es256 = R"({"alg":"ES256","kid":"k","typ":"bouclier-permit+jws"})";
  for (size_t size : {0, 63, 64, 65, 70, 96})
    EXPECT_EQ(ParseJws(WithHeader(es256, size), kTyp, {SignatureAlgorithm::kEcdsaP256Sha256}).ok(), size == 64);
}

TEST(Jws, RefusesOtherSerialisationsAndMembers) {
  const Json good = Json::Parse(WriteJws(Sample())).value();
  const Json one = good.Find("signatures")->if_array()->front();
  const auto with = [&](std::string_view name, Json value) {
    Json changed = good;
    (*changed.if_object())[std::string(name)] = std::move(value);
    return changed.Canonical();
  };
  EXPECT_EQ(CodeOf("eyJhbGciOiJFZERTQSJ9.e30.AAAA"), ErrorCode::kInvalidArgument) << "compact";
  EXPECT_EQ(CodeOf(Json(Json::Object{{"payload", "e30"}, {"protected", "e30"}, {"signature", "AAAA"}}).Canonical()),
            ErrorCode::kInvalidArgument)
      << "flattened";
  EXPECT_EQ(CodeOf(good.Pretty()), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(with("more", 1)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(with("payload", "e30=")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(with("payload", 1)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(with("signatures", Json::Array{})), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(with("signatures", "x")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(with("signatures", Json::Array{1})), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(with("signatures", Json::Array{one, one})), ErrorCode::kInvalidArgument) << "one key signs once";
  Json unprotected = one;
  unprotected.if_object()->emplace("header", Json::Object{});
  EXPECT_EQ(CodeOf(with("signatures", Json::Array{unprotected})), ErrorCode::kInvalidArgument);
  Json::Array many;
  for (int i = 0; i < 65; ++i) many.push_back(one);
  EXPECT_EQ(CodeOf(with("signatures", many)), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace bouclier::crypto

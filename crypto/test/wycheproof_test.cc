// SPDX-License-Identifier: Apache-2.0
// Wycheproof's vectors for the primitives in use: every applicable one runs and the count is asserted. The data are not
// ours: they lie in BOUCLIER_TEST_DATA or ../shared/data beside the repository; where they are absent the tests are
// skipped and say so.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "bouclier/base/file.h"
#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/hmac_batch.h"
#include "bouclier/crypto/json.h"
#include "bouclier/crypto/jws.h"
#include "bouclier/crypto/signature.h"
#include "signature_names.h"

namespace bouclier::crypto {
namespace {

namespace fs = std::filesystem;

fs::path DataFolder() {
  if (const char* given = std::getenv("BOUCLIER_TEST_DATA")) return given;
  // Beside the repository: seen from the folder the test runs in, or one above it.
  for (fs::path folder = fs::current_path(); folder != folder.root_path(); folder = folder.parent_path())
    if (fs::exists(folder / "shared/data/wycheproof")) return folder / "shared/data";
  return "../shared/data";
}

class Wycheproof : public testing::Test {
 protected:
  // Calls run(group, test) for every test of a file and counts those for which it returns true (applicable).
  template <typename Run>
  void ForEach(const std::string& name, size_t at_least, Run run) {
    const fs::path path = DataFolder() / "wycheproof" / (name + "_test.json");
    if (!fs::exists(path)) GTEST_SKIP() << "third-party vectors are absent: " << path.filename();
    const Bytes text = RealFileSystem().Read(path, 64 << 20).value();
    const auto json = Json::Parse(AsText(text));
    ASSERT_TRUE(json.ok()) << json.error().message;
    size_t count = 0;
    for (const Json& group : *json->Find("testGroups")->if_array()) {
      for (const Json& test : *group.Find("tests")->if_array()) {
        SCOPED_TRACE(name + " " + std::to_string(test.GetInt("tcId").value()) + " " +
                     test.GetString("comment").value());
        if (run(group, test)) ++count;
      }
    }
    EXPECT_GE(count, at_least) << "applicable vectors";
    RecordProperty("vectors", std::to_string(count));
  }

  static Bytes Hexed(const Json& test, std::string_view name) { return ParseHex(test.GetString(name).value()).value(); }
  static SecretBytes SecretOf(const Json& test, std::string_view name) {
    return SecretBytes::CopyOf(Hexed(test, name));
  }
  static bool Valid(const Json& test) { return test.GetString("result").value() == "valid"; }
  static bool HasFlag(const Json& test, std::string_view flag) {
    for (const Json& one : *test.Find("flags")->if_array())
      if (*one.if_string() == flag) return true;
    return false;
  }

  void RunAead(const std::string& name, AeadAlgorithm algorithm, size_t at_least) {
    ForEach(name, at_least, [&](const Json& group, const Json& test) {
      if (group.GetInt("keySize").value() != 256 || group.GetInt("ivSize").value() != 96 ||
          group.GetInt("tagSize").value() != 128)
        return false;  // other sizes cannot be expressed in our types
      Aead aead(algorithm, SecretOf(test, "key"));
      Nonce nonce;
      const Bytes iv = Hexed(test, "iv"), aad = Hexed(test, "aad"), message = Hexed(test, "msg");
      std::copy(iv.begin(), iv.end(), nonce.begin());
      Bytes sealed = Hexed(test, "ct");
      Append(sealed, Hexed(test, "tag"));
      const auto opened = aead.Open(nonce, aad, sealed);
      EXPECT_EQ(opened.ok(), Valid(test));
      EXPECT_EQ(opened.ok() ? *opened : message, message);
      EXPECT_EQ(aead.Seal(nonce, aad, message) == sealed, Valid(test));
      return true;
    });
  }
};

TEST_F(Wycheproof, ChaCha20Poly1305) { RunAead("chacha20_poly1305", AeadAlgorithm::kChaCha20Poly1305, 316); }
TEST_F(Wycheproof, Aes256Gcm) { RunAead("aes_gcm", AeadAlgorithm::kAes256Gcm, 66); }

TEST_F(Wycheproof, HkdfSha256) {
  ForEach("hkdf_sha256", 83, [](const Json&, const Json& test) {
    const size_t size = test.GetCount("size").value();
    if (!Valid(test)) {
      EXPECT_GT(size, 255u * 32) << "the only invalid ones ask for too much, which our own callers may not";
      return false;
    }
    const SecretBytes out = HkdfSha256(SecretOf(test, "ikm"), Hexed(test, "salt"), Hexed(test, "info"), size);
    EXPECT_EQ(ToBytes(out.Reveal(SecretAccess{})), Hexed(test, "okm"));
    return true;
  });
}

TEST_F(Wycheproof, HmacSha256) {
  ForEach("hmac_sha256", 174, [](const Json& group, const Json& test) {
    const Digest32 mac = HmacSha256(SecretOf(test, "key"), Hexed(test, "msg"));
    const Bytes tag = Hexed(test, "tag");
    EXPECT_EQ(tag.size() * 8, group.GetCount("tagSize").value());
    EXPECT_EQ(Equal(ByteView(mac).first(tag.size()), tag), Valid(test));
    const Bytes message = Hexed(test, "msg");
    if (message.size() > HmacSha256Key::kMaximumMessage) return true;
    Bytes batched(tag.size());
    HmacSha256Key(SecretOf(test, "key")).Batch(message, message.size(), batched, tag.size());
    EXPECT_EQ(batched == tag, Valid(test));
    return true;
  });
}

TEST_F(Wycheproof, Ed25519) {
  ForEach("ed25519", 151, [](const Json& group, const Json& test) {
    const PublicKey key{SignatureAlgorithm::kEd25519, Hexed(*group.Find("publicKey"), "pk")};
    EXPECT_EQ(Verify(key, Hexed(test, "msg"), Hexed(test, "sig")).ok(), Valid(test));
    return true;
  });
}

// One DER INTEGER of at most 48 bytes, as 48 bytes; nothing when it is none in strict DER.
std::optional<Bytes> TakeInteger(ByteView& der) {
  if (der.size() < 3 || der[0] != 0x02 || der[1] == 0 || der[1] > 49 || der.size() < 2u + der[1]) return std::nullopt;
  ByteView value = der.subspan(2, der[1]);
  der = der.subspan(2 + der[1]);
  if (value[0] & 0x80) return std::nullopt;
  if (value.size() > 1 && value[0] == 0 && !(value[1] & 0x80)) return std::nullopt;
  if (value[0] == 0 && value.size() > 1) value = value.subspan(1);
  if (value.size() > 48) return std::nullopt;
  Bytes out(48 - value.size());
  Append(out, value);
  return out;
}

// DER (all that the shared folder has) → r ‖ s.
std::optional<Bytes> FixedForm(ByteView der) {
  if (der.size() < 2 || der[0] != 0x30 || der[1] > 0x7f || der.size() != 2u + der[1]) return std::nullopt;
  der = der.subspan(2);
  const auto r = TakeInteger(der);
  const auto s = r ? TakeInteger(der) : std::nullopt;
  if (!s || !der.empty()) return std::nullopt;
  Bytes out = *r;
  Append(out, *s);
  return out;
}

TEST_F(Wycheproof, EcdsaP384Sha384) {
  size_t without_fixed_form = 0;
  ForEach("ecdsa_secp384r1_sha384", 504, [&](const Json& group, const Json& test) {
    const PublicKey key{SignatureAlgorithm::kEcdsaP384Sha384, Hexed(*group.Find("publicKey"), "uncompressed")};
    const Bytes der = Hexed(test, "sig"), message = Hexed(test, "msg");
    EXPECT_FALSE(Verify(key, message, der).ok()) << "DER itself is not our encoding";
    const auto fixed = FixedForm(der);
    if (!fixed) {  // broken DER, or integers that no r ‖ s can hold: all of them must be invalid
      ++without_fixed_form;
      EXPECT_FALSE(Valid(test));
      return true;
    }
    EXPECT_EQ(Verify(key, message, *fixed).ok(), Valid(test));
    return true;
  });
  EXPECT_LT(without_fixed_form, 504u / 2) << "most vectors must reach the signature check";
}

TEST_F(Wycheproof, X25519) {
  ForEach("x25519", 518, [](const Json&, const Json& test) {
    ByteArray<32> peer;
    const Bytes given = Hexed(test, "public");
    EXPECT_EQ(given.size(), 32u);
    std::copy(given.begin(), given.end(), peer.begin());
    const auto shared = X25519(SecretOf(test, "private"), peer);
    EXPECT_EQ(shared.ok(), !HasFlag(test, "ZeroSharedSecret"));
    if (!shared.ok()) return true;
    EXPECT_EQ(ToBytes(shared->Reveal(SecretAccess{})), Hexed(test, "shared"));
    return true;
  });
}

// A compact JWS of the vectors, in its three parts.
struct Compact {
  std::string protected_header, payload, signature;
};

// Exactly three parts; nothing for anything else.
std::optional<Compact> SplitCompact(const Json& jws) {
  if (jws.if_string() == nullptr) return std::nullopt;
  const std::string& text = *jws.if_string();
  const size_t first = text.find('.'), last = text.rfind('.');
  if (first == std::string::npos || first == last || text.find('.', first + 1) != last) return std::nullopt;
  return Compact{text.substr(0, first), text.substr(first + 1, last - first - 1), text.substr(last + 1)};
}

std::string GeneralForm(const Compact& compact) {
  return Json(Json::Object{{"payload", compact.payload},
                           {"signatures", Json::Array{Json::Object{{"protected", compact.protected_header},
                                                                   {"signature", compact.signature}}}}})
      .Canonical();
}

// The algorithm that a compact JWS names, or none when its header cannot be read.
std::optional<std::string> AlgorithmOf(const Compact& compact) {
  const auto text = ParseBase64Url(compact.protected_header);
  if (!text.ok()) return std::nullopt;
  const auto header = Json::Parse(AsText(*text));
  if (!header.ok() || !header->GetString("alg").ok()) return std::nullopt;
  return header->GetString("alg").value();
}

// A key of P-256 for signatures. Our PublicKey says no use, so whoever reads a JWK must look at it.
Result<PublicKey> SigningKeyOf(const Json& jwk) {
  const Error refused(ErrorCode::kInvalidArgument, "not a key of P-256 for signatures");
  if (jwk.Find("crv") == nullptr || *jwk.Find("crv") != Json("P-256")) return refused;
  if (jwk.Find("use") != nullptr && *jwk.Find("use") != Json("sig")) return refused;
  if (jwk.Find("key_ops") != nullptr && *jwk.Find("key_ops") != Json(Json::Array{"verify"})) return refused;
  PublicKey key{SignatureAlgorithm::kEcdsaP256Sha256, {4}};
  for (const char* coordinate : {"x", "y"}) {
    BOUCLIER_TRY(const std::string text, jwk.GetString(coordinate));
    BOUCLIER_TRY(const Bytes bytes, ParseBase64Url(text));
    Append(key.bytes, bytes);
  }
  return key;
}

// What ParseJws and VerifyJws do with one signature, for headers without `typ`, which our own documents always have.
Result<void> VerifyCompactEs256(const Compact& compact, const Json& jwk) {
  BOUCLIER_TRY(const PublicKey key, SigningKeyOf(jwk));
  BOUCLIER_TRY(const Bytes text, ParseBase64Url(compact.protected_header));
  BOUCLIER_TRY(const Json header, Json::ParseCanonical(AsText(text)));
  BOUCLIER_TRY_VOID(header.OnlyMembers({"alg", "kid"}));
  BOUCLIER_TRY(const std::string name, header.GetString("alg"));
  BOUCLIER_TRY(const SignatureAlgorithm algorithm, AlgorithmOfName(name));
  if (algorithm != key.algorithm) return Error(ErrorCode::kUnsupported, "another algorithm than the key's");
  BOUCLIER_TRY_VOID(ParseBase64Url(compact.payload));
  BOUCLIER_TRY(const Bytes signature, ParseBase64Url(compact.signature));
  return Verify(key, AsBytes(compact.protected_header + "." + compact.payload), signature);
}

// Each vector that names ES256 or was made for such a key gets its stated result; every other vector is refused.
TEST_F(Wycheproof, JsonWebSignatureEs256) {
  size_t es256 = 0, valid = 0, others = 0;
  ForEach("json_web_signature", 401, [&](const Json& group, const Json& test) {
    const Json* const given = group.Find("public");
    const Json jwk = given != nullptr ? *given : *group.Find("private");
    const auto compact = SplitCompact(*test.Find("jws"));
    const bool verified = compact && VerifyCompactEs256(*compact, jwk).ok();
    if (jwk.Find("crv") != nullptr && *jwk.Find("crv") == Json("P-256")) {
      ++es256;
      valid += Valid(test);
      EXPECT_EQ(verified, Valid(test));
    } else {
      ++others;
      EXPECT_FALSE(verified);
    }
    return true;
  });
  if (es256 + others == 0) return;  // skipped
  EXPECT_EQ(es256, 41u);
  EXPECT_EQ(valid, 2u);
  EXPECT_EQ(others, 360u);
}

// Our own reader refuses every one, as it stands and in the general form: their headers have no `typ`. With one added
// it is the algorithm that decides: a reader that admits ES384 alone, as that of permits, refuses them all by name.
TEST_F(Wycheproof, JsonWebSignature) {
  constexpr auto kEs384 = SignatureAlgorithm::kEcdsaP384Sha384, kEs256 = SignatureAlgorithm::kEcdsaP256Sha256,
                 kEd25519 = SignatureAlgorithm::kEd25519;
  size_t named = 0, of_es256 = 0;
  ForEach("json_web_signature", 401, [&](const Json&, const Json& test) {
    const Json& jws = *test.Find("jws");
    const std::string text = jws.if_string() != nullptr ? *jws.if_string() : jws.Canonical();
    EXPECT_FALSE(ParseJws(text, "JWT").ok());
    EXPECT_FALSE(ParseJws(text, "JWT", {kEs384}).ok());
    auto compact = SplitCompact(jws);
    if (!compact) return true;
    for (const char* typ : {"", "JWT", "JWS"}) {
      EXPECT_FALSE(ParseJws(GeneralForm(*compact), typ).ok());
      EXPECT_FALSE(ParseJws(GeneralForm(*compact), typ, {kEs384}).ok());
      EXPECT_FALSE(ParseJws(GeneralForm(*compact), typ, {kEs384, kEs256, kEd25519}).ok());
    }
    const auto algorithm = AlgorithmOf(*compact);
    if (!algorithm || !ParseBase64Url(compact->payload).ok() || !ParseBase64Url(compact->signature).ok()) return true;
    ++named;
    const Json header(Json::Object{{"alg", *algorithm}, {"kid", "k"}, {"typ", "JWT"}});
    compact->protected_header = Base64Url(AsBytes(header.Canonical()));
    const std::string completed = GeneralForm(*compact);
    EXPECT_EQ(ParseJws(completed, "JWT", {kEs384}).error().code, ErrorCode::kUnsupported);
    const auto open = ParseJws(completed, "JWT", {kEs384, kEs256, kEd25519});
    if (open.ok()) {
      EXPECT_EQ(*algorithm, "ES256");
      ++of_es256;
    } else if (*algorithm != "ES256") {
      EXPECT_EQ(open.error().code, ErrorCode::kUnsupported);
    }
    return true;
  });
  if (named == 0) return;  // skipped
  EXPECT_GE(named, 350u);
  EXPECT_GE(of_es256, 20u) << "with ES256 admitted, those of its length are read";
}

}  // namespace
}  // namespace bouclier::crypto

// SPDX-License-Identifier: Apache-2.0
// JSON Web Signatures, the narrow profile of bouclier/crypto/jws.h. Pure. The text is untrusted until VerifyJws.
#include "bouclier/crypto/jws.h"

#include <algorithm>

#include "bouclier/crypto/json.h"
#include "signature_names.h"

namespace bouclier::crypto {
namespace {

constexpr size_t kMaximumSignatures = 64;

// What a reader asks of each protected header.
struct Profile {
  std::string_view typ;
  std::initializer_list<SignatureAlgorithm> admitted;
};

std::string ProtectedHeader(SignatureAlgorithm algorithm, std::string_view kid, std::string_view typ) {
  const Json header(Json::Object{{"alg", AlgorithmName(algorithm)}, {"kid", kid}, {"typ", typ}});
  return Base64Url(AsBytes(header.Canonical()));
}

Error NotAJws(const char* why) { return Error(ErrorCode::kInvalidArgument, std::string("parse JWS: ") + why); }

Result<JwsSignature> ParseHeader(std::string_view encoded, const Profile& profile) {
  BOUCLIER_TRY(const Bytes text, ParseBase64Url(encoded));
  BOUCLIER_TRY(const Json header, Json::ParseCanonical(AsText(text)));
  if (header.Find("crit") != nullptr)
    return Error(ErrorCode::kUnsupported, "parse JWS: critical extensions are not supported");
  BOUCLIER_TRY_VOID(header.OnlyMembers({"alg", "kid", "typ"}));
  BOUCLIER_TRY(const std::string algorithm, header.GetString("alg"));
  BOUCLIER_TRY(const std::string typ, header.GetString("typ"));
  if (typ != profile.typ) return NotAJws("it is of another type");
  JwsSignature out;
  BOUCLIER_TRY(out.kid, header.GetString("kid"));
  BOUCLIER_TRY(out.algorithm, AlgorithmOfName(algorithm));
  if (std::find(profile.admitted.begin(), profile.admitted.end(), out.algorithm) == profile.admitted.end())
    return Error(ErrorCode::kUnsupported, "parse JWS: its algorithm is not admitted for this kind of document");
  return out;
}

Result<JwsSignature> ParseSignature(const Json& json, const Profile& profile) {
  BOUCLIER_TRY_VOID(json.OnlyMembers({"protected", "signature"}));
  BOUCLIER_TRY(const std::string header, json.GetString("protected"));
  BOUCLIER_TRY(const std::string signature, json.GetString("signature"));
  BOUCLIER_TRY(JwsSignature out, ParseHeader(header, profile));
  BOUCLIER_TRY(out.signature, ParseBase64Url(signature));
  if (out.signature.size() != SignatureSize(out.algorithm)) return NotAJws("a signature has the wrong length");
  return out;
}

}  // namespace

Bytes JwsSigningInput(SignatureAlgorithm algorithm, std::string_view kid, std::string_view typ, ByteView payload) {
  return ToBytes(AsBytes(ProtectedHeader(algorithm, kid, typ) + "." + Base64Url(payload)));
}

std::string WriteJws(const Jws& jws) {
  Json::Array signatures;
  for (const JwsSignature& one : jws.signatures) {
    signatures.push_back(Json::Object{{"protected", ProtectedHeader(one.algorithm, one.kid, jws.typ)},
                                      {"signature", Base64Url(one.signature)}});
  }
  return Json(Json::Object{{"payload", Base64Url(jws.payload)}, {"signatures", std::move(signatures)}}).Canonical();
}

Result<Jws> ParseJws(std::string_view text, std::string_view expected_typ) {
  return ParseJws(text, expected_typ, {SignatureAlgorithm::kEd25519, SignatureAlgorithm::kEcdsaP384Sha384});
}

Result<Jws> ParseJws(std::string_view text, std::string_view expected_typ,
                     std::initializer_list<SignatureAlgorithm> admitted) {
  BOUCLIER_TRY(const Json json, Json::ParseCanonical(text));
  BOUCLIER_TRY_VOID(json.OnlyMembers({"payload", "signatures"}));
  BOUCLIER_TRY(const std::string payload, json.GetString("payload"));
  BOUCLIER_TRY(const Json list, json.Get("signatures"));
  const Json::Array* signatures = list.if_array();
  if (signatures == nullptr || signatures->empty() || signatures->size() > kMaximumSignatures)
    return NotAJws("it needs a list of 1 to 64 signatures");
  Jws jws;
  jws.typ = expected_typ;
  BOUCLIER_TRY(jws.payload, ParseBase64Url(payload));
  for (const Json& entry : *signatures) {
    BOUCLIER_TRY(JwsSignature one, ParseSignature(entry, {expected_typ, admitted}));
    const auto same = [&](const JwsSignature& other) { return other.kid == one.kid; };
    if (std::any_of(jws.signatures.begin(), jws.signatures.end(), same))
      return NotAJws("two signatures are by the same key");
    jws.signatures.push_back(std::move(one));
  }
  return jws;
}

Result<void> VerifyJws(const Jws& jws, size_t index, const PublicKey& key) {
  if (index >= jws.signatures.size()) return Error(ErrorCode::kUnauthenticated, "verify JWS: it has no such signature");
  const JwsSignature& one = jws.signatures[index];
  if (one.algorithm != key.algorithm)
    return Error(ErrorCode::kUnauthenticated, "verify JWS: the key is of another algorithm");
  if (Verify(key, JwsSigningInput(one.algorithm, one.kid, jws.typ, jws.payload), one.signature).ok()) return {};
  return Error(ErrorCode::kUnauthenticated, "verify JWS: a signature is not its key's");
}

}  // namespace bouclier::crypto

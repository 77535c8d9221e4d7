// SPDX-License-Identifier: Apache-2.0
#include "bouclier/crypto/hash.h"
#include "pkcs11_module.h"

namespace bouclier::keys {
namespace {

class TokenSigner final : public ports::Signer {
 public:
  TokenSigner(std::shared_ptr<Token> token, Token::State& state, CK_OBJECT_HANDLE key, PublicKey public_key)
      : token_(std::move(token)), state_(state), key_(key), public_key_(std::move(public_key)) {}
  const PublicKey& public_key() const override { return public_key_; }

  Result<Bytes> Sign(ByteView message) override {
    const MutexLock lock(state_.mutex);
    const bool edwards = public_key_.algorithm == SignatureAlgorithm::kEd25519;
    CK_MECHANISM mechanism{edwards ? CKM_EDDSA : CKM_ECDSA, nullptr, 0};
    Bytes input = edwards ? ToBytes(message) : crypto::Sha384(message);
    Bytes signature(edwards ? 64 : 96);
    CK_ULONG size = signature.size();
    const auto& call = *state_.module->call;
    CK_RV code = call.C_SignInit(state_.session, &mechanism, key_);
    if (code == CKR_OK) code = call.C_Sign(state_.session, input.data(), input.size(), signature.data(), &size);
    if (code != CKR_OK) return Translate(code, "sign with token");
    if (size != signature.size()) return Error(ErrorCode::kInternal, "sign with token: the token gave a wrong length");
    return signature;
  }

 private:
  std::shared_ptr<Token> token_;  // keeps the session open
  Token::State& state_;
  CK_OBJECT_HANDLE key_;
  PublicKey public_key_;
};

// CKA_EC_POINT is the point in a DER octet string: 04 length bytes. Both known points are shorter than 128 bytes.
Result<PublicKey> ParsePoint(ByteView der) {
  if (der.size() < 2 || der[0] != 0x04 || der[1] != der.size() - 2)
    return Error(ErrorCode::kCorruption, "read public key: not a DER octet string");
  const ByteView point = der.subspan(2);
  if (point.size() == 32) return PublicKey{SignatureAlgorithm::kEd25519, ToBytes(point)};
  if (point.size() == 97 && point[0] == 0x04) return PublicKey{SignatureAlgorithm::kEcdsaP384Sha384, ToBytes(point)};
  return Error(ErrorCode::kUnsupported, "read public key: neither Ed25519 nor P-384");
}

Result<PublicKey> ReadPublicKey(Token::State& token, const std::string& label) BOUCLIER_REQUIRES(token.mutex) {
  BOUCLIER_TRY(const CK_OBJECT_HANDLE key, FindKey(token, CKO_PUBLIC_KEY, label));
  Bytes der(256);
  CK_ATTRIBUTE attribute{CKA_EC_POINT, der.data(), der.size()};
  const CK_RV code = token.module->call->C_GetAttributeValue(token.session, key, &attribute, 1);
  if (code != CKR_OK) return Translate(code, "read public key");
  if (attribute.ulValueLen > der.size()) return Error(ErrorCode::kCorruption, "read public key: too long");
  der.resize(attribute.ulValueLen);
  return ParsePoint(der);
}

}  // namespace

Result<std::unique_ptr<ports::Signer>> OpenSigner(std::shared_ptr<Token> token, const std::string& key_label) {
  Token::State& state = *token->state_;
  const MutexLock lock(state.mutex);
  BOUCLIER_TRY(const CK_OBJECT_HANDLE key, FindKey(state, CKO_PRIVATE_KEY, key_label));
  BOUCLIER_TRY(PublicKey public_key, ReadPublicKey(state, key_label));
  return std::unique_ptr<ports::Signer>(
      std::make_unique<TokenSigner>(std::move(token), state, key, std::move(public_key)));
}

}  // namespace bouclier::keys

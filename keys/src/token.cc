// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bouclier/crypto/random.h"
#include "pkcs11_module.h"

namespace bouclier::keys {
namespace {

std::string EpochLabel(uint32_t epoch) { return fmt::format("bouclier/root-epoch/{}", epoch); }

// kFound is left alone; kAbsent is to be made.
enum class Presence { kAbsent, kFound };

Result<Presence> Look(Token::State& token, CK_OBJECT_CLASS kind, const std::string& label)
    BOUCLIER_REQUIRES(token.mutex) {
  const auto found = FindKey(token, kind, label);
  if (found.ok()) return Presence::kFound;
  if (found.error().code == ErrorCode::kNotFound) return Presence::kAbsent;
  return found.error();
}

Result<void> CreateEpochKey(Token::State& token, std::string label) BOUCLIER_REQUIRES(token.mutex) {
  BOUCLIER_TRY(const Presence presence, Look(token, CKO_SECRET_KEY, label));
  if (presence == Presence::kFound) return {};
  CK_MECHANISM mechanism{CKM_AES_KEY_GEN, nullptr, 0};
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ULONG size = 32;
  std::array attributes{
      CK_ATTRIBUTE{CKA_TOKEN, &yes, sizeof yes},       CK_ATTRIBUTE{CKA_PRIVATE, &yes, sizeof yes},
      CK_ATTRIBUTE{CKA_SENSITIVE, &yes, sizeof yes},   CK_ATTRIBUTE{CKA_EXTRACTABLE, &no, sizeof no},
      CK_ATTRIBUTE{CKA_ENCRYPT, &yes, sizeof yes},     CK_ATTRIBUTE{CKA_DECRYPT, &yes, sizeof yes},
      CK_ATTRIBUTE{CKA_WRAP, &no, sizeof no},          CK_ATTRIBUTE{CKA_UNWRAP, &no, sizeof no},
      CK_ATTRIBUTE{CKA_VALUE_LEN, &size, sizeof size}, CK_ATTRIBUTE{CKA_LABEL, label.data(), label.size()}};
  CK_OBJECT_HANDLE key = 0;
  const CK_RV code =
      token.module->call->C_GenerateKey(token.session, &mechanism, attributes.data(), attributes.size(), &key);
  if (code != CKR_OK) return Translate(code, "create root epoch key");
  return {};
}

Result<void> CreateSigningKey(Token::State& token, std::string label, SignatureAlgorithm algorithm)
    BOUCLIER_REQUIRES(token.mutex) {
  BOUCLIER_TRY(const Presence presence, Look(token, CKO_PRIVATE_KEY, label));
  if (presence == Presence::kFound) return {};
  // OID 1.3.132.0.34 (secp384r1); PrintableString "edwards25519", the form SoftHSM and PKCS#11 3.0 take.
  Bytes curve{0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22};
  CK_MECHANISM mechanism{CKM_EC_KEY_PAIR_GEN, nullptr, 0};
  if (algorithm == SignatureAlgorithm::kEd25519) {
    curve = {0x13, 0x0c};
    Append(curve, AsBytes("edwards25519"));
    mechanism.mechanism = CKM_EC_EDWARDS_KEY_PAIR_GEN;
  }
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  std::array open{CK_ATTRIBUTE{CKA_TOKEN, &yes, sizeof yes}, CK_ATTRIBUTE{CKA_VERIFY, &yes, sizeof yes},
                  CK_ATTRIBUTE{CKA_EC_PARAMS, curve.data(), curve.size()},
                  CK_ATTRIBUTE{CKA_LABEL, label.data(), label.size()}};
  std::array hidden{CK_ATTRIBUTE{CKA_TOKEN, &yes, sizeof yes},     CK_ATTRIBUTE{CKA_PRIVATE, &yes, sizeof yes},
                    CK_ATTRIBUTE{CKA_SENSITIVE, &yes, sizeof yes}, CK_ATTRIBUTE{CKA_EXTRACTABLE, &no, sizeof no},
                    CK_ATTRIBUTE{CKA_SIGN, &yes, sizeof yes},      CK_ATTRIBUTE{CKA_LABEL, label.data(), label.size()}};
  CK_OBJECT_HANDLE public_key = 0;
  CK_OBJECT_HANDLE private_key = 0;
  const CK_RV code = token.module->call->C_GenerateKeyPair(token.session, &mechanism, open.data(), open.size(),
                                                           hidden.data(), hidden.size(), &public_key, &private_key);
  if (code != CKR_OK) return Translate(code, "create signing key");
  return {};
}

// What CKM_AES_GCM takes; points into `iv` and `aad`, which must outlive it.
CK_GCM_PARAMS GcmParams(const ByteArray<12>& iv, ByteView aad) {
  CK_GCM_PARAMS params{};
  params.iv_ptr = const_cast<unsigned char*>(iv.data());
  params.iv_len = iv.size();
  params.iv_bits = iv.size() * 8;
  params.aad_ptr = const_cast<unsigned char*>(aad.data());
  params.aad_len = aad.size();
  params.tag_bits = 128;
  return params;
}

}  // namespace

Token::State::~State() {
  if (module != nullptr) module->call->C_CloseSession(session);  // the last session's end logs out
}

Token::Token(std::unique_ptr<State> state) : state_(std::move(state)) {}
Token::~Token() = default;
const TokenName& Token::name() const { return state_->name; }

Result<CK_OBJECT_HANDLE> FindKey(Token::State& token, CK_OBJECT_CLASS kind, const std::string& label) {
  const auto& call = *token.module->call;
  std::array attributes{CK_ATTRIBUTE{CKA_CLASS, &kind, sizeof kind},
                        CK_ATTRIBUTE{CKA_LABEL, const_cast<char*>(label.data()), label.size()}};
  CK_RV code = call.C_FindObjectsInit(token.session, attributes.data(), attributes.size());
  if (code != CKR_OK) return Translate(code, "find key");
  std::array<CK_OBJECT_HANDLE, 2> found{};
  CK_ULONG count = 0;
  code = call.C_FindObjects(token.session, found.data(), found.size(), &count);
  call.C_FindObjectsFinal(token.session);
  if (code != CKR_OK) return Translate(code, "find key");
  if (count == 0)
    return Error(ErrorCode::kNotFound, "find key: not in this token", "create the token's keys", Retry::kAfterFix);
  if (count > 1) return Error(ErrorCode::kConflict, "find key: two keys of one label in this token");
  return found[0];
}

Result<void> Token::CreateCustodianKeys() {
  const MutexLock lock(state_->mutex);
  BOUCLIER_TRY_VOID(CreateEpochKey(*state_, EpochLabel(1)));
  return CreateSigningKey(*state_, kCustodianSignKey, SignatureAlgorithm::kEcdsaP384Sha384);
}

Result<void> Token::CreateHubKeys() {
  const MutexLock lock(state_->mutex);
  BOUCLIER_TRY_VOID(CreateSigningKey(*state_, kLedgerKey, SignatureAlgorithm::kEd25519));
  return CreateSigningKey(*state_, kCertificateKey, SignatureAlgorithm::kEd25519);
}

Result<SealedPart> Token::SealPart(uint32_t epoch, ByteView aad, const SecretBytes& part) {
  const MutexLock lock(state_->mutex);
  BOUCLIER_TRY(const CK_OBJECT_HANDLE key, FindKey(*state_, CKO_SECRET_KEY, EpochLabel(epoch)));
  SealedPart out;
  out.iv = crypto::RandomArray<12>();
  CK_GCM_PARAMS params = GcmParams(out.iv, aad);
  CK_MECHANISM mechanism{CKM_AES_GCM, &params, sizeof params};
  const auto& call = *state_->module->call;
  CK_RV code = call.C_EncryptInit(state_->session, &mechanism, key);
  const ByteView plain = part.Reveal(SecretAccess{});
  CK_ULONG size = out.sealed.size();
  if (code == CKR_OK)
    code = call.C_Encrypt(state_->session, const_cast<unsigned char*>(plain.data()), plain.size(), out.sealed.data(),
                          &size);
  if (code != CKR_OK) return Translate(code, "seal key part");
  if (size != out.sealed.size()) return Error(ErrorCode::kInternal, "seal key part: the token gave a wrong length");
  return out;
}

Result<SecretBytes> Token::OpenPart(uint32_t epoch, ByteView aad, const SealedPart& part) {
  const MutexLock lock(state_->mutex);
  BOUCLIER_TRY(const CK_OBJECT_HANDLE key, FindKey(*state_, CKO_SECRET_KEY, EpochLabel(epoch)));
  CK_GCM_PARAMS params = GcmParams(part.iv, aad);
  CK_MECHANISM mechanism{CKM_AES_GCM, &params, sizeof params};
  const auto& call = *state_->module->call;
  CK_RV code = call.C_DecryptInit(state_->session, &mechanism, key);
  if (code != CKR_OK) return Translate(code, "open key part");
  SecretBytes room(part.sealed.size());  // some tokens ask for the room of the input
  CK_ULONG size = room.size();
  code = call.C_Decrypt(state_->session, const_cast<unsigned char*>(part.sealed.data()), part.sealed.size(),
                        room.RevealMutable(SecretAccess{}).data(), &size);
  // SoftHSM says CKR_GENERAL_ERROR for a tag that does not verify.
  if (code == CKR_ENCRYPTED_DATA_INVALID || code == CKR_ENCRYPTED_DATA_LEN_RANGE || code == CKR_GENERAL_ERROR)
    return Error(ErrorCode::kCorruption, "open key part: it does not authenticate",
                 "check that record, context and tokens belong together");
  if (code != CKR_OK) return Translate(code, "open key part");
  if (size != 32) return Error(ErrorCode::kCorruption, "open key part: a wrong length");
  return SecretBytes::CopyOf(room.Reveal(SecretAccess{}).first(32));
}

}  // namespace bouclier::keys

// SPDX-License-Identifier: Apache-2.0
// An actor's private key in a file sealed by a passphrase: docs/formats/actor-key.md. Thread-safe. The text is
// untrusted; its scrypt parameters are fixed, so that a file cannot ask for time or memory.
#include <algorithm>

#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/json.h"
#include "bouclier/crypto/random.h"
#include "bouclier/crypto/signature.h"
#include "signature_names.h"

namespace bouclier::crypto {
namespace {

constexpr char kFormat[] = "bouclier/actor-key/v1";
constexpr uint64_t kN = 1 << 15;
constexpr uint32_t kR = 8, kP = 1;
constexpr size_t kSaltSize = 32, kSealingKeySize = 32;

struct KeyFile {
  PublicKey public_key;
  Bytes salt;
  Nonce nonce{};
  Bytes sealed;
};

Error NotAKeyFile() {
  return Error(ErrorCode::kCorruption, "read key file: not a key file of this format, or it is damaged");
}

// Version 1 of the format has these two.
bool InKeyFiles(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::kEcdsaP384Sha384 || algorithm == SignatureAlgorithm::kEd25519;
}

// Every member but `sealed`: what the seal authenticates.
Json Head(const KeyFile& file) {
  return Json::Object{
      {"algorithm", AlgorithmName(file.public_key.algorithm)},
      {"format", kFormat},
      {"kdf",
       Json::Object{{"n", kN}, {"name", "scrypt"}, {"p", int{kP}}, {"r", int{kR}}, {"salt", Base64Url(file.salt)}}},
      {"nonce", Base64Url(file.nonce)},
      {"public_key", Base64Url(file.public_key.bytes)}};
}

Result<Bytes> GetBytes(const Json& object, std::string_view key) {
  BOUCLIER_TRY(const std::string text, object.GetString(key));
  return ParseBase64Url(text);
}

// Errors of any code mean: not a key file.
Result<KeyFile> Parse(std::string_view text) {
  BOUCLIER_TRY(const Json json, Json::ParseCanonical(text));
  KeyFile file;
  BOUCLIER_TRY(const std::string algorithm, json.GetString("algorithm"));
  BOUCLIER_TRY(file.public_key.algorithm, AlgorithmOfName(algorithm));
  if (!InKeyFiles(file.public_key.algorithm)) return NotAKeyFile();
  BOUCLIER_TRY(file.public_key.bytes, GetBytes(json, "public_key"));
  BOUCLIER_TRY(const Json kdf, json.Get("kdf"));
  BOUCLIER_TRY(file.salt, GetBytes(kdf, "salt"));
  BOUCLIER_TRY(const Bytes nonce, GetBytes(json, "nonce"));
  BOUCLIER_TRY(file.sealed, GetBytes(json, "sealed"));
  if (file.salt.size() != kSaltSize || nonce.size() != kNonceSize) return NotAKeyFile();
  std::copy(nonce.begin(), nonce.end(), file.nonce.begin());
  // Whatever else stands in the file, or stands there otherwise, shows by writing it again.
  Json again = Head(file);
  again.if_object()->emplace("sealed", Base64Url(file.sealed));
  if (again != json) return NotAKeyFile();
  return file;
}

Aead SealingKey(const SecretBytes& passphrase, ByteView salt) {
  auto key = Scrypt(passphrase, salt, kN, kR, kP, kSealingKeySize);
  return Aead(AeadAlgorithm::kAes256Gcm, key.value());
}

}  // namespace

std::string WriteKeyFile(const PrivateKey& key, const SecretBytes& passphrase) {
  BOUCLIER_CHECK(!passphrase.empty() && InKeyFiles(key.public_key().algorithm));
  KeyFile file{key.public_key(), Bytes(kSaltSize), RandomArray<kNonceSize>(), {}};
  FillRandom(file.salt);
  Json json = Head(file);
  const SecretBytes secret = key.Export(SecretAccess{});
  file.sealed =
      SealingKey(passphrase, file.salt).Seal(file.nonce, AsBytes(json.Canonical()), secret.Reveal(SecretAccess{}));
  json.if_object()->emplace("sealed", Base64Url(file.sealed));
  return json.Canonical();
}

Result<PrivateKey> ReadKeyFile(std::string_view text, const SecretBytes& passphrase) {
  const auto file = Parse(text);
  if (!file.ok()) return NotAKeyFile();
  if (passphrase.empty()) return Error(ErrorCode::kUnauthenticated, "open key file: the passphrase is empty");
  auto secret =
      SealingKey(passphrase, file->salt).OpenSecret(file->nonce, AsBytes(Head(*file).Canonical()), file->sealed);
  if (!secret.ok())
    return Error(ErrorCode::kUnauthenticated, "open key file: the passphrase does not open it",
                 "type the passphrase again", Retry::kAfterFix);
  auto key = PrivateKey::FromSecret(file->public_key.algorithm, *secret);
  if (!key.ok() || key->public_key() != file->public_key) return NotAKeyFile();
  return key;
}

}  // namespace bouclier::crypto

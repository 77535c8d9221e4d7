// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/crypt4gh_keys.h"

#include <algorithm>

#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/crypto/signature.h"

namespace bouclier::vault {
namespace {

constexpr std::string_view kMagic = "c4gh-v1";
constexpr std::string_view kCipher = "chacha20_poly1305";
constexpr uint64_t kScryptN = 1 << 14;
constexpr uint32_t kScryptR = 8;
constexpr uint32_t kScryptP = 1;
constexpr size_t kMaxFile = 64 * 1024;

Error NotKey(const char* why) {
  return Error(ErrorCode::kInvalidArgument, std::string("read Crypt4GH key: ") + why,
               "make one with crypt4gh-keygen, or take it from its backup");
}

std::string Pem(std::string_view kind, ByteView content) {
  return "-----BEGIN CRYPT4GH " + std::string(kind) + " KEY-----\n" + Base64(content) + "\n-----END CRYPT4GH " +
         std::string(kind) + " KEY-----\n";
}

Result<Bytes> Unpem(std::string_view text, std::string_view kind) {
  if (text.size() > kMaxFile) return NotKey("the file is too long");
  std::string lines;
  lines.reserve(text.size());  // of a private key: no copy is left behind
  std::string first, last;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (first.empty())
      first = line;
    else if (line.starts_with("-----"))
      last = line;
    else if (last.empty())
      lines += line;
    else
      return NotKey("text behind the end line");
  }
  if (first != "-----BEGIN CRYPT4GH " + std::string(kind) + " KEY-----" ||
      last != "-----END CRYPT4GH " + std::string(kind) + " KEY-----")
    return NotKey(kind == "PUBLIC" ? "not a Crypt4GH public key file" : "not a Crypt4GH private key file");
  auto content = ParseBase64(lines);
  Wipe({reinterpret_cast<uint8_t*>(lines.data()), lines.size()});
  if (!content.ok()) return NotKey("damaged base64");
  return content;
}

void AppendString(Bytes& out, ByteView text) {
  AppendBe16(out, static_cast<uint16_t>(text.size()));
  Append(out, text);
}

Result<ByteView> TakeString(ByteReader& reader) {
  BOUCLIER_TRY(const uint8_t high, reader.U8());
  BOUCLIER_TRY(const uint8_t low, reader.U8());
  return reader.Take(static_cast<size_t>(high) << 8 | low);
}

struct KeyFields {
  std::string kdf, cipher;
  ByteView kdf_options, blob;
};

Result<KeyFields> ParseFields(ByteView content) {
  ByteReader reader(content);
  BOUCLIER_TRY(const ByteView magic, reader.Take(kMagic.size()));
  if (AsText(magic) != kMagic) return Error(ErrorCode::kUnsupported, "read Crypt4GH key: not of version c4gh-v1");
  KeyFields fields;
  BOUCLIER_TRY(const ByteView kdf, TakeString(reader));
  fields.kdf = AsText(kdf);
  if (fields.kdf != "none") {
    BOUCLIER_TRY(fields.kdf_options, TakeString(reader));
  }
  BOUCLIER_TRY(const ByteView cipher, TakeString(reader));
  fields.cipher = AsText(cipher);
  BOUCLIER_TRY(fields.blob, TakeString(reader));
  if (reader.left() != 0) {
    BOUCLIER_TRY(const ByteView comment, TakeString(reader));
    static_cast<void>(comment);
  }
  BOUCLIER_TRY_VOID(reader.End());
  return fields;
}

Result<SecretBytes> OpenBlob(const KeyFields& fields, const SecretBytes& passphrase) {
  if (fields.kdf == "bcrypt")
    return Error(ErrorCode::kUnsupported, "read Crypt4GH key: its passphrase uses bcrypt",
                 "write the key again with scrypt");
  if (fields.kdf != "scrypt") return Error(ErrorCode::kUnsupported, "read Crypt4GH key: unknown passphrase function");
  if (fields.cipher != kCipher) return Error(ErrorCode::kUnsupported, "read Crypt4GH key: unknown cipher");
  if (fields.kdf_options.size() < 4 || fields.blob.size() < crypto::kNonceSize + crypto::kTagSize)
    return NotKey("damaged");
  if (passphrase.empty())
    return Error(ErrorCode::kUnauthenticated, "read Crypt4GH key: it needs a passphrase",
                 "give the passphrase that protects it");
  BOUCLIER_TRY(const SecretBytes key,
               crypto::Scrypt(passphrase, fields.kdf_options.subspan(4), kScryptN, kScryptR, kScryptP, 32));
  crypto::Nonce nonce;
  std::copy_n(fields.blob.begin(), nonce.size(), nonce.begin());
  auto secret = crypto::Aead(crypto::AeadAlgorithm::kChaCha20Poly1305, key)
                    .OpenSecret(nonce, {}, fields.blob.subspan(nonce.size()));
  if (!secret.ok())
    return Error(ErrorCode::kUnauthenticated, "read Crypt4GH key: wrong passphrase, or the file is damaged",
                 "check the passphrase first, then take the key from its backup");
  return secret;
}

}  // namespace

C4ghKeyPair NewC4ghKeyPair() {
  C4ghKeyPair pair;
  pair.secret = crypto::RandomSecret(32);
  pair.public_key = crypto::X25519PublicKey(pair.secret);
  return pair;
}

std::string C4ghFingerprint(const C4ghPublicKey& key) { return "SHA256:" + Base64Url(crypto::Sha256::Of(key)); }

std::string WriteC4ghPublicKey(const C4ghPublicKey& key) { return Pem("PUBLIC", key); }

std::string WriteC4ghSecretKey(const C4ghKeyPair& pair, const SecretBytes& passphrase) {
  Bytes out = ToBytes(AsBytes(kMagic));
  const ByteView secret = pair.secret.Reveal(SecretAccess{});
  if (passphrase.empty()) {
    AppendString(out, AsBytes("none"));
    AppendString(out, AsBytes("none"));
    AppendString(out, secret);
  } else {
    const auto salt = crypto::RandomArray<16>();
    Bytes options(4, 0);  // rounds: not used by scrypt
    Append(options, salt);
    const auto key = crypto::Scrypt(passphrase, salt, kScryptN, kScryptR, kScryptP, 32);
    BOUCLIER_CHECK(key.ok());
    const crypto::Nonce nonce = crypto::RandomArray<crypto::kNonceSize>();
    Bytes blob = ToBytes(nonce);
    Append(blob, crypto::Aead(crypto::AeadAlgorithm::kChaCha20Poly1305, *key).Seal(nonce, {}, secret));
    AppendString(out, AsBytes("scrypt"));
    AppendString(out, options);
    AppendString(out, AsBytes(kCipher));
    AppendString(out, blob);
  }
  std::string text = Pem("PRIVATE", out);
  Wipe(out);
  return text;
}

Result<C4ghPublicKey> ReadC4ghPublicKey(std::string_view text) {
  BOUCLIER_TRY(const Bytes content, Unpem(text, "PUBLIC"));
  if (content.size() != 32) return NotKey("a public key has 32 bytes");
  C4ghPublicKey key;
  std::copy(content.begin(), content.end(), key.begin());
  return key;
}

Result<C4ghKeyPair> ReadC4ghSecretKey(std::string_view text, const SecretBytes& passphrase) {
  if (text.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----"))
    return Error(ErrorCode::kUnsupported, "read Crypt4GH key: it is an OpenSSH key",
                 "use a key made by crypt4gh-keygen, and have the file encrypted for it");
  BOUCLIER_TRY(Bytes content, Unpem(text, "PRIVATE"));
  const auto fields = ParseFields(content);
  if (!fields.ok()) return fields.error().code == ErrorCode::kUnsupported ? fields.error() : NotKey("damaged");
  C4ghKeyPair pair;
  if (fields->kdf == "none") {
    if (fields->cipher != "none")
      return Error(ErrorCode::kUnsupported, "read Crypt4GH key: a cipher without a passphrase function");
    pair.secret = SecretBytes::CopyOf(fields->blob);
  } else {
    BOUCLIER_TRY(pair.secret, OpenBlob(*fields, passphrase));
  }
  Wipe(content);
  if (pair.secret.size() != 32) return NotKey("a private key has 32 bytes");
  pair.public_key = crypto::X25519PublicKey(pair.secret);
  return pair;
}

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/note.h"

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/signature.h"

namespace bouclier::ledger {
namespace {

constexpr uint8_t kEd25519Type = 0x01;
constexpr std::string_view kDash = "\xe2\x80\x94 ";  // U+2014 and a space
constexpr size_t kKeySize = 32;
constexpr size_t kSignatureSize = 64;

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "read signed note: " + why); }

bool NameIsGood(std::string_view name) {
  if (name.empty() || name.size() > 200) return false;
  for (const char c : name) {
    if (c <= ' ' || c > '~' || c == '+') return false;
  }
  return true;
}

Bytes TypedKey(const Vkey& vkey) {
  Bytes out{kEd25519Type};
  Append(out, vkey.key.bytes);
  return out;
}

Bytes KeyHash(const Vkey& vkey) {
  const uint8_t newline = '\n';
  const Digest32 digest = crypto::Sha256::Of({AsBytes(vkey.name), ByteView(&newline, 1), TypedKey(vkey)});
  return Bytes(digest.begin(), digest.begin() + 4);
}

}  // namespace

Result<Vkey> MakeVkey(std::string name, const PublicKey& key) {
  if (!NameIsGood(name))
    return Error(ErrorCode::kInvalidArgument,
                 "make verifier key: the name is empty, too long, or holds a space or a plus");
  if (key.algorithm != SignatureAlgorithm::kEd25519 || key.bytes.size() != kKeySize)
    return Error(ErrorCode::kInvalidArgument, "make verifier key: not an Ed25519 key");
  return Vkey{std::move(name), key};
}

std::string FormatVkey(const Vkey& vkey) { return vkey.name + "+" + Hex(KeyHash(vkey)) + "+" + Base64(TypedKey(vkey)); }

Result<Vkey> ParseVkey(std::string_view text) {
  const Error bad(ErrorCode::kInvalidArgument, "read verifier key: not name+hash+base64 of an Ed25519 key",
                  "give the file with the line that init printed");
  if (text.ends_with('\n')) text.remove_suffix(1);
  const size_t first = text.find('+');
  const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return bad;
  const Result<Bytes> typed = ParseBase64(text.substr(second + 1));
  if (!typed.ok() || typed->size() != 1 + kKeySize || (*typed)[0] != kEd25519Type) return bad;
  const Result<Vkey> vkey = MakeVkey(std::string(text.substr(0, first)),
                                     {SignatureAlgorithm::kEd25519, Bytes(typed->begin() + 1, typed->end())});
  if (!vkey.ok() || FormatVkey(*vkey) != text) return bad;
  return *vkey;
}

std::string VkeyFingerprint(const Vkey& vkey) { return crypto::Fingerprint(vkey.key); }

Result<std::string> SignNote(const std::string& text, const Vkey& vkey, ports::Signer& signer) {
  BOUCLIER_TRY(const Bytes signature, signer.Sign(AsBytes(text)));
  if (!crypto::Verify(vkey.key, AsBytes(text), signature).ok())
    return Error(ErrorCode::kCorruption, "sign note: what the signer returned does not verify",
                 "check the token and its ledger key", Retry::kAfterFix);
  Bytes blob = KeyHash(vkey);
  Append(blob, signature);
  return text + "\n" + std::string(kDash) + vkey.name + " " + Base64(blob) + "\n";
}

Result<std::string> OpenNote(std::string_view note, const Vkey& vkey) {
  const size_t split = note.find("\n\n");
  if (split == std::string_view::npos) return Bad("it has no signature");
  const std::string_view text = note.substr(0, split + 1);
  std::string_view line = note.substr(split + 2);
  if (!line.ends_with('\n')) return Bad("it is cut");
  line.remove_suffix(1);
  if (line.find('\n') != std::string_view::npos) return Bad("it has an unknown signature line");
  const std::string prefix = std::string(kDash) + vkey.name + " ";
  if (!line.starts_with(prefix)) return Bad("the signature line is not by the expected name");
  const Result<Bytes> blob = ParseBase64(line.substr(prefix.size()));
  if (!blob.ok() || blob->size() != 4 + kSignatureSize)
    return Bad("the signature is not canonical base64 of the right length");
  const Bytes hash = KeyHash(vkey);
  if (!Equal(ByteView(*blob).first(4), hash))
    return Error(ErrorCode::kUnauthenticated, "verify signed note: signed by another key");
  if (!crypto::Verify(vkey.key, AsBytes(text), ByteView(*blob).subspan(4)).ok())
    return Error(ErrorCode::kUnauthenticated, "verify signed note: the signature does not verify");
  return std::string(text);
}

}  // namespace bouclier::ledger

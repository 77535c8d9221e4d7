// SPDX-License-Identifier: Apache-2.0
#include "sealed_box.h"

#include <algorithm>

#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"

namespace bouclier::vault {
namespace {

crypto::Aead CipherFor(const SecretBytes& key, std::string_view label, const BoxNonce& nonce) {
  return crypto::Aead(crypto::AeadAlgorithm::kAes256Gcm, crypto::HkdfSha256(key, nonce, AsBytes(label), 32));
}

Bytes Aad(std::string_view label, ByteView bound) {
  Bytes aad = ToBytes(AsBytes(label));
  Append(aad, bound);
  return aad;
}

constexpr crypto::Nonce kOnce{};  // the key is used once: its nonce need not vary

}  // namespace

Bytes SealUnder(const SecretBytes& key, std::string_view label, const BoxNonce& nonce, ByteView bound,
                ByteView content) {
  return CipherFor(key, label, nonce).Seal(kOnce, Aad(label, bound), content);
}

Result<Bytes> OpenUnder(const SecretBytes& key, std::string_view label, const BoxNonce& nonce, ByteView bound,
                        ByteView sealed) {
  if (sealed.size() < crypto::kTagSize) return Error(ErrorCode::kCorruption, "open sealed bytes: too short");
  return CipherFor(key, label, nonce).Open(kOnce, Aad(label, bound), sealed);
}

Result<SecretBytes> OpenSecretUnder(const SecretBytes& key, std::string_view label, const BoxNonce& nonce,
                                    ByteView bound, ByteView sealed) {
  if (sealed.size() < crypto::kTagSize) return Error(ErrorCode::kCorruption, "open sealed key: too short");
  return CipherFor(key, label, nonce).OpenSecret(kOnce, Aad(label, bound), sealed);
}

Bytes SealBox(const SecretBytes& key, std::string_view label, ByteView bound, ByteView content) {
  const BoxNonce nonce = crypto::RandomArray<kBoxNonceSize>();
  Bytes box = ToBytes(nonce);
  Append(box, SealUnder(key, label, nonce, bound, content));
  return box;
}

Result<Bytes> OpenBox(const SecretBytes& key, std::string_view label, ByteView bound, ByteView box) {
  if (box.size() < kBoxNonceSize + crypto::kTagSize)
    return Error(ErrorCode::kCorruption, "open sealed bytes: too short");
  BoxNonce nonce;
  std::copy_n(box.begin(), kBoxNonceSize, nonce.begin());
  return OpenUnder(key, label, nonce, bound, box.subspan(kBoxNonceSize));
}

}  // namespace bouclier::vault

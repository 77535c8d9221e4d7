// SPDX-License-Identifier: Apache-2.0
// X25519 (RFC 7748) over OpenSSL's EVP. Thread-safe. The peer's point is untrusted.
#include <openssl/evp.h>

#include "bouclier/crypto/signature.h"
#include "openssl_errors.h"

namespace bouclier::crypto {
namespace {

constexpr size_t kSize = 32;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Key Private(const SecretBytes& key) {
  BOUCLIER_CHECK(key.size() == kSize);
  Key out(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, key.Reveal(SecretAccess{}).data(), kSize),
          &EVP_PKEY_free);
  BOUCLIER_CHECK(out != nullptr);
  return out;
}

}  // namespace

ByteArray<32> X25519PublicKey(const SecretBytes& private_key) {
  const Key key = Private(private_key);
  ByteArray<32> out;
  size_t size = out.size();
  BOUCLIER_CHECK(EVP_PKEY_get_raw_public_key(key.get(), out.data(), &size) == 1 && size == kSize);
  return out;
}

Result<SecretBytes> X25519(const SecretBytes& private_key, const ByteArray<32>& peer) {
  const ErrorMark mark;
  const Key key = Private(private_key);
  const Key other(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, peer.data(), peer.size()), &EVP_PKEY_free);
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(EVP_PKEY_CTX_new(key.get(), nullptr),
                                                                            &EVP_PKEY_CTX_free);
  BOUCLIER_CHECK(other != nullptr && context != nullptr && EVP_PKEY_derive_init(context.get()) == 1);
  BOUCLIER_CHECK(EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1);
  SecretBytes out(kSize);
  size_t size = kSize;
  // Fails only when the result is all zero: RFC 7748 §6.1, a peer that contributes nothing.
  if (EVP_PKEY_derive(context.get(), out.RevealMutable(SecretAccess{}).data(), &size) != 1 || size != kSize)
    return Error(ErrorCode::kInvalidArgument, "agree on a key: the other public key is a point of small order");
  return out;
}

}  // namespace bouclier::crypto

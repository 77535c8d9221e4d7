// SPDX-License-Identifier: Apache-2.0
// One-shot hashes, HMAC, HKDF and scrypt over OpenSSL's EVP. Thread-safe. Secrets are read in place, never copied by
// us.
#include "bouclier/crypto/hash.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <bit>

namespace bouclier::crypto {
namespace {

constexpr uint64_t kScryptMemory = uint64_t{256} << 20;
constexpr uint32_t kScryptMaximumP = 16;  // bounds the time as kScryptMemory bounds the space
constexpr size_t kHkdfMaximum = 255 * 32;

Bytes Hash(const EVP_MD* algorithm, ByteView data) {
  Bytes out(EVP_MD_get_size(algorithm));
  unsigned size = 0;
  BOUCLIER_CHECK(EVP_Digest(data.data(), data.size(), out.data(), &size, algorithm, nullptr) == 1);
  BOUCLIER_CHECK(size == out.size());
  return out;
}

// A pointer that may be handed on when the view is empty: OpenSSL takes null for "not set".
const uint8_t* NotNull(ByteView view) {
  static const uint8_t nothing = 0;
  return view.data() != nullptr ? view.data() : &nothing;
}

OSSL_PARAM OctetParam(const char* name, ByteView view) {
  // The type wants a mutable pointer; EVP_KDF only reads through it.
  return OSSL_PARAM_construct_octet_string(name, const_cast<uint8_t*>(NotNull(view)), view.size());
}

}  // namespace

Bytes Sha384(ByteView data) { return Hash(EVP_sha384(), data); }
Bytes Blake2b512(ByteView data) { return Hash(EVP_blake2b512(), data); }

Digest32 HmacSha256(ByteView key, ByteView data) {
  Digest32 out;
  unsigned size = 0;
  BOUCLIER_CHECK(HMAC(EVP_sha256(), NotNull(key), static_cast<int>(key.size()), NotNull(data), data.size(), out.data(),
                      &size) != nullptr);
  BOUCLIER_CHECK(size == out.size());
  return out;
}

Digest32 HmacSha256(const SecretBytes& key, ByteView data) { return HmacSha256(key.Reveal(SecretAccess{}), data); }

SecretBytes HkdfSha256(const SecretBytes& key, ByteView salt, ByteView info, size_t size) {
  BOUCLIER_CHECK(size > 0 && size <= kHkdfMaximum);
  BOUCLIER_CHECK(!key.empty());
  static EVP_KDF* const hkdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);  // immutable once fetched
  BOUCLIER_CHECK(hkdf != nullptr);
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(hkdf), &EVP_KDF_CTX_free);
  BOUCLIER_CHECK(context != nullptr);
  char digest[] = "SHA256";
  std::vector<OSSL_PARAM> params{OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                                 OctetParam(OSSL_KDF_PARAM_KEY, key.Reveal(SecretAccess{}))};
  if (!salt.empty()) params.push_back(OctetParam(OSSL_KDF_PARAM_SALT, salt));
  if (!info.empty()) params.push_back(OctetParam(OSSL_KDF_PARAM_INFO, info));
  params.push_back(OSSL_PARAM_construct_end());
  SecretBytes out(size);
  BOUCLIER_CHECK(EVP_KDF_derive(context.get(), out.RevealMutable(SecretAccess{}).data(), size, params.data()) == 1);
  return out;
}

Result<SecretBytes> Scrypt(const SecretBytes& passphrase, ByteView salt, uint64_t n, uint32_t r, uint32_t p,
                           size_t size) {
  if (n < 2 || !std::has_single_bit(n) || r == 0 || p == 0 || p > kScryptMaximumP || size == 0 || size > 1024)
    return Error(ErrorCode::kInvalidArgument, "derive key by scrypt: parameters are out of range");
  if (r == 1 && n >= 1 << 16)  // RFC 7914 §2: N < 2^(128 · r / 8); a larger r has its bound beyond our memory
    return Error(ErrorCode::kInvalidArgument, "derive key by scrypt: parameters are out of range");
  if (n > kScryptMemory / 128 || r > kScryptMemory / 128 / (n + p + 2))
    return Error(ErrorCode::kExhausted, "derive key by scrypt: parameters ask for more than 256 MiB");
  const ByteView secret = passphrase.Reveal(SecretAccess{});
  SecretBytes out(size);
  BOUCLIER_CHECK(EVP_PBE_scrypt(reinterpret_cast<const char*>(NotNull(secret)), secret.size(), NotNull(salt),
                                salt.size(), n, r, p, kScryptMemory, out.RevealMutable(SecretAccess{}).data(),
                                size) == 1);
  return out;
}

}  // namespace bouclier::crypto

// SPDX-License-Identifier: Apache-2.0
// Authenticated encryption over OpenSSL's EVP. One context per key: the key is set once, each message sets only its
// nonce. A context is used by one thread at a time. Sealed bytes are untrusted: whatever does not authenticate leaves
// zeros.
#include "bouclier/crypto/aead.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>

#include "openssl_errors.h"

namespace bouclier::crypto {
namespace {

constexpr size_t kKeySize = 32;
constexpr size_t kPiece = 1 << 20;  // OpenSSL counts in int

enum Direction : int { kOpen = 0, kSeal = 1 };

const EVP_CIPHER* Fetch(AeadAlgorithm algorithm) {
  // Fetched once: fetching costs more than sealing a record. Immutable afterwards.
  static const EVP_CIPHER* const chacha = EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr);
  static const EVP_CIPHER* const aes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  const EVP_CIPHER* cipher = algorithm == AeadAlgorithm::kChaCha20Poly1305 ? chacha : aes;
  BOUCLIER_CHECK(cipher != nullptr);
  return cipher;
}

Error DoesNotOpen() { return Error(ErrorCode::kCorruption, "open sealed bytes: they do not authenticate"); }

}  // namespace

struct Aead::Context {
  EVP_CIPHER_CTX* cipher = EVP_CIPHER_CTX_new();
  Context() = default;
  Context(const Context&) = delete;
  ~Context() { EVP_CIPHER_CTX_free(cipher); }  // wipes the key schedule

  void Start(Direction direction, const Nonce& nonce, ByteView aad) {
    BOUCLIER_CHECK(EVP_CipherInit_ex2(cipher, nullptr, nullptr, nonce.data(), direction, nullptr) == 1);
    for (size_t done = 0; done < aad.size();) {
      const size_t piece = std::min(kPiece, aad.size() - done);
      int written = 0;
      BOUCLIER_CHECK(EVP_CipherUpdate(cipher, nullptr, &written, aad.data() + done, static_cast<int>(piece)) == 1);
      done += piece;
    }
  }

  void Transform(ByteView in, uint8_t* out) {
    for (size_t done = 0; done < in.size();) {
      const size_t piece = std::min(kPiece, in.size() - done);
      int written = 0;
      BOUCLIER_CHECK(EVP_CipherUpdate(cipher, out + done, &written, in.data() + done, static_cast<int>(piece)) == 1);
      BOUCLIER_CHECK(static_cast<size_t>(written) == piece);
      done += piece;
    }
  }

  bool Finish() {
    uint8_t none[16];
    int written = 0;
    const bool ok = EVP_CipherFinal_ex(cipher, none, &written) == 1;
    BOUCLIER_CHECK(!ok || written == 0);
    return ok;
  }
};

Aead::Aead(AeadAlgorithm algorithm, const SecretBytes& key) : context_(std::make_unique<Context>()) {
  BOUCLIER_CHECK(key.size() == kKeySize);
  BOUCLIER_CHECK(context_->cipher != nullptr);
  BOUCLIER_CHECK(EVP_CipherInit_ex2(context_->cipher, Fetch(algorithm), key.Reveal(SecretAccess{}).data(), nullptr,
                                    kSeal, nullptr) == 1);
}

Aead::Aead(Aead&&) noexcept = default;
Aead& Aead::operator=(Aead&&) noexcept = default;
Aead::~Aead() = default;

void Aead::Seal(const Nonce& nonce, ByteView aad, ByteView plaintext, MutableByteView out) {
  BOUCLIER_CHECK(out.size() == plaintext.size() + kTagSize);
  context_->Start(kSeal, nonce, aad);
  context_->Transform(plaintext, out.data());
  BOUCLIER_CHECK(context_->Finish());
  BOUCLIER_CHECK(
      EVP_CIPHER_CTX_ctrl(context_->cipher, EVP_CTRL_AEAD_GET_TAG, kTagSize, out.data() + plaintext.size()) == 1);
}

Result<void> Aead::Open(const Nonce& nonce, ByteView aad, ByteView sealed, MutableByteView out) {
  if (sealed.size() < kTagSize) {
    OPENSSL_cleanse(out.data(), out.size());
    return DoesNotOpen();
  }
  const ByteView ciphertext = sealed.first(sealed.size() - kTagSize);
  BOUCLIER_CHECK(out.size() == ciphertext.size());
  ByteArray<kTagSize> tag;  // a copy: `out` may lie over `sealed`, and OpenSSL wants it mutable
  std::copy(sealed.end() - kTagSize, sealed.end(), tag.begin());
  context_->Start(kOpen, nonce, aad);
  BOUCLIER_CHECK(EVP_CIPHER_CTX_ctrl(context_->cipher, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1);
  context_->Transform(ciphertext, out.data());
  const ErrorMark mark;
  if (context_->Finish()) return {};
  OPENSSL_cleanse(out.data(), out.size());
  return DoesNotOpen();
}

Bytes Aead::Seal(const Nonce& nonce, ByteView aad, ByteView plaintext) {
  Bytes out(plaintext.size() + kTagSize);
  Seal(nonce, aad, plaintext, out);
  return out;
}

Result<Bytes> Aead::Open(const Nonce& nonce, ByteView aad, ByteView sealed) {
  if (sealed.size() < kTagSize) return DoesNotOpen();
  Bytes out(sealed.size() - kTagSize);
  BOUCLIER_TRY_VOID(Open(nonce, aad, sealed, out));
  return out;
}

Result<SecretBytes> Aead::OpenSecret(const Nonce& nonce, ByteView aad, ByteView sealed) {
  if (sealed.size() < kTagSize) return DoesNotOpen();
  SecretBytes out(sealed.size() - kTagSize);
  BOUCLIER_TRY_VOID(Open(nonce, aad, sealed, out.RevealMutable(SecretAccess{})));
  return out;
}

}  // namespace bouclier::crypto

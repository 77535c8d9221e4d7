// SPDX-License-Identifier: Apache-2.0
// Authenticated encryption: ChaCha20-Poly1305 (RFC 8439) and AES-256-GCM, 96-bit nonces, 128-bit tags.
// A cipher object holds one key and reuses its context: one per thread.
#pragma once

#include <memory>

#include "bouclier/base/bytes.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier::crypto {

constexpr size_t kNonceSize = 12;
constexpr size_t kTagSize = 16;
using Nonce = ByteArray<kNonceSize>;

enum class AeadAlgorithm : uint8_t { kChaCha20Poly1305 = 1, kAes256Gcm = 2 };

class Aead {
 public:
  Aead(AeadAlgorithm algorithm, const SecretBytes& key);  // 32 bytes (checked)
  Aead(Aead&&) noexcept;
  Aead& operator=(Aead&&) noexcept;
  ~Aead();

  // Writes ciphertext ‖ tag to `out`, whose size is plaintext.size() + kTagSize. In-place (out.data() ==
  // plaintext.data()) is allowed.
  void Seal(const Nonce& nonce, ByteView aad, ByteView plaintext, MutableByteView out);
  // `sealed` is ciphertext ‖ tag; writes sealed.size() - kTagSize bytes; on failure `out` is zeroed. **Errors:**
  // corruption.
  Result<void> Open(const Nonce& nonce, ByteView aad, ByteView sealed, MutableByteView out);

  Bytes Seal(const Nonce& nonce, ByteView aad, ByteView plaintext);
  Result<Bytes> Open(const Nonce& nonce, ByteView aad, ByteView sealed);
  Result<SecretBytes> OpenSecret(const Nonce& nonce, ByteView aad, ByteView sealed);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace bouclier::crypto

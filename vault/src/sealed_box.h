// SPDX-License-Identifier: Apache-2.0
// Small secrets and texts sealed under a key used once: AES-256-GCM, zero nonce, key = HKDF-SHA-256(key, salt = random
// 32 bytes, info = label). The label and `bound` are authenticated. Pure but for randomness.
#pragma once

#include <string_view>

#include "bouclier/base/bytes.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier::vault {

constexpr size_t kBoxNonceSize = 32;
using BoxNonce = ByteArray<kBoxNonceSize>;

// The ciphertext ‖ tag only; the nonce is stored by the caller's format.
Bytes SealUnder(const SecretBytes& key, std::string_view label, const BoxNonce& nonce, ByteView bound,
                ByteView content);
Result<Bytes> OpenUnder(const SecretBytes& key, std::string_view label, const BoxNonce& nonce, ByteView bound,
                        ByteView sealed);
Result<SecretBytes> OpenSecretUnder(const SecretBytes& key, std::string_view label, const BoxNonce& nonce,
                                    ByteView bound, ByteView sealed);

// nonce ‖ ciphertext ‖ tag, with a fresh nonce.
Bytes SealBox(const SecretBytes& key, std::string_view label, ByteView bound, ByteView content);
Result<Bytes> OpenBox(const SecretBytes& key, std::string_view label, ByteView bound, ByteView box);

}  // namespace bouclier::vault

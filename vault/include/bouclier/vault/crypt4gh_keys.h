// SPDX-License-Identifier: Apache-2.0
// Crypt4GH key files (the "c4gh-v1" format of the reference implementation): X25519 public keys, private keys in clear
// or under scrypt. docs/formats/crypt4gh.md.
#pragma once

#include <optional>
#include <string>

#include "bouclier/base/bytes.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier::vault {

using C4ghPublicKey = ByteArray<32>;

struct C4ghKeyPair {
  SecretBytes secret;
  C4ghPublicKey public_key{};
};
C4ghKeyPair NewC4ghKeyPair();
std::string C4ghFingerprint(const C4ghPublicKey& key);  // "SHA256:" ‖ base64url(SHA-256(key))
std::string WriteC4ghPublicKey(const C4ghPublicKey& key);
std::string WriteC4ghSecretKey(const C4ghKeyPair& pair, const SecretBytes& passphrase);  // empty passphrase: kdf none
// **Errors:** invalid_argument (not such a file).
Result<C4ghPublicKey> ReadC4ghPublicKey(std::string_view text);
// **Errors:** invalid_argument (not such a file), unauthenticated (passphrase missing or wrong), unsupported (bcrypt
// and OpenSSH keys, named; other ciphers).
Result<C4ghKeyPair> ReadC4ghSecretKey(std::string_view text, const SecretBytes& passphrase);

}  // namespace bouclier::vault

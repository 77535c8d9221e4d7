// SPDX-License-Identifier: Apache-2.0
// Public keys, verification, and software private keys. Keys of custodians and of the ledger live in tokens (room
// keys); software private keys are those of actors (P-384, in passphrase-protected files) and of tests. P-256 is there
// to verify what others sign: no key of ours is on that curve.
#pragma once

#include <memory>
#include <string>

#include "bouclier/base/bytes.h"
#include "bouclier/base/public_key.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier::crypto {

std::string Fingerprint(const PublicKey& key);  // "SHA256:" ‖ base64url(SHA-256(algorithm byte ‖ bytes))

// Signature encoding: Ed25519 64 bytes; ECDSA r ‖ s, 96 bytes on P-384, 64 on P-256 (as JWS and PKCS#11 have it).
// **Errors:** unauthenticated (does not verify), invalid_argument (malformed key: a point off its curve; Ed25519 not in
// its one encoding, or of small order. An Ed25519 key off the curve verifies nothing: unauthenticated).
Result<void> Verify(const PublicKey& key, ByteView message, ByteView signature);

class PrivateKey {
 public:
  static PrivateKey Generate(SignatureAlgorithm algorithm);
  // Ed25519: the 32-byte seed; P-384, P-256: the scalar of 48, 32 bytes.
  static Result<PrivateKey> FromSecret(SignatureAlgorithm algorithm, const SecretBytes& secret);
  PrivateKey(PrivateKey&&) noexcept;
  PrivateKey& operator=(PrivateKey&&) noexcept;
  ~PrivateKey();
  const PublicKey& public_key() const;
  Bytes Sign(ByteView message) const;
  SecretBytes Export(SecretAccess) const;

 private:
  struct State;
  explicit PrivateKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// X25519 (RFC 7748), for Crypt4GH recipients. CHECK: a private key of 32 bytes. **Errors:** invalid_argument (a point
// of small order).
ByteArray<32> X25519PublicKey(const SecretBytes& private_key);
Result<SecretBytes> X25519(const SecretBytes& private_key, const ByteArray<32>& peer);

// A private key file sealed by a passphrase: canonical JSON, scrypt (N = 2^15, r = 8, p = 1) + AES-256-GCM.
// docs/formats/actor-key.md. CHECK in writing: the passphrase is not empty, the key not on P-256. **Errors:**
// unauthenticated (wrong or empty passphrase), corruption (not such a file).
// **Cost:** 32 MiB and some 60 ms, once the file has the right form.
std::string WriteKeyFile(const PrivateKey& key, const SecretBytes& passphrase);
Result<PrivateKey> ReadKeyFile(std::string_view text, const SecretBytes& passphrase);

}  // namespace bouclier::crypto

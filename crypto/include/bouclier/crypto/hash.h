// SPDX-License-Identifier: Apache-2.0
// SHA-256 and MD5 as streams whose mid-state can be kept (a resumed object needs no second read), SHA-512, HMAC, HKDF,
// scrypt. MD5 is here only to compare with Content-MD5 of a source; it proves nothing against an attacker.
#pragma once

#include <memory>

#include "bouclier/base/bytes.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier::crypto {

// One stream; not thread-safe. Movable.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();
  void Update(ByteView data);
  Digest32 Finish();  // resets
  // The state after the bytes so far: docs/formats/digest-state.md. **Secrets:** holds up to 63 bytes of the data, so
  // seal it.
  Bytes SaveState() const;
  static Result<Sha256> FromState(ByteView state);  // corruption when it is not one

  static Digest32 Of(ByteView data);
  static Digest32 Of(std::initializer_list<ByteView> parts);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class Md5 {
 public:
  Md5();
  Md5(Md5&&) noexcept;
  Md5& operator=(Md5&&) noexcept;
  ~Md5();
  void Update(ByteView data);
  ByteArray<16> Finish();
  Bytes SaveState() const;
  static Result<Md5> FromState(ByteView state);
  static ByteArray<16> Of(ByteView data);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Bytes Sha384(ByteView data);
Bytes Blake2b512(ByteView data);

Digest32 HmacSha256(ByteView key, ByteView data);  // the key may be public (SigV4 chains); see the secret form below
Digest32 HmacSha256(const SecretBytes& key, ByteView data);

// RFC 5869 with SHA-256; CHECK: 0 < `size` ≤ 255 × 32, a key of at least one byte. `info` ≤ 1024 bytes.
SecretBytes HkdfSha256(const SecretBytes& key, ByteView salt, ByteView info, size_t size);

// RFC 7914. **Errors:** invalid_argument (parameters; p > 16, size > 1024), exhausted (beyond 256 MiB).
Result<SecretBytes> Scrypt(const SecretBytes& passphrase, ByteView salt, uint64_t n, uint32_t r, uint32_t p,
                           size_t size);

}  // namespace bouclier::crypto

// SPDX-License-Identifier: Apache-2.0
// Seals and opens single 64-KiB segments: nonce(12) ‖ ciphertext ‖ tag(16), the data part of Crypt4GH v1. No
// allocation. One thread per instance. docs/formats/sealed-object.md.
#pragma once

#include "bouclier/base/secret_bytes.h"
#include "bouclier/crypto/aead.h"
#include "bouclier/vault/layout.h"

namespace bouclier::vault {

class SegmentCipher {
 public:
  SegmentCipher(const SecretBytes& dek, const crypto::Nonce& start_nonce);
  // `plaintext`: 1…65,536 bytes; `out`: plaintext.size() + 28.
  void Seal(uint64_t index, ByteView plaintext, MutableByteView out);
  // `out`: sealed.size() - 28. **Errors:** corruption: the nonce is not the one this position has (reordered,
  // duplicated, foreign), or the tag does not verify; the message names the segment.
  Result<void> Open(uint64_t index, ByteView sealed, MutableByteView out);

 private:
  crypto::Aead aead_;
  crypto::Nonce start_;
};

}  // namespace bouclier::vault

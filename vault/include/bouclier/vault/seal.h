// SPDX-License-Identifier: Apache-2.0
// Seals leaves of 256 segments, hashing each byte of plaintext and ciphertext once. The callers own all buffers.
#pragma once

#include <optional>
#include <vector>

#include "bouclier/crypto/hash.h"
#include "bouclier/vault/segment.h"

namespace bouclier::vault {

enum class Md5Wanted { kNo, kYes };

struct PlaintextDigest {
  Digest32 sha256{};
  std::optional<ByteArray<16>> md5;
};

// Digests of the true plaintext (padding left out), front to back.
class PlaintextHasher {
 public:
  explicit PlaintextHasher(Md5Wanted md5);
  void Update(ByteView plaintext);
  PlaintextDigest Finish();
  Bytes SaveState() const;                                   // docs/formats/upload-record.md
  static Result<PlaintextHasher> FromState(ByteView state);  // corruption

 private:
  crypto::Sha256 sha256_;
  std::optional<crypto::Md5> md5_;
};

// Seals `padded_length` bytes (`plaintext`, then zeros) as consecutive segments from `first_segment`, at most one leaf,
// and hashes the ciphertext; `out`: BodyLength(padded_length). A hasher (may be null) takes the plaintext while it is
// warm in the cache. Returns the leaf digest, SHA-256 over `out`.
Digest32 SealLeaf(SegmentCipher& cipher, uint64_t first_segment, ByteView plaintext, uint64_t padded_length,
                  MutableByteView out, PlaintextHasher* hasher);

// The same for several leaves, on `threads` threads (1: interleaved on this one); `first_leaf` is the body's leaf they
// begin at.
std::vector<Digest32> SealLeaves(const SecretBytes& dek, const crypto::Nonce& start_nonce, uint64_t first_leaf,
                                 ByteView plaintext, uint64_t padded_length, MutableByteView out,
                                 PlaintextHasher* hasher, size_t threads);

// The digest of a body of one leaf is that of its leaf: it need not be hashed again to be sent. Else nullopt.
inline std::optional<Digest32> OnlyLeaf(const std::vector<Digest32>& leaves) {
  return leaves.size() == 1 ? std::optional(leaves[0]) : std::nullopt;
}

// RFC 6962 Merkle root whose leaf data are the leaf digests; the empty body has the empty root.
Digest32 CiphertextRoot(const std::vector<Digest32>& leaves);

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
// Negative controls: a reader of sealed bodies whose guards can be taken away one by one, and the attacks of a hostile
// host. Never part of the product. With all guards it refuses as the product does; a twin lacks exactly what stops its
// attack, and is seen to accept it.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/vault/seal.h"

namespace bouclier::vault::test {

struct Guards {
  bool recorded_length = true;  // else: as long as the host says
  bool expected_nonce = true;   // else: whatever nonce stands in the segment
  bool tag = true;              // else: decrypt without looking at it
  bool root = true;             // on full reads: ciphertext root and plaintext digest
};

// What a record says, in clear: for twins only.
struct TwinRecord {
  SecretBytes dek;
  crypto::Nonce start_nonce{};
  uint64_t body_length = 0;
  Digest32 root{};
  Digest32 sha256{};
};

// Seals under a key of its own, or under one that several objects share (what "swapped objects" needs to work).
inline Bytes TwinSeal(TwinRecord& record, ByteView plaintext) {
  Bytes body(BodyLength(plaintext.size()));
  PlaintextHasher hasher(Md5Wanted::kNo);
  const auto leaves = SealLeaves(record.dek, record.start_nonce, 0, plaintext, plaintext.size(), body, &hasher, 1);
  record.body_length = body.size();
  record.root = CiphertextRoot(leaves);
  record.sha256 = hasher.Finish().sha256;
  return body;
}

inline Result<Bytes> TwinOpenSegment(const TwinRecord& record, const Guards& guards, uint64_t index, ByteView sealed) {
  if (sealed.size() <= kSegmentOverhead) return Error(ErrorCode::kCorruption, "twin: short segment");
  crypto::Nonce nonce;
  std::copy_n(sealed.begin(), nonce.size(), nonce.begin());
  if (guards.expected_nonce && nonce != SegmentNonce(record.start_nonce, index))
    return Error(ErrorCode::kCorruption, "twin: nonce");
  crypto::Aead aead(crypto::AeadAlgorithm::kChaCha20Poly1305, record.dek);
  if (guards.tag) return aead.Open(nonce, {}, sealed.subspan(nonce.size()));
  // Sealing zeros gives the key stream: ciphertext ⊕ key stream, the tag unseen.
  Bytes out = aead.Seal(nonce, {}, Bytes(sealed.size() - kSegmentOverhead, 0));
  out.resize(sealed.size() - kSegmentOverhead);
  for (size_t i = 0; i < out.size(); ++i) out[i] ^= sealed[nonce.size() + i];
  return out;
}

// Plaintext of segments [first, first + count), as many as there are; count absent: a full read.
inline Result<Bytes> TwinRead(const TwinRecord& record, const Guards& guards, ByteView body, uint64_t first = 0,
                              std::optional<uint64_t> count = std::nullopt) {
  const uint64_t length = guards.recorded_length ? record.body_length : body.size();
  if (!count && body.size() != length) return Error(ErrorCode::kCorruption, "twin: length");
  const uint64_t segments = (length + kSegmentSealed - 1) / kSegmentSealed;
  Bytes out;
  for (uint64_t i = first; i < std::min(segments, first + count.value_or(segments)); ++i) {
    const uint64_t end = std::min((i + 1) * kSegmentSealed, length);
    if (end > body.size()) return Error(ErrorCode::kCorruption, "twin: cut");
    BOUCLIER_TRY(const Bytes plain,
                 TwinOpenSegment(record, guards, i, body.subspan(i * kSegmentSealed, end - i * kSegmentSealed)));
    Append(out, plain);
  }
  if (count || !guards.root) return out;
  std::vector<Digest32> leaves;
  for (uint64_t at = 0; at < body.size(); at += kLeafSealed)
    leaves.push_back(crypto::Sha256::Of(body.subspan(at, std::min<uint64_t>(kLeafSealed, body.size() - at))));
  if (CiphertextRoot(leaves) != record.root) return Error(ErrorCode::kCorruption, "twin: root");
  if (crypto::Sha256::Of(out) != record.sha256) return Error(ErrorCode::kCorruption, "twin: digest");
  return out;
}

// What a host may do to a body at rest.
inline void CutAtSegment(Bytes& body, uint64_t segments_left) { body.resize(segments_left * kSegmentSealed); }
inline void SwapSegments(Bytes& body, uint64_t a, uint64_t b) {
  std::swap_ranges(body.begin() + static_cast<ptrdiff_t>(a * kSegmentSealed),
                   body.begin() + static_cast<ptrdiff_t>((a + 1) * kSegmentSealed),
                   body.begin() + static_cast<ptrdiff_t>(b * kSegmentSealed));
}
inline void FlipBit(Bytes& body, uint64_t segment) { body[segment * kSegmentSealed + 100] ^= 0x10; }

}  // namespace bouclier::vault::test

// SPDX-License-Identifier: Apache-2.0
// The arithmetic of a sealed body: segments, leaves, padding, pieces, host keys. Pure. docs/formats/sealed-object.md.
#pragma once

#include <string>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/ids.h"
#include "bouclier/crypto/aead.h"
#include "bouclier/ports/object_store.h"

namespace bouclier::vault {

constexpr uint64_t kSegmentPlain = 64 * 1024;
constexpr uint64_t kSegmentOverhead = crypto::kNonceSize + crypto::kTagSize;
constexpr uint64_t kSegmentSealed = kSegmentPlain + kSegmentOverhead;
constexpr uint32_t kLeafSegments = 256;
constexpr uint64_t kLeafPlain = kLeafSegments * kSegmentPlain;  // 16 MiB
constexpr uint64_t kLeafSealed = kLeafSegments * kSegmentSealed;
constexpr uint64_t kMaxPlaintext = 1ull << 50;  // no object is larger: lengths near 2^64 are refused
constexpr uint64_t kPaddingBelow = 1 << 20;     // Padmé padding is on by default below 1 MiB

enum class Padding { kNone, kPadme };
Padding DefaultPadding(uint64_t plaintext_length);
// Padmé (Nikitin et al., PETS 2019): leaks O(log log n) bits of the length, costs at most 12 %.
uint64_t PadmeLength(uint64_t length);
uint64_t PaddedLength(uint64_t plaintext_length, Padding padding);

uint64_t SegmentCount(uint64_t padded_length);
uint64_t LeafCount(uint64_t padded_length);
uint64_t BodyLength(uint64_t padded_length);
// The padded length a body of this length holds. **Errors:** corruption (no body has that length).
Result<uint64_t> PaddedFromBody(uint64_t body_length);
// nonce(i) = start + i, as 96-bit little-endian integers, wrapping.
crypto::Nonce SegmentNonce(const crypto::Nonce& start, uint64_t index);

// One attempt at one generation of one object. `attempt` is random: two attempts never share a host key.
struct AttemptId {
  ObjectId object;
  uint64_t generation = 1;
  uint64_t attempt = 0;
  bool operator==(const AttemptId&) const = default;
};
AttemptId NewAttempt(ObjectId object, uint64_t generation);
// `o/<2 hex>/<object id>/<generation>-<attempt>`, and `/<piece>` (from 0) when the body is split.
std::string HostKey(const AttemptId& id);
std::string PieceKey(const AttemptId& id, size_t piece, size_t piece_count);
constexpr const char* kBodyPrefix = "o/";

// How a body of several parts is cut: parts are whole leaves, pieces whole parts; the last of each may be shorter.
struct UploadLayout {
  uint64_t padded_length = 0;
  uint32_t leaves_per_part = 1;
  uint32_t parts_per_piece = 1;
  uint64_t PartCount() const;
  uint64_t PieceCount() const;
  uint64_t PartPlainOffset(uint64_t part) const;
  uint64_t PartPlainLength(uint64_t part) const;  // padding included
  std::vector<uint64_t> PieceBodyLengths() const;
};
// At most `max_leaves_per_part` leaves a part (memory), at most capabilities.max_parts parts a piece.
UploadLayout PlanUpload(uint64_t padded_length, const ports::HostCapabilities& capabilities,
                        uint32_t max_leaves_per_part = 4);

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/layout.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "bouclier/crypto/random.h"

namespace bouclier::vault {
namespace {
uint64_t CeilDiv(uint64_t a, uint64_t b) { return a / b + (a % b != 0 ? 1 : 0); }
}  // namespace

Padding DefaultPadding(uint64_t plaintext_length) {
  return plaintext_length < kPaddingBelow ? Padding::kPadme : Padding::kNone;
}

uint64_t PadmeLength(uint64_t length) {
  if (length < 2) return length;
  const int exponent = static_cast<int>(std::bit_width(length)) - 1;
  const int mantissa = static_cast<int>(std::bit_width(static_cast<unsigned>(exponent)));
  const uint64_t mask = (1ull << (exponent - mantissa)) - 1;
  return (length + mask) & ~mask;
}

uint64_t PaddedLength(uint64_t plaintext_length, Padding padding) {
  return padding == Padding::kPadme ? PadmeLength(plaintext_length) : plaintext_length;
}

uint64_t SegmentCount(uint64_t padded_length) { return CeilDiv(padded_length, kSegmentPlain); }
uint64_t LeafCount(uint64_t padded_length) { return CeilDiv(padded_length, kLeafPlain); }
uint64_t BodyLength(uint64_t padded_length) { return padded_length + SegmentCount(padded_length) * kSegmentOverhead; }

Result<uint64_t> PaddedFromBody(uint64_t body_length) {
  const uint64_t rest = body_length % kSegmentSealed;
  if (body_length > BodyLength(kMaxPlaintext) || (rest != 0 && rest <= kSegmentOverhead))
    return Error(ErrorCode::kCorruption, "read sealed body: no body has this length");
  return body_length / kSegmentSealed * kSegmentPlain + (rest == 0 ? 0 : rest - kSegmentOverhead);
}

crypto::Nonce SegmentNonce(const crypto::Nonce& start, uint64_t index) {
  crypto::Nonce nonce = start;
  uint64_t low = LoadLe64(nonce.data());
  uint32_t high = LoadLe32(nonce.data() + 8);
  low += index;
  if (low < index) ++high;
  for (size_t i = 0; i < 8; ++i) nonce[i] = static_cast<uint8_t>(low >> (8 * i));
  for (size_t i = 0; i < 4; ++i) nonce[8 + i] = static_cast<uint8_t>(high >> (8 * i));
  return nonce;
}

AttemptId NewAttempt(ObjectId object, uint64_t generation) {
  const auto random = crypto::RandomArray<8>();
  return {object, generation, LoadLe64(random.data())};
}

std::string HostKey(const AttemptId& id) {
  const std::string object = id.object.ToString();
  return fmt::format("{}{}/{}/{}-{:016x}", kBodyPrefix, object.substr(0, 2), object, id.generation, id.attempt);
}

std::string PieceKey(const AttemptId& id, size_t piece, size_t piece_count) {
  return piece_count <= 1 ? HostKey(id) : fmt::format("{}/{}", HostKey(id), piece);
}

uint64_t UploadLayout::PartCount() const { return CeilDiv(padded_length, leaves_per_part * kLeafPlain); }
uint64_t UploadLayout::PieceCount() const { return CeilDiv(PartCount(), parts_per_piece); }
uint64_t UploadLayout::PartPlainOffset(uint64_t part) const { return part * leaves_per_part * kLeafPlain; }
uint64_t UploadLayout::PartPlainLength(uint64_t part) const {
  return std::min(padded_length - PartPlainOffset(part), leaves_per_part * kLeafPlain);
}

std::vector<uint64_t> UploadLayout::PieceBodyLengths() const {
  std::vector<uint64_t> lengths;
  const uint64_t piece_plain = uint64_t{parts_per_piece} * leaves_per_part * kLeafPlain;
  for (uint64_t at = 0; at < padded_length; at += piece_plain)
    lengths.push_back(BodyLength(std::min(padded_length - at, piece_plain)));
  return lengths;
}

UploadLayout PlanUpload(uint64_t padded_length, const ports::HostCapabilities& capabilities,
                        uint32_t max_leaves_per_part) {
  const uint64_t max_parts = std::max<uint32_t>(capabilities.max_parts, 1);
  const uint64_t least = std::max<uint64_t>(1, CeilDiv(capabilities.min_part_size, kLeafSealed));
  const uint64_t most =
      std::max<uint64_t>(least, std::min<uint64_t>(max_leaves_per_part, capabilities.max_part_size / kLeafSealed));
  UploadLayout layout;
  layout.padded_length = padded_length;
  layout.leaves_per_part = static_cast<uint32_t>(std::clamp(CeilDiv(LeafCount(padded_length), max_parts), least, most));
  layout.parts_per_piece = static_cast<uint32_t>(max_parts);
  return layout;
}

}  // namespace bouclier::vault

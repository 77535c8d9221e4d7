// SPDX-License-Identifier: Apache-2.0
// The stored form of a wrapped KEK: docs/formats/kek-record.md. Pure; input is untrusted.
#pragma once

#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/ports/key_wrapper.h"

namespace bouclier::keys {

// How a token seals its part. A new mechanism gets a new number; numbers are never reused.
enum class PartMechanism : uint8_t { kAes256Gcm = 1 };

// 32 bytes sealed by a token's epoch key.
struct SealedPart {
  ByteArray<12> iv{};
  ByteArray<48> sealed{};  // ciphertext ‖ tag
  bool operator==(const SealedPart&) const = default;
};

struct KekWrap {
  uint32_t epoch = 1;
  PartMechanism mechanism = PartMechanism::kAes256Gcm;
  SealedPart part_a;
  SealedPart part_b;
  ByteArray<12> nonce{};
  ByteArray<48> wrapped{};  // the KEK, ciphertext ‖ tag
  bool operator==(const KekWrap&) const = default;
};

struct KekRecord {
  ports::KekContext context;
  std::vector<KekWrap> wraps;  // 1 to 16
  bool operator==(const KekRecord&) const = default;
};

// **Errors:** invalid_argument (domain empty or over 32 bytes, no wrap, too many).
Result<Bytes> EncodeKekRecord(const KekRecord& record);
// **Errors:** corruption (not such a record), unsupported (a version or mechanism this program does not know).
Result<KekRecord> DecodeKekRecord(ByteView bytes);
// The bytes every seal authenticates: context, epoch, mechanism, and which part ('A', 'B', or 'K' for the KEK).
Bytes BoundContext(const ports::KekContext& context, uint32_t epoch, PartMechanism mechanism, char part);

}  // namespace bouclier::keys

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/key_record.h"

#include <algorithm>

#include "bouclier/crypto/random.h"
#include "sealed_box.h"

namespace bouclier::vault {
namespace {

constexpr std::string_view kLabel = "bouclier/keyrec/v1";
constexpr uint8_t kVersion = 1;
constexpr uint8_t kBodyAlgorithm = 1;    // Crypt4GH v1 data part, ChaCha20-Poly1305, positional nonces
constexpr uint8_t kWrapAlgorithm = 1;    // AES-256-GCM under HKDF-SHA-256(KEK, record nonce)
constexpr uint8_t kDigestAlgorithm = 1;  // RFC 6962 root over SHA-256 leaf digests
constexpr uint32_t kMaxPieces = 65'536;

Error Bad(const char* why) { return Error(ErrorCode::kCorruption, std::string("read key record: ") + why); }

// Every field but the wrap: what stands first in the encoding, and what the wrap authenticates.
Bytes EncodeBound(const KeyRecord& record) {
  Bytes out;
  out.reserve(256);
  for (uint8_t id : {kVersion, kBodyAlgorithm, kWrapAlgorithm, kDigestAlgorithm}) out.push_back(id);
  Append(out, record.id.object.bytes);
  Append(out, record.dataset.bytes);
  AppendLe64(out, record.id.generation);
  AppendLe64(out, record.id.attempt);
  Append(out, record.kek_id.bytes);
  AppendLe32(out, record.kek_version);
  AppendLe64(out, record.plaintext_length);
  AppendLe64(out, record.body_length);
  Append(out, record.start_nonce);
  AppendLe32(out, kLeafSegments);
  Append(out, record.root);
  AppendLe32(out, static_cast<uint32_t>(record.pieces.size()));
  for (uint64_t length : record.pieces) AppendLe64(out, length);
  return out;
}

Result<void> CheckLengths(const KeyRecord& record) {
  BOUCLIER_TRY(const uint64_t padded, PaddedFromBody(record.body_length));
  if (padded != record.plaintext_length && padded != PadmeLength(record.plaintext_length))
    return Bad("plaintext and body length do not fit each other");
  uint64_t sum = 0;
  for (size_t i = 0; i < record.pieces.size(); ++i) {
    const uint64_t length = record.pieces[i];
    if (length > record.body_length - sum) return Bad("pieces are longer than the body");
    if (i + 1 < record.pieces.size() && (length == 0 || length % kLeafSealed != 0))
      return Bad("a piece is not whole leaves");
    sum += length;
  }
  if (sum != record.body_length) return Bad("pieces are not the body");
  if (record.pieces.size() > 1 && record.pieces.back() == 0) return Bad("an empty piece");
  return {};
}

}  // namespace

Bytes EncodeKeyRecord(const KeyRecord& record) {
  Bytes out = EncodeBound(record);
  Append(out, record.record_nonce);
  Append(out, record.wrapped_dek);
  return out;
}

Result<KeyRecord> DecodeKeyRecord(ByteView encoded) {
  ByteReader reader(encoded);
  BOUCLIER_TRY(const ByteView ids, reader.Take(4));
  if (ids[0] != kVersion || ids[1] != kBodyAlgorithm || ids[2] != kWrapAlgorithm || ids[3] != kDigestAlgorithm)
    return Error(ErrorCode::kUnsupported, "read key record: unknown version or algorithm");
  KeyRecord record;
  BOUCLIER_TRY(record.id.object.bytes, reader.Array<16>());
  BOUCLIER_TRY(record.dataset.bytes, reader.Array<16>());
  BOUCLIER_TRY(record.id.generation, reader.Le64());
  BOUCLIER_TRY(record.id.attempt, reader.Le64());
  BOUCLIER_TRY(record.kek_id.bytes, reader.Array<16>());
  BOUCLIER_TRY(record.kek_version, reader.Le32());
  BOUCLIER_TRY(record.plaintext_length, reader.Le64());
  BOUCLIER_TRY(record.body_length, reader.Le64());
  BOUCLIER_TRY(record.start_nonce, reader.Array<crypto::kNonceSize>());
  BOUCLIER_TRY(const uint32_t leaf_segments, reader.Le32());
  BOUCLIER_TRY(record.root, reader.Array<32>());
  BOUCLIER_TRY(const uint32_t pieces, reader.Le32());
  if (leaf_segments != kLeafSegments) return Error(ErrorCode::kUnsupported, "read key record: unknown leaf size");
  if (record.id.generation == 0 || record.kek_version == 0) return Bad("generation or KEK version 0");
  if (pieces == 0 || pieces > kMaxPieces) return Bad("impossible number of pieces");
  for (uint32_t i = 0; i < pieces; ++i) {
    BOUCLIER_TRY(const uint64_t length, reader.Le64());
    record.pieces.push_back(length);
  }
  BOUCLIER_TRY(record.record_nonce, reader.Array<32>());
  BOUCLIER_TRY(record.wrapped_dek, reader.Array<48>());
  BOUCLIER_TRY_VOID(reader.End());
  BOUCLIER_TRY_VOID(CheckLengths(record));
  return record;
}

void WrapDek(KeyRecord& record, const SecretBytes& dek, const SecretBytes& kek) {
  BOUCLIER_CHECK(dek.size() == 32);
  record.record_nonce = crypto::RandomArray<32>();
  const Bytes wrapped = SealUnder(kek, kLabel, record.record_nonce, EncodeBound(record), dek.Reveal(SecretAccess{}));
  std::copy(wrapped.begin(), wrapped.end(), record.wrapped_dek.begin());
}

Result<SecretBytes> UnwrapDek(const KeyRecord& record, const SecretBytes& kek) {
  auto dek = OpenSecretUnder(kek, kLabel, record.record_nonce, EncodeBound(record), record.wrapped_dek);
  if (!dek.ok()) return Bad("altered, or not of this key");
  return dek;
}

Result<void> Rewrap(KeyRecord& record, const SecretBytes& old_kek, const SecretBytes& new_kek, uint32_t new_version) {
  BOUCLIER_TRY(const SecretBytes dek, UnwrapDek(record, old_kek));
  record.kek_version = new_version;
  WrapDek(record, dek, new_kek);
  return {};
}

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/upload_record.h"

#include <algorithm>

#include "bouclier/crypto/random.h"
#include "sealed_box.h"

namespace bouclier::vault {
namespace {

constexpr std::string_view kLabel = "bouclier/upload/v1";
constexpr std::string_view kHasherLabel = "bouclier/upload-hasher/v1";
constexpr uint8_t kVersion = 1;
constexpr uint8_t kBodyAlgorithm = 1;
constexpr uint8_t kWrapAlgorithm = 1;
constexpr uint32_t kMaxLeavesPerPart = 65'536;

Error Bad(const char* why) { return Error(ErrorCode::kCorruption, std::string("read upload record: ") + why); }

Bytes EncodeBound(const UploadRecord& record) {
  Bytes out;
  for (uint8_t id : {kVersion, kBodyAlgorithm, kWrapAlgorithm, static_cast<uint8_t>(record.md5)}) out.push_back(id);
  Append(out, record.id.object.bytes);
  Append(out, record.dataset.bytes);
  AppendLe64(out, record.id.generation);
  AppendLe64(out, record.id.attempt);
  Append(out, record.kek_id.bytes);
  AppendLe32(out, record.kek_version);
  AppendLe64(out, record.plaintext_length);
  AppendLe64(out, record.layout.padded_length);
  AppendLe32(out, record.layout.leaves_per_part);
  AppendLe32(out, record.layout.parts_per_piece);
  Append(out, record.start_nonce);
  Append(out, record.validator_tag);
  return out;
}

Bytes HasherBound(const AttemptId& id, uint64_t part) {
  Bytes bound = ToBytes(id.object.bytes);
  AppendLe64(bound, id.generation);
  AppendLe64(bound, id.attempt);
  AppendLe64(bound, part);
  return bound;
}

}  // namespace

Digest32 ValidatorTag(const ByteArray<32>& record_nonce, std::string_view validator) {
  return crypto::Sha256::Of({ByteView(record_nonce), AsBytes(validator)});
}

Bytes EncodeUploadRecord(const UploadRecord& record) {
  Bytes out = EncodeBound(record);
  Append(out, record.record_nonce);
  Append(out, record.wrapped_dek);
  return out;
}

Result<UploadRecord> DecodeUploadRecord(ByteView encoded) {
  ByteReader reader(encoded);
  BOUCLIER_TRY(const ByteView ids, reader.Take(4));
  if (ids[0] != kVersion || ids[1] != kBodyAlgorithm || ids[2] != kWrapAlgorithm || ids[3] > 1)
    return Error(ErrorCode::kUnsupported, "read upload record: unknown version or algorithm");
  UploadRecord record;
  record.md5 = static_cast<Md5Wanted>(ids[3]);
  BOUCLIER_TRY(record.id.object.bytes, reader.Array<16>());
  BOUCLIER_TRY(record.dataset.bytes, reader.Array<16>());
  BOUCLIER_TRY(record.id.generation, reader.Le64());
  BOUCLIER_TRY(record.id.attempt, reader.Le64());
  BOUCLIER_TRY(record.kek_id.bytes, reader.Array<16>());
  BOUCLIER_TRY(record.kek_version, reader.Le32());
  BOUCLIER_TRY(record.plaintext_length, reader.Le64());
  BOUCLIER_TRY(record.layout.padded_length, reader.Le64());
  BOUCLIER_TRY(record.layout.leaves_per_part, reader.Le32());
  BOUCLIER_TRY(record.layout.parts_per_piece, reader.Le32());
  BOUCLIER_TRY(record.start_nonce, reader.Array<crypto::kNonceSize>());
  BOUCLIER_TRY(record.validator_tag, reader.Array<32>());
  BOUCLIER_TRY(record.record_nonce, reader.Array<32>());
  BOUCLIER_TRY(record.wrapped_dek, reader.Array<48>());
  BOUCLIER_TRY_VOID(reader.End());
  if (record.id.generation == 0 || record.kek_version == 0) return Bad("generation or KEK version 0");
  if (record.layout.padded_length > kMaxPlaintext || record.plaintext_length > record.layout.padded_length ||
      record.layout.leaves_per_part == 0 || record.layout.leaves_per_part > kMaxLeavesPerPart ||
      record.layout.parts_per_piece == 0)
    return Bad("impossible layout");
  return record;
}

void WrapUploadDek(UploadRecord& record, const SecretBytes& dek, const SecretBytes& kek) {
  BOUCLIER_CHECK(dek.size() == 32);
  const Bytes wrapped = SealUnder(kek, kLabel, record.record_nonce, EncodeBound(record), dek.Reveal(SecretAccess{}));
  std::copy(wrapped.begin(), wrapped.end(), record.wrapped_dek.begin());
}

Result<SecretBytes> UnwrapUploadDek(const UploadRecord& record, const SecretBytes& kek) {
  auto dek = OpenSecretUnder(kek, kLabel, record.record_nonce, EncodeBound(record), record.wrapped_dek);
  if (!dek.ok()) return Bad("altered, or not of this key");
  return dek;
}

Bytes EncodePartRecord(const PartRecord& part) {
  Bytes out{kVersion};
  AppendLe32(out, static_cast<uint32_t>(part.leaves.size()));
  for (const Digest32& leaf : part.leaves) Append(out, leaf);
  AppendLe16(out, static_cast<uint16_t>(part.sealed_hasher.size()));
  Append(out, part.sealed_hasher);
  out.push_back(part.etag ? 1 : 0);
  if (part.etag) {
    BOUCLIER_CHECK(part.etag->size() <= kMaxEtag);
    AppendLe16(out, static_cast<uint16_t>(part.etag->size()));
    Append(out, AsBytes(*part.etag));
  }
  return out;
}

Result<PartRecord> DecodePartRecord(ByteView encoded) {
  ByteReader reader(encoded);
  BOUCLIER_TRY(const uint8_t version, reader.U8());
  if (version != kVersion) return Error(ErrorCode::kUnsupported, "read part record: unknown version");
  BOUCLIER_TRY(const uint32_t leaves, reader.Le32());
  if (leaves == 0 || leaves > kMaxLeavesPerPart) return Bad("impossible number of leaves in a part");
  PartRecord part;
  for (uint32_t i = 0; i < leaves; ++i) {
    BOUCLIER_TRY(const Digest32 leaf, reader.Array<32>());
    part.leaves.push_back(leaf);
  }
  BOUCLIER_TRY(const uint16_t hasher_size, reader.Le16());
  BOUCLIER_TRY(const ByteView hasher, reader.Take(hasher_size));
  part.sealed_hasher = ToBytes(hasher);
  BOUCLIER_TRY(const uint8_t sent, reader.U8());
  if (sent > 1) return Bad("impossible flag in a part");
  if (sent == 1) {
    BOUCLIER_TRY(const uint16_t size, reader.Le16());
    BOUCLIER_TRY(const ByteView etag, reader.Take(size));
    part.etag = std::string(AsText(etag));
  }
  BOUCLIER_TRY_VOID(reader.End());
  return part;
}

Bytes SealHasher(const PlaintextHasher& hasher, const AttemptId& id, uint64_t part, const SecretBytes& dek) {
  return SealBox(dek, kHasherLabel, HasherBound(id, part), hasher.SaveState());
}

Result<PlaintextHasher> OpenHasher(ByteView sealed, const AttemptId& id, uint64_t part, const SecretBytes& dek) {
  BOUCLIER_TRY(const Bytes state, OpenBox(dek, kHasherLabel, HasherBound(id, part), sealed));
  return PlaintextHasher::FromState(state);
}

}  // namespace bouclier::vault

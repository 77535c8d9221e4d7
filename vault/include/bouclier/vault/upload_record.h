// SPDX-License-Identifier: Apache-2.0
// What is durable about an upload of several parts before its bytes leave, so that a kill loses at most one part per
// worker and never seals two plaintexts under one DEK. docs/formats/upload-record.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/vault/key_record.h"
#include "bouclier/vault/seal.h"

namespace bouclier::vault {

struct UploadRecord {
  AttemptId id;
  DatasetId dataset;
  KekId kek_id;
  uint32_t kek_version = 1;
  uint64_t plaintext_length = 0;
  UploadLayout layout;
  Md5Wanted md5 = Md5Wanted::kNo;
  crypto::Nonce start_nonce{};
  ByteArray<32> record_nonce{};
  Digest32 validator_tag{};  // SHA-256(record nonce ‖ source validator)
  ByteArray<48> wrapped_dek{};
};
Digest32 ValidatorTag(const ByteArray<32>& record_nonce, std::string_view validator);
Bytes EncodeUploadRecord(const UploadRecord& record);
Result<UploadRecord> DecodeUploadRecord(ByteView encoded);  // **Errors:** corruption, unsupported
void WrapUploadDek(UploadRecord& record, const SecretBytes& dek, const SecretBytes& kek);
Result<SecretBytes> UnwrapUploadDek(const UploadRecord& record, const SecretBytes& kek);  // **Errors:** corruption

constexpr size_t kMaxEtag = 1024;

// One part: its leaves' digests are durable before it is sent; its etag after.
struct PartRecord {
  std::vector<Digest32> leaves;
  Bytes sealed_hasher;              // PlaintextHasher state after this part, sealed under the DEK
  std::optional<std::string> etag;  // present: the host acknowledged it
};
Bytes EncodePartRecord(const PartRecord& part);
Result<PartRecord> DecodePartRecord(ByteView encoded);  // **Errors:** corruption
Bytes SealHasher(const PlaintextHasher& hasher, const AttemptId& id, uint64_t part, const SecretBytes& dek);
Result<PlaintextHasher> OpenHasher(ByteView sealed, const AttemptId& id, uint64_t part, const SecretBytes& dek);

}  // namespace bouclier::vault

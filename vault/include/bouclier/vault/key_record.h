// SPDX-License-Identifier: Apache-2.0
// The key record: all that is needed, beside a dataset's KEK, to read one generation of an object and to refuse any
// other bytes. docs/formats/key-record.md. Pure.
#pragma once

#include <vector>

#include "bouclier/base/ids.h"
#include "bouclier/base/secret_bytes.h"
#include "bouclier/vault/layout.h"

namespace bouclier::vault {

struct KeyRecord {
  AttemptId id;
  DatasetId dataset;
  KekId kek_id;
  uint32_t kek_version = 1;
  uint64_t plaintext_length = 0;  // without padding
  uint64_t body_length = 0;       // sealed, all pieces together
  crypto::Nonce start_nonce{};
  Digest32 root{};               // Merkle root over the leaves' ciphertext digests
  std::vector<uint64_t> pieces;  // body length of each; one entry when the body is not split
  ByteArray<32> record_nonce{};  // the wrap: salt of the wrapping key …
  ByteArray<48> wrapped_dek{};   // … and the DEK under it

  uint64_t padded_length() const { return *PaddedFromBody(body_length); }  // CHECK: of a decoded or wrapped record
  bool operator==(const KeyRecord&) const = default;
};

Bytes EncodeKeyRecord(const KeyRecord& record);
// **Errors:** corruption (not such a record, lengths that do not fit each other), unsupported (version or algorithm
// id).
Result<KeyRecord> DecodeKeyRecord(ByteView encoded);

// Fills record_nonce and wrapped_dek; every other field is bound.
void WrapDek(KeyRecord& record, const SecretBytes& dek, const SecretBytes& kek);
// **Errors:** corruption (record altered, or another KEK).
Result<SecretBytes> UnwrapDek(const KeyRecord& record, const SecretBytes& kek);
// Touches kek_version and the wrap only. **Errors:** as UnwrapDek.
Result<void> Rewrap(KeyRecord& record, const SecretBytes& old_kek, const SecretBytes& new_kek, uint32_t new_version);

}  // namespace bouclier::vault

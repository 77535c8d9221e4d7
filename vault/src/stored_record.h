// SPDX-License-Identifier: Apache-2.0
// The row of one generation in the metadata database: record ‖ sealed meta ‖ leaf digests, lengths before the first
// two.
#pragma once

#include "bouclier/vault/object_index.h"

namespace bouclier::vault {

Bytes EncodeStored(const KeyRecord& record, ByteView sealed_meta, const std::vector<Digest32>& leaves);
// Also checks that leaves and record belong together (count and root). **Errors:** corruption, unsupported.
Result<StoredRecord> DecodeStored(ByteView row);

}  // namespace bouclier::vault

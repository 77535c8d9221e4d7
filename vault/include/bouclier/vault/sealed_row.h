// SPDX-License-Identifier: Apache-2.0
// Confidential rows that other rooms keep in the metadata database: sealed under a dataset's manifest key, bound to a
// label and to what the room says (its row's key). Pure but for randomness.
#pragma once

#include <string_view>

#include "bouclier/vault/dataset_keys.h"

namespace bouclier::vault {

Bytes SealRow(const DatasetKeys& keys, std::string_view label, ByteView bound, ByteView content);
// **Errors:** corruption (altered, or another place's).
Result<Bytes> OpenRow(const DatasetKeys& keys, std::string_view label, ByteView bound, ByteView sealed);

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
// Manifest lines as rows: sealed one by one under the dataset's manifest key, bound to their manifest and ordinal.
#pragma once

#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"
#include "bouclier/vault/manifest_book.h"

namespace bouclier::vault {

// Appends the line; an earlier line about the same unit becomes history. **Errors:** those of the database.
Result<void> PutLine(ports::StateTransaction& transaction, ManifestId manifest, const DatasetKeys& keys,
                     const ManifestLine& line);

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
// Takes objects out of the vault's records. Their bodies are then named by nobody: the sweep deletes them. What was
// read from a copy of the database before can still be opened while the dataset's key lives (docs/THREATS.md).
#pragma once

#include <string>
#include <vector>

#include "bouclier/vault/dataset_keys.h"
#include "bouclier/vault/table_snapshot.h"

namespace bouclier::vault {

// In `transaction`, which the caller commits: records, name and place of each object, all its generations. Absent ones
// are fine. Returns the host keys of their bodies. **Errors:** corruption.
Result<std::vector<std::string>> ForgetObjects(ports::StateTransaction& transaction, const DatasetKeys& keys,
                                               const std::vector<ObjectId>& objects);

}  // namespace bouclier::vault

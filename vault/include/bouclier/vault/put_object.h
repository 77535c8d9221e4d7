// SPDX-License-Identifier: Apache-2.0
// Brings a whole plaintext that the hub made itself (a table file, a crosswalk, a report) to the host, as generation 1
// of a new object. It counts once committed.
#pragma once

#include <string>

#include "bouclier/vault/upload.h"

namespace bouclier::vault {

// `name` is unique in the dataset. **Errors:** those of the store. A kill loses the attempt; the sweep removes its
// body.
Result<PreparedObject> PutWhole(const UploadTarget& target, const std::string& name, ByteView plaintext);

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
// A folder as an ObjectStore: objects under objects/, uploads under uploads/ID/. A write is a temporary file, fsync and
// a rename: a reader sees the old body or the new one. Thread-safe; several processes may share a folder.
#pragma once

#include <filesystem>
#include <memory>

#include "bouclier/ports/object_store.h"

namespace bouclier::store {

// Makes the folder when it is absent. **Errors:** denied, exhausted, unavailable.
Result<std::unique_ptr<ports::ObjectStore>> OpenLocalStore(const std::filesystem::path& folder);

}  // namespace bouclier::store

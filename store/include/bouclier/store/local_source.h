// SPDX-License-Identifier: Apache-2.0
// A folder tree as an ObjectSource: every regular file below it is a unit, named by its path with slashes. Symbolic
// links and special files are not followed; they are listed with size 0 and other["file-type"], and reading one is
// unsupported. A file system has no strong validator: `validator` is empty, so a resumed copy starts its object again.
// Thread-safe.
#pragma once

#include <filesystem>
#include <memory>

#include "bouclier/ports/object_source.h"

namespace bouclier::store {

// **Errors:** not_found: no such folder.
Result<std::unique_ptr<ports::ObjectSource>> OpenLocalSource(const std::filesystem::path& folder);

}  // namespace bouclier::store

// SPDX-License-Identifier: Apache-2.0
// What a manifest line must be before it is written.
#pragma once

#include "bouclier/vault/manifest.h"

namespace bouclier::vault {

// **Errors:** invalid_argument: a text from a source is not UTF-8, an impossible size, moved without an object.
Result<void> CheckLineText(const ManifestLine& line);

}  // namespace bouclier::vault

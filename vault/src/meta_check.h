// SPDX-License-Identifier: Apache-2.0
// What metadata from a foreign source must be before it is sealed.
#pragma once

#include "bouclier/vault/object_meta.h"

namespace bouclier::vault {

// **Errors:** invalid_argument: a text is not UTF-8.
Result<void> CheckMetaText(const ObjectMeta& meta);

}  // namespace bouclier::vault

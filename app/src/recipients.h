// SPDX-License-Identifier: Apache-2.0
// Public keys of those whom an export is for, read from files.
#pragma once

#include <filesystem>
#include <vector>

#include "bouclier/vault/crypt4gh_keys.h"

namespace bouclier::app {

// All keys, or an error: nothing was written yet.
Result<std::vector<vault::C4ghPublicKey>> ReadRecipients(const std::vector<std::filesystem::path>& files);

}  // namespace bouclier::app

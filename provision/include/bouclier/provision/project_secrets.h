// SPDX-License-Identifier: Apache-2.0
// The secrets that pseudonyms are made of: one of the hub, sealed under keys of its own; a salt of each project, sealed
// under the project's, so that both end with it. docs/formats/pseudonym.md.
#pragma once

#include <string>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"

namespace bouclier::provision {

// Each in the caller's transaction, once: what is there stays. `hub`: keys of domain kPseudonym; `project`: kProject.
Result<void> MakeHubSecret(ports::StateTransaction& transaction, const vault::DatasetKeys& hub);
Result<void> MakeProjectSalt(ports::StateTransaction& transaction, const vault::DatasetKeys& project,
                             const std::string& permit);
// **Errors:** not_found (one was never made), corruption. **Secrets:** wiped on destruction.
Result<SecretBytes> OpenProjectKey(ports::StateReader& reader, const vault::DatasetKeys& hub,
                                   const vault::DatasetKeys& project, const std::string& permit);

}  // namespace bouclier::provision

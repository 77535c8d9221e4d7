// SPDX-License-Identifier: Apache-2.0
// The people of a hub as commands: each change signed by both custodians and in the ledger, which knows numbers only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"

namespace bouclier::app {

struct NewActor {
  std::string name;
  std::vector<std::string> roles;  // ROLE or ROLE:DATASET
  std::optional<std::filesystem::path> key_out;
  PassphraseSource passphrase;
};
// Makes the key file, then registers its public half. **Ledger:** actor.add. **Errors:** conflict (name taken),
// invalid_argument (role), those of the custodians' tokens.
Result<Report> AddActor(const Config& config, const NewActor& actor);
Result<Report> ListActors(const Config& config);
// **Ledger:** actor.grant. **Errors:** not_found, invalid_argument; conflict when nothing would change.
Result<Report> GrantRoles(const Config& config, const std::string& name, const std::vector<std::string>& roles);
// No roles named: all access, for good. **Ledger:** actor.revoke.
Result<Report> RevokeRoles(const Config& config, const std::string& name, const std::vector<std::string>& roles);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// Who may ask: an actor and the roles granted to them. Plain data; the sealed directory of names lies elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/ids.h"
#include "bouclier/base/public_key.h"

namespace bouclier::policy {

enum class Role : uint8_t {
  kOperator,
  kSteward,
  kPermitOfficer,
  kController,
  kResearcher,
  kReviewer,
  kAuditor,
};
constexpr Role kAllRoles[] = {Role::kOperator,   Role::kSteward,  Role::kPermitOfficer, Role::kController,
                              Role::kResearcher, Role::kReviewer, Role::kAuditor};

std::string_view RoleName(Role role);           // operator, permit_officer…
Result<Role> ParseRole(std::string_view name);  // invalid_argument, naming the roles there are

// A role for all datasets (none named) or for those named only.
struct Grant {
  Role role = Role::kAuditor;
  std::vector<DatasetId> datasets;
  bool operator==(const Grant&) const = default;
};

enum class ActorStatus : uint8_t { kActive, kRevoked };

struct Actor {
  uint64_t number = 0;  // what the ledger says instead of a name
  std::string issuer = "local";
  PublicKey key;
  std::vector<Grant> grants;
  ActorStatus status = ActorStatus::kActive;
};

}  // namespace bouclier::policy

// SPDX-License-Identifier: Apache-2.0
// The placement guard of a hub: lets a connection out only to an endpoint that the configuration names, for the use it
// names, and, for a host, only when its profile allows sealed data there. Immutable; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/ports/placement.h"
#include "bouclier/sovereignty/host_profile.h"

namespace bouclier::sovereignty {

struct AllowedEndpoint {
  ports::Endpoint endpoint;
  HostProfile profile;
};

class HubPlacementGuard final : public ports::PlacementGuard {
 public:
  explicit HubPlacementGuard(std::vector<AllowedEndpoint> allowed) : allowed_(std::move(allowed)) {}
  Result<void> Allow(const ports::Endpoint& endpoint) const override;

 private:
  std::vector<AllowedEndpoint> allowed_;
};

bool IsLoopback(const std::string& host);  // 127.0.0.0/8, ::1, localhost

}  // namespace bouclier::sovereignty

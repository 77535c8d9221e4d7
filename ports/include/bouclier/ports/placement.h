// SPDX-License-Identifier: Apache-2.0
// Decides whether an outbound connection may be made at all. Every HTTP client takes one in its constructor; there is
// no default.
#pragma once

#include <cstdint>
#include <string>

#include "bouclier/base/result.h"

namespace bouclier::ports {

enum class EndpointUse : uint8_t { kSource, kHost };

struct Endpoint {
  std::string scheme, host;
  uint16_t port = 0;
  EndpointUse use = EndpointUse::kHost;
};

class PlacementGuard {
 public:
  virtual ~PlacementGuard() = default;
  // **Errors:** denied: the endpoint is in no configured host profile, or the profile forbids this use.
  virtual Result<void> Allow(const Endpoint& endpoint) const = 0;
};

}  // namespace bouclier::ports

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/sovereignty/placement_guard.h"

#include <algorithm>

namespace bouclier::sovereignty {
namespace {

Error Denied(const ports::Endpoint& endpoint, const std::string& cause, const std::string& hint) {
  return Error(ErrorCode::kDenied, "connect to " + endpoint.host + ": " + cause, hint, Retry::kAfterFix);
}

// A suffix matches whole labels: ".example.eu" is matched by "s3.example.eu", not by "badexample.eu".
bool MatchesSuffix(const std::string& host, const std::string& suffix) {
  return host == suffix ||
         (host.size() > suffix.size() && host.ends_with(suffix) && host[host.size() - suffix.size() - 1] == '.');
}

Result<void> AllowHost(const ports::Endpoint& endpoint, const HostProfile& profile) {
  const bool loopback = IsLoopback(endpoint.host);
  if (profile.loopback_only) {
    if (loopback) return {};
    return Denied(endpoint, "profile " + profile.id + " is for this machine only", "give the host its own profile");
  }
  if (endpoint.scheme != "https")
    return Denied(endpoint, "a host outside this machine needs TLS", "use an https endpoint");
  if (std::ranges::none_of(profile.endpoint_suffixes, [&](const auto& s) { return MatchesSuffix(endpoint.host, s); }))
    return Denied(endpoint, "not an endpoint of profile " + profile.id,
                  "check the host's url and profile in the configuration");
  if (endpoint.use == ports::EndpointUse::kSource) return {};
  if (!profile.eea_storage)
    return Denied(endpoint, "profile " + profile.id + " does not state storage in the European Economic Area",
                  "choose another host");
  if (!profile.may_hold_sealed_data)
    return Denied(endpoint, "profile " + profile.id + " may not hold sealed data", "choose another host");
  return {};
}

}  // namespace

bool IsLoopback(const std::string& host) {
  if (host == "localhost" || host == "::1" || host == "[::1]") return true;
  return host.starts_with("127.") && std::ranges::count(host, '.') == 3 &&
         std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

Result<void> HubPlacementGuard::Allow(const ports::Endpoint& endpoint) const {
  for (const AllowedEndpoint& allowed : allowed_) {
    const ports::Endpoint& known = allowed.endpoint;
    if (known.scheme == endpoint.scheme && known.host == endpoint.host && known.port == endpoint.port &&
        known.use == endpoint.use)
      return AllowHost(endpoint, allowed.profile);
  }
  return Denied(endpoint, "no source or host of the configuration has this address",
                "add it to the configuration, with its profile");
}

}  // namespace bouclier::sovereignty

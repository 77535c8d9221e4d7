// SPDX-License-Identifier: Apache-2.0
#include "bouclier/sovereignty/placement_guard.h"

#include <gtest/gtest.h>

namespace bouclier::sovereignty {
namespace {

using ports::Endpoint;
using ports::EndpointUse;

HostProfile European() {
  HostProfile profile;
  profile.id = "european";
  profile.eea_storage = profile.may_hold_sealed_data = true;
  profile.endpoint_suffixes = {"storage.example.eu"};
  return profile;
}

Result<void> Ask(const Endpoint& endpoint, const HostProfile& profile) {
  return HubPlacementGuard({{endpoint, profile}}).Allow(endpoint);
}

TEST(PlacementGuard, LetsOutOnlyToWhatIsConfigured) {
  const Endpoint host{"https", "s3.storage.example.eu", 443, EndpointUse::kHost};
  const HubPlacementGuard guard({{host, European()}});
  EXPECT_TRUE(guard.Allow(host).ok());
  for (Endpoint other :
       {Endpoint{"http", host.host, 443, host.use}, Endpoint{"https", "s3.example.eu", 443, host.use},
        Endpoint{"https", host.host, 8443, host.use}, Endpoint{"https", host.host, 443, EndpointUse::kSource}})
    EXPECT_EQ(guard.Allow(other).error().code, ErrorCode::kDenied);
}

TEST(PlacementGuard, ASuffixMatchesWholeLabelsOnly) {
  EXPECT_TRUE(Ask({"https", "storage.example.eu", 443, EndpointUse::kHost}, European()).ok());
  EXPECT_FALSE(Ask({"https", "badstorage.example.eu", 443, EndpointUse::kHost}, European()).ok());
  EXPECT_FALSE(Ask({"https", "storage.example.eu.evil.com", 443, EndpointUse::kHost}, European()).ok());
}

TEST(PlacementGuard, AHostOutsideTheEeaOrWithoutTlsIsRefused) {
  HostProfile profile = European();
  EXPECT_FALSE(Ask({"http", "s3.storage.example.eu", 80, EndpointUse::kHost}, profile).ok());
  profile.eea_storage = false;
  EXPECT_FALSE(Ask({"https", "s3.storage.example.eu", 443, EndpointUse::kHost}, profile).ok());
  EXPECT_TRUE(Ask({"https", "s3.storage.example.eu", 443, EndpointUse::kSource}, profile).ok())
      << "leaving it is allowed";
  profile = European();
  profile.may_hold_sealed_data = false;
  EXPECT_FALSE(Ask({"https", "s3.storage.example.eu", 443, EndpointUse::kHost}, profile).ok());
}

TEST(PlacementGuard, ALoopbackProfileNeverLeavesTheMachine) {
  HostProfile profile;
  profile.id = "loopback";
  profile.loopback_only = true;
  EXPECT_TRUE(Ask({"http", "127.0.0.1", 7070, EndpointUse::kHost}, profile).ok());
  for (const char* host : {"127.0.0.1.example.com", "127.evil.example.eu", "10.0.0.1", "storage.example.eu"})
    EXPECT_FALSE(Ask({"https", host, 443, EndpointUse::kHost}, profile).ok()) << host;
}

}  // namespace
}  // namespace bouclier::sovereignty

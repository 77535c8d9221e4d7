// SPDX-License-Identifier: Apache-2.0
// Nothing connects anywhere that no guard was asked about; there is no default guard.
// folder: store/src
// expect: too few arguments to function .*HttpClient::Make|no matching function for call to .*HttpClient::Make
#include <utility>

#include "http_client.h"

using namespace bouclier;

Result<std::unique_ptr<store::HttpClient>> Use(store::EndpointUrl endpoint, const ports::PlacementGuard& guard) {
#ifdef BOUCLIER_BAD
  return store::HttpClient::Make(std::move(endpoint), ports::EndpointUse::kHost, {});
#endif
  return store::HttpClient::Make(std::move(endpoint), ports::EndpointUse::kHost, {}, guard);
}

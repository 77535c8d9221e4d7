// SPDX-License-Identifier: Apache-2.0
// Nor is there a way around Make, which asks it.
// folder: store/src
// expect: HttpClient::HttpClient\(.*is private
#include <utility>

#include "http_client.h"

using namespace bouclier;

Result<std::unique_ptr<store::HttpClient>> Use(store::EndpointUrl endpoint, const ports::PlacementGuard& guard) {
#ifdef BOUCLIER_BAD
  store::HttpClient unguarded(endpoint, {});
#endif
  return store::HttpClient::Make(std::move(endpoint), ports::EndpointUse::kHost, {}, guard);
}

// SPDX-License-Identifier: Apache-2.0
// The old cloud is reached through the guard only.
// expect: too few arguments to function
#include <utility>

#include "bouclier/store/azure_source.h"

using namespace bouclier;

Result<std::unique_ptr<ports::ObjectSource>> Use(const store::AzureOptions& options, SecretBytes key,
                                                 const ports::PlacementGuard& guard) {
#ifdef BOUCLIER_BAD
  return store::OpenAzureSource(options, std::move(key));
#endif
  return store::OpenAzureSource(options, std::move(key), guard);
}

// SPDX-License-Identifier: Apache-2.0
// A host of bodies is reached through the guard only.
// expect: too few arguments to function
#include <utility>

#include "bouclier/store/s3_store.h"

using namespace bouclier;

Result<std::unique_ptr<ports::ObjectStore>> Use(const store::S3Options& options, SecretBytes secret,
                                                const ports::PlacementGuard& guard) {
#ifdef BOUCLIER_BAD
  return store::OpenS3Store(options, std::move(secret));
#endif
  return store::OpenS3Store(options, std::move(secret), guard);
}

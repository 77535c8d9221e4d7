// SPDX-License-Identifier: Apache-2.0
// The directory of actors is what both custodians signed; there is none to begin with.
// expect: ActorDirectory::ActorDirectory\(\).* is private
#include "bouclier/app/actors.h"

using namespace bouclier;

Result<app::ActorDirectory> Use(ports::StateReader& reader, const SecretBytes& key,
                                const app::CustodianKeys& custodians) {
#ifdef BOUCLIER_BAD
  app::ActorDirectory unsigned_directory;
#endif
  return app::ActorDirectory::Load(reader, key, custodians);
}

// SPDX-License-Identifier: Apache-2.0
// A signed permit is what Verify found right.
// expect: SignedPermit::SignedPermit\(\).* is private
#include "bouclier/provision/signed_permit.h"

using namespace bouclier;

Result<provision::SignedPermit> Use(std::string_view text, const provision::ActorAt& actor_at) {
#ifdef BOUCLIER_BAD
  provision::SignedPermit of_my_own;
#endif
  return provision::SignedPermit::Verify(text, actor_at);
}

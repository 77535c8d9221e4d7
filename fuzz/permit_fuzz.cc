// SPDX-License-Identifier: Apache-2.0
// The permit reader. A document it accepts has exactly the text that was read, lints and compiles without a stop; a
// signed permit it accepts in form has exactly its text, and verifies under no directory of other keys.
#include <cstdint>

#include "bouclier/base/check.h"
#include "bouclier/crypto/jws.h"
#include "bouclier/provision/compile.h"
#include "bouclier/provision/lint.h"
#include "bouclier/provision/permit_document.h"
#include "bouclier/provision/signed_permit.h"

using namespace bouclier;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const PublicKey key = crypto::PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384).public_key();
  const std::string_view text = AsText({data, size});
  if (const auto permit = provision::ParsePermit(text); permit.ok()) {
    BOUCLIER_CHECK(provision::WritePermit(*permit) == text);
    const bool stands = !provision::CompileWithObstacles(*permit).obstacles.empty();
    BOUCLIER_CHECK(stands == !provision::Compile(*permit).ok());
    BOUCLIER_CHECK(!stands || provision::HasErrors(provision::Lint(*permit)));
  }
  const auto read = provision::ReadUnverifiedPermit(text);
  if (!read.ok()) return 0;
  BOUCLIER_CHECK(crypto::WriteJws(read->jws) == text);
  const auto everybody = [&](uint64_t number, uint64_t) -> Result<policy::Actor> {
    policy::Actor actor;
    actor.number = number;
    actor.key = key;
    actor.grants = {{policy::Role::kPermitOfficer, {}}, {policy::Role::kController, {}}};
    return actor;
  };
  BOUCLIER_CHECK(!provision::SignedPermit::Verify(text, everybody).ok());
  return 0;
}

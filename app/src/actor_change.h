// SPDX-License-Identifier: Apache-2.0
// One change of an actor as a signed document: docs/formats/actor-change.md. Pure.
#pragma once

#include <string>
#include <vector>

#include "bouclier/app/actors.h"
#include "bouclier/crypto/json.h"

namespace bouclier::app {

constexpr const char* kActorChangeType = "bouclier-actor-change+jws";

// What the metadata database holds of the actors is not what was written: corruption, and what to do.
Error DirectoryDamaged(const std::string& cause);

struct ChangeDocument {
  uint64_t sequence = 0;
  Digest32 previous{};
  policy::Actor actor;
  Digest32 name_digest{};  // SHA-256(salt ‖ name)
};

std::string WriteChangeDocument(const ChangeDocument& document);
// **Errors:** corruption.
Result<ChangeDocument> ParseChangeDocument(std::string_view text);

// The JWS of both custodians, verified. **Errors:** corruption.
Result<ChangeDocument> VerifyChange(std::string_view text, const CustodianKeys& custodians);

}  // namespace bouclier::app

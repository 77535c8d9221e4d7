// SPDX-License-Identifier: Apache-2.0
// Who asks is who they say, and may: the first two steps of every use-case.
#pragma once

#include <optional>

#include "bouclier/app/asker.h"
#include "bouclier/crypto/signature.h"
#include "bouclier/policy/decide.h"
#include "hub.h"

namespace bouclier::app {

// The person's key file opens with the passphrase, and holds the key the directory knows.
// **Errors:** unauthenticated: the same for an unknown name, a missing key file and a wrong passphrase.
Result<policy::Actor> Authenticate(Hub& hub, const Asker& asker);
// The same, for what is signed by the person's own key.
struct PersonWithKey {
  policy::Actor actor;
  crypto::PrivateKey key;
};
Result<PersonWithKey> AuthenticateWithKey(Hub& hub, const Asker& asker);

// **Ledger:** access.denied, when it is. **Errors:** denied.
Result<void> Allow(Hub& hub, const policy::Actor& actor, policy::Action action,
                   const std::optional<DatasetId>& dataset);

// The dataset of that name, when the actor may do this with it. **Errors:** denied; not_found only for those who may do
// it with every dataset.
Result<DatasetId> AllowDataset(Hub& hub, const policy::Actor& actor, policy::Action action, const std::string& name);

// What a permit does not allow, or the checks of one that is brought. **Ledger:** access.denied: what was asked, under
// which permit (empty when the word is no permit's id), the code and the sentence the asker is told (of the hub's own
// words: never a value of the data), and `more`.
Result<void> RecordDenied(Hub& hub, const policy::Actor& actor, policy::Action action, const std::string& permit,
                          const Error& told, crypto::Json::Object more = {});

// Authenticate, then Allow for the whole hub.
Result<policy::Actor> Admit(Hub& hub, const Asker& asker, policy::Action action);

std::filesystem::path KeyFileOf(const Config& config, uint64_t actor);

}  // namespace bouclier::app

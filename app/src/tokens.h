// SPDX-License-Identifier: Apache-2.0
// The three tokens of a hub, opened with their PINs.
#pragma once

#include <memory>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/base/secret_bytes.h"
#include "bouclier/keys/token.h"

namespace bouclier::app {

// **Errors:** unavailable: the library is not there.
Result<keys::Pkcs11Module> LoadModule(const Config& config);
// The PIN from its file, or asked at the terminal.
Result<SecretBytes> ReadPin(const TokenConfig& token);
// **Errors:** unavailable (absent), conflict (two of that label), unauthenticated (PIN).
Result<std::shared_ptr<keys::Token>> OpenToken(const keys::Pkcs11Module& module, const TokenConfig& token);

struct Tokens {
  std::shared_ptr<keys::Token> custodian_a, custodian_b, hub;  // shared with their signers and the wrapper
};
Result<Tokens> OpenTokens(const Config& config);

// From its file, its descriptor, or the terminal, where `question` is put.
Result<SecretBytes> ReadPassphrase(const PassphraseSource& source, const std::string& question);

}  // namespace bouclier::app

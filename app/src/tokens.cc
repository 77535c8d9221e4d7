// SPDX-License-Identifier: Apache-2.0
#include "tokens.h"

#include <cstdlib>

#include "bouclier/keys/secret_input.h"

namespace bouclier::app {

Result<keys::Pkcs11Module> LoadModule(const Config& config) {
  // SoftHSM finds its tokens by this variable only; other modules ignore it.
  if (config.softhsm_config) setenv("SOFTHSM2_CONF", config.softhsm_config->c_str(), 1);
  return keys::Pkcs11Module::Load(config.module.string());
}

Result<SecretBytes> ReadPin(const TokenConfig& token) {
  if (token.pin_file) return keys::ReadSecretFile(*token.pin_file);
  return keys::PromptSecret("PIN of token " + token.label + ": ");
}

Result<std::shared_ptr<keys::Token>> OpenToken(const keys::Pkcs11Module& module, const TokenConfig& token) {
  BOUCLIER_TRY(const SecretBytes pin, ReadPin(token));
  return module.OpenToken({token.label, token.serial}, pin);
}

Result<Tokens> OpenTokens(const Config& config) {
  BOUCLIER_TRY(const keys::Pkcs11Module module, LoadModule(config));
  Tokens tokens;
  BOUCLIER_TRY(tokens.custodian_a, OpenToken(module, config.custodian_a));
  BOUCLIER_TRY(tokens.custodian_b, OpenToken(module, config.custodian_b));
  BOUCLIER_TRY(tokens.hub, OpenToken(module, config.hub_token));
  return tokens;
}

Result<SecretBytes> ReadPassphrase(const PassphraseSource& source, const std::string& question) {
  if (source.file) return keys::ReadSecretFile(*source.file);
  if (source.descriptor) return keys::ReadSecretDescriptor(*source.descriptor);
  return keys::PromptSecret(question);
}

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// Crypt4GH key files, public and private. A fixed passphrase; scrypt's cost is fixed too, a file cannot ask for more.
#include "bouclier/vault/crypt4gh_keys.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  const std::string_view text = AsText(ByteView(data, size));
  static_cast<void>(vault::ReadC4ghPublicKey(text).ok());
  static_cast<void>(vault::ReadC4ghSecretKey(text, SecretBytes()).ok());
  return 0;
}

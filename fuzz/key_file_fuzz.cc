// SPDX-License-Identifier: Apache-2.0
// The parser of key files. The empty passphrase is refused after parsing and before scrypt, so that an input costs
// microseconds.
#include <cstdint>

#include "bouclier/base/check.h"
#include "bouclier/crypto/signature.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto key = bouclier::crypto::ReadKeyFile(bouclier::AsText({data, size}), bouclier::SecretBytes());
  BOUCLIER_CHECK(!key.ok());
  BOUCLIER_CHECK(key.error().code == bouclier::ErrorCode::kCorruption ||
                 key.error().code == bouclier::ErrorCode::kUnauthenticated);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Digests of confidential content that stand in the ledger: guessable text would fall to a dictionary without the salt.
#pragma once

#include "bouclier/crypto/hash.h"

namespace bouclier::vault {

// SHA-256(salt ‖ content).
inline Digest32 SaltedDigest(const ByteArray<16>& salt, std::string_view content) {
  crypto::Sha256 hash;
  hash.Update(salt);
  hash.Update(AsBytes(content));
  return hash.Finish();
}

}  // namespace bouclier::vault

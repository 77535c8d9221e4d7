// SPDX-License-Identifier: Apache-2.0
// The order in which new identifiers get their ordinals: by HMAC(order key, class ‖ text), so that an ordinal tells
// nothing of the text or of the order of the files. Pure; thread-safe.
#pragma once

#include <vector>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/catalog/table.h"
#include "bouclier/vault/identifier_table.h"

namespace bouclier::ingest {

class KeyedOrder {
 public:
  // The key outlives it.
  KeyedOrder(const SecretBytes& key, catalog::IdentityClass identity)
      : key_(key), identity_(static_cast<uint8_t>(identity)) {}
  std::vector<uint32_t> Sorted(const vault::IdentifierTable& texts, std::vector<uint32_t> numbers) const;

 private:
  const SecretBytes& key_;
  uint8_t identity_;
};

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
// A public key for signatures, as plain data. Room crypto verifies with it, ports carry it.
#pragma once

#include <cstdint>

#include "bouclier/base/bytes.h"

namespace bouclier {

enum class SignatureAlgorithm : uint8_t { kEd25519 = 1, kEcdsaP384Sha384 = 2, kEcdsaP256Sha256 = 3 };

// Encoding: Ed25519 32 bytes; P-384 and P-256 uncompressed point, 97 and 65 bytes (04 ‖ x ‖ y).
struct PublicKey {
  SignatureAlgorithm algorithm = SignatureAlgorithm::kEd25519;
  Bytes bytes;
  bool operator==(const PublicKey&) const = default;
};

}  // namespace bouclier

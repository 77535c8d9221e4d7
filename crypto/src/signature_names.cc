// SPDX-License-Identifier: Apache-2.0
// The names of the signature algorithms in JSON. Pure.
#include "signature_names.h"

namespace bouclier::crypto {

std::string_view AlgorithmName(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::kEd25519 ? "EdDSA" : "ES384";
}

Result<SignatureAlgorithm> AlgorithmOfName(std::string_view name) {
  if (name == "EdDSA") return SignatureAlgorithm::kEd25519;
  if (name == "ES384") return SignatureAlgorithm::kEcdsaP384Sha384;
  return Error(ErrorCode::kUnsupported, "read signature algorithm: neither EdDSA nor ES384");
}

size_t SignatureSize(SignatureAlgorithm algorithm) { return algorithm == SignatureAlgorithm::kEd25519 ? 64 : 96; }

}  // namespace bouclier::crypto

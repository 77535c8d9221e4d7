// SPDX-License-Identifier: Apache-2.0
// The names of the signature algorithms in JSON. Pure.
#include "signature_names.h"

namespace bouclier::crypto {

std::string_view AlgorithmName(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::kEd25519:
      return "EdDSA";
    case SignatureAlgorithm::kEcdsaP384Sha384:
      return "ES384";
    case SignatureAlgorithm::kEcdsaP256Sha256:
      return "ES256";
  }
  BOUCLIER_CHECK(false);
}

Result<SignatureAlgorithm> AlgorithmOfName(std::string_view name) {
  if (name == "EdDSA") return SignatureAlgorithm::kEd25519;
  if (name == "ES384") return SignatureAlgorithm::kEcdsaP384Sha384;
  if (name == "ES256") return SignatureAlgorithm::kEcdsaP256Sha256;
  return Error(ErrorCode::kUnsupported, "read signature algorithm: none of EdDSA, ES384, ES256");
}

size_t SignatureSize(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::kEcdsaP384Sha384 ? 96 : 64;
}

}  // namespace bouclier::crypto

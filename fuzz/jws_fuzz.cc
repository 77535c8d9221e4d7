// SPDX-License-Identifier: Apache-2.0
// The JWS parser: what it accepts has exactly the text that was read, and verifies under no key that did not sign it.
#include <cstdint>

#include "bouclier/base/check.h"
#include "bouclier/crypto/jws.h"

using namespace bouclier::crypto;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bouclier::PublicKey ed25519 = PrivateKey::Generate(bouclier::SignatureAlgorithm::kEd25519).public_key();
  static const bouclier::PublicKey p384 =
      PrivateKey::Generate(bouclier::SignatureAlgorithm::kEcdsaP384Sha384).public_key();
  static const bouclier::PublicKey p256 =
      PrivateKey::Generate(bouclier::SignatureAlgorithm::kEcdsaP256Sha256).public_key();
  const std::string_view text = bouclier::AsText({data, size});
  const auto jws = ParseJws(text, "t", {ed25519.algorithm, p384.algorithm, p256.algorithm});
  const auto narrow = ParseJws(text, "t", {p384.algorithm});
  BOUCLIER_CHECK(jws.ok() || !narrow.ok());
  if (!jws.ok()) return 0;
  for (const JwsSignature& one : jws->signatures) BOUCLIER_CHECK(!narrow.ok() || one.algorithm == p384.algorithm);
  BOUCLIER_CHECK(WriteJws(*jws) == text);
  for (size_t i = 0; i <= jws->signatures.size(); ++i)
    for (const bouclier::PublicKey* key : {&ed25519, &p384, &p256}) BOUCLIER_CHECK(!VerifyJws(*jws, i, *key).ok());
  return 0;
}

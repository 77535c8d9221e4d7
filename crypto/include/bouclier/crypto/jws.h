// SPDX-License-Identifier: Apache-2.0
// JSON Web Signatures (RFC 7515), general JSON serialisation, as this project uses them: every protected header has
// exactly `alg`, `kid` and `typ`; no unprotected header; anything else, `crit` included, is refused. `alg` is EdDSA,
// ES384 or ES256, and one of those its reader admits: a document's header never chooses how it is judged.
// One encoding: canonical JSON.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/crypto/signature.h"

namespace bouclier::crypto {

struct JwsSignature {
  std::string kid;
  SignatureAlgorithm algorithm = SignatureAlgorithm::kEcdsaP384Sha384;
  Bytes signature;
};

struct Jws {
  std::string typ;
  Bytes payload;
  std::vector<JwsSignature> signatures;
};

// What a signer of this payload signs: BASE64URL(protected) ‖ '.' ‖ BASE64URL(payload).
Bytes JwsSigningInput(SignatureAlgorithm algorithm, std::string_view kid, std::string_view typ, ByteView payload);
std::string WriteJws(const Jws& jws);  // canonical JSON
// Parses; does not verify. 1 to 64 signatures, each by another kid and an algorithm of `admitted`. **Errors:**
// invalid_argument, unsupported (alg, crit). ECDSA signatures are malleable (s and n − s both verify): identify a JWS
// by its text's digest, never assume one text per signing.
Result<Jws> ParseJws(std::string_view text, std::string_view expected_typ,
                     std::initializer_list<SignatureAlgorithm> admitted);
// Admits what keys of ours sign with: EdDSA and ES384.
Result<Jws> ParseJws(std::string_view text, std::string_view expected_typ);
// Verifies signature number `index` with `key`, whose algorithm must be that of the header. **Errors:**
// unauthenticated.
Result<void> VerifyJws(const Jws& jws, size_t index, const PublicKey& key);

}  // namespace bouclier::crypto

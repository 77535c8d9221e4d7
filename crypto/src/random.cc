// SPDX-License-Identifier: Apache-2.0
// Random bytes from OpenSSL's generators, seeded by the kernel. Thread-safe.
#include "bouclier/crypto/random.h"

#include <openssl/rand.h>

#include <algorithm>

namespace bouclier::crypto {
namespace {

constexpr size_t kPiece = 1 << 20;  // OpenSSL counts in int

}  // namespace

void FillRandom(MutableByteView out) {
  for (size_t done = 0; done < out.size();) {
    const size_t piece = std::min(kPiece, out.size() - done);
    BOUCLIER_CHECK(RAND_bytes(out.data() + done, static_cast<int>(piece)) == 1);
    done += piece;
  }
}

// From the private generator, whose output never appears in public (nonces, salts, identifiers come from the other).
SecretBytes RandomSecret(size_t size) {
  SecretBytes secret(size);
  const MutableByteView out = secret.RevealMutable(SecretAccess{});
  for (size_t done = 0; done < size;) {
    const size_t piece = std::min(kPiece, size - done);
    BOUCLIER_CHECK(RAND_priv_bytes(out.data() + done, static_cast<int>(piece)) == 1);
    done += piece;
  }
  return secret;
}

}  // namespace bouclier::crypto

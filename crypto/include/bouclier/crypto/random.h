// SPDX-License-Identifier: Apache-2.0
// The system's random generator (OpenSSL RAND). Thread-safe. A failure of the generator stops the process.
#pragma once

#include "bouclier/base/bytes.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier::crypto {

void FillRandom(MutableByteView out);
SecretBytes RandomSecret(size_t size);
template <size_t N>
ByteArray<N> RandomArray() {
  ByteArray<N> out;
  FillRandom(out);
  return out;
}

}  // namespace bouclier::crypto

// SPDX-License-Identifier: Apache-2.0
// A private key that signs without being seen: in a token, or an actor's key file.
#pragma once

#include "bouclier/base/bytes.h"
#include "bouclier/base/public_key.h"
#include "bouclier/base/result.h"

namespace bouclier::ports {

class Signer {
 public:
  virtual ~Signer() = default;
  virtual const PublicKey& public_key() const = 0;
  // **Errors:** unavailable (token gone), unauthenticated (logged out).
  virtual Result<Bytes> Sign(ByteView message) = 0;
};

}  // namespace bouclier::ports

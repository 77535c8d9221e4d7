// SPDX-License-Identifier: Apache-2.0
// What OpenSSL does not check of an Ed25519 public key. Pure.
#pragma once

#include "bouclier/base/bytes.h"

namespace bouclier::crypto {

// 32 bytes that are the one encoding of a y below the field's prime, and no point of small order: under such a key
// anybody's signature verifies. Whether the point is on the curve is found when a signature is verified.
bool IsStrictEd25519Key(ByteView key);

}  // namespace bouclier::crypto

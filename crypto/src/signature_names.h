// SPDX-License-Identifier: Apache-2.0
// The names of the signature algorithms in JSON (RFC 7518 §3.1, RFC 8037 §3.1). Pure.
#pragma once

#include <string_view>

#include "bouclier/base/public_key.h"

namespace bouclier::crypto {

std::string_view AlgorithmName(SignatureAlgorithm algorithm);       // "EdDSA", "ES384", "ES256"
Result<SignatureAlgorithm> AlgorithmOfName(std::string_view name);  // **Errors:** unsupported
size_t SignatureSize(SignatureAlgorithm algorithm);                 // bytes

}  // namespace bouclier::crypto

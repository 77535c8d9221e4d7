// SPDX-License-Identifier: Apache-2.0
// Members of the vault's documents whose values are digests or ids in lower-case hex.
#pragma once

#include <algorithm>

#include "bouclier/base/bytes.h"
#include "bouclier/crypto/json.h"

namespace bouclier::vault {

// **Errors:** corruption: absent, of another length, or not in its one encoding.
template <size_t N>
Result<ByteArray<N>> HexMember(const crypto::Json& json, std::string_view member) {
  const crypto::Json* found = json.Find(member);
  const std::string* hex = found == nullptr ? nullptr : found->if_string();
  const auto raw = hex == nullptr ? Result<Bytes>(Error(ErrorCode::kCorruption, "")) : ParseHex(*hex);
  if (!raw.ok() || raw->size() != N || Hex(*raw) != *hex)
    return Error(ErrorCode::kCorruption, "read document: malformed " + std::string(member));
  ByteArray<N> out;
  std::copy(raw->begin(), raw->end(), out.begin());
  return out;
}

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
// Typed identifiers: an ObjectId is never taken for a DatasetId. 128 random bits, text form 32 lower-case hex digits.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "bouclier/base/bytes.h"

namespace bouclier {

template <typename Tag>
struct Id128 {
  ByteArray<16> bytes{};
  auto operator<=>(const Id128&) const = default;
  std::string ToString() const { return Hex(bytes); }
  static Result<Id128> Parse(std::string_view text) {
    BOUCLIER_TRY(Bytes raw, ParseHex(text));
    if (raw.size() != 16) return Error(ErrorCode::kInvalidArgument, "parse id: not 32 hex digits");
    Id128 id;
    for (size_t i = 0; i < 16; ++i) id.bytes[i] = raw[i];
    return id;
  }
};

using ObjectId = Id128<struct ObjectTag>;
using DatasetId = Id128<struct DatasetTag>;
using KekId = Id128<struct KekTag>;
using JobId = Id128<struct JobTag>;
using BatchId = Id128<struct BatchTag>;

}  // namespace bouclier

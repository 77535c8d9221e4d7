// SPDX-License-Identifier: Apache-2.0
// The bits of a row's quality column. A doubtful row is kept and flagged; views decide what they leave out.
// docs/formats/quality-flags.md. A bit never changes its meaning.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "bouclier/catalog/row_rule.h"

namespace bouclier::ingest {

enum class Quality : uint8_t {  // the number of the bit
  kPersonUnknown,
  kPersonAmbiguous,
  kPersonArchived,
  kPersonFictitious,
  kPersonInvalid,
  kOrphan,
  kDuplicateKey,
  kCodeUnknown,
  kValueOutOfRange,
  kReturnCode,
  kPmsiErrorGroup,
  kFinessDouble,
  kInfoOnly,
};
constexpr size_t kQualities = 13;

constexpr uint32_t QualityBit(Quality quality) { return uint32_t{1} << static_cast<unsigned>(quality); }
std::string_view QualityName(Quality quality);  // person_unknown …
std::optional<Quality> ParseQuality(std::string_view name);
catalog::RuleLevel QualityLevel(Quality quality);

using QualityCounts = std::array<uint64_t, kQualities>;  // rows by bit

}  // namespace bouclier::ingest

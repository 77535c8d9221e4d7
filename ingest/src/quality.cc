// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ingest/quality.h"

namespace bouclier::ingest {
namespace {

constexpr std::array<std::string_view, kQualities> kNames = {
    "person_unknown",   "person_ambiguous", "person_archived", "person_fictitious",  "person_invalid",
    "orphan",           "duplicate_key",    "code_unknown",    "value_out_of_range", "return_code",
    "pmsi_error_group", "finess_double",    "info_only"};

}  // namespace

std::string_view QualityName(Quality quality) { return kNames[static_cast<size_t>(quality)]; }

std::optional<Quality> ParseQuality(std::string_view name) {
  for (size_t i = 0; i < kQualities; ++i) {
    if (kNames[i] == name) return static_cast<Quality>(i);
  }
  return std::nullopt;
}

catalog::RuleLevel QualityLevel(Quality quality) {
  const bool info = quality == Quality::kPersonArchived || quality == Quality::kInfoOnly;
  return info ? catalog::RuleLevel::kInfo : catalog::RuleLevel::kFlag;
}

}  // namespace bouclier::ingest

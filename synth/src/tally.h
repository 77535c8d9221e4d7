// SPDX-License-Identifier: Apache-2.0
// Counts of what a reader must find in the accepted rows; part of the truth. A value; merged file by file.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bouclier::synth {

enum class Count : uint8_t {
  kCareLines,
  kCancellingLines,
  kSurchargeLines,
  kOutpatientLines,
  kSupplementLines,
  kUnknownPersonLines,  // of unlisted people and of those whose row in IR_BEN_R is refused
  kArchivedPersonLines,
  kFictitiousPersonLines,
  kLateLines,  // settled more than six months after care
  kBeneficiaryRows,
  kArchiveRows,
  kFictitiousRows,
  kUncertifiedRows,
  kIllnessRows,
  kOpenIllnessRows,
  kStays,
  kStayLinks,  // rows of T_MCOaaC
  kInvalidLowerX,
  kInvalidUpperX,
  kAmbiguousStays,  // NIR_ANO_17 shared by twins
  kErrorGroupStays,
  kReturnCodeStays,
  kDoubleFinessStays,
  kDeathRows,
  kLinkedDeathRows,
  kCount,
};
constexpr size_t kCounts = static_cast<size_t>(Count::kCount);

constexpr std::array<std::string_view, kCounts> kCountNames = {
    "care_lines",        "cancelling_lines",     "surcharge_lines",       "outpatient_lines",
    "supplement_lines",  "unknown_person_lines", "archived_person_lines", "fictitious_person_lines",
    "late_lines",        "beneficiary_rows",     "archive_rows",          "fictitious_rows",
    "uncertified_rows",  "illness_rows",         "open_illness_rows",     "stays",
    "stay_links",        "invalid_lower_x",      "invalid_upper_x",       "ambiguous_stays",
    "error_group_stays", "return_code_stays",    "double_finess_stays",   "death_rows",
    "linked_death_rows"};

class Tally {
 public:
  void Add(Count count, uint64_t more = 1) { values_[static_cast<size_t>(count)] += more; }
  void AddIf(bool condition, Count count) { Add(count, condition ? 1 : 0); }
  uint64_t operator[](Count count) const { return values_[static_cast<size_t>(count)]; }
  Tally& operator+=(const Tally& other) {
    for (size_t i = 0; i < kCounts; ++i) values_[i] += other.values_[i];
    return *this;
  }

 private:
  std::array<uint64_t, kCounts> values_{};
};

}  // namespace bouclier::synth

// SPDX-License-Identifier: Apache-2.0
// Hospital stays of a person: ordinary ones, those of the epidemic and of the adverse effect. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "study.h"

namespace bouclier::synth {

// Whether NIR_ANO_17 names the patient.
enum class PatientLink : uint8_t { kGood, kLowerX, kUpperX };
constexpr std::string_view kLowerXNumber = "xxxxxxxxxxxxxxxxx";
constexpr std::string_view kUpperXNumber = "XXXXXXXXXXXXXXXXD";

struct Stay {
  uint32_t person;
  uint16_t number;  // of the person
  Day entry;
  Day exit;
  uint8_t diagnosis;   // of kDiagnoses
  uint8_t associated;  // rows in the table of associated diagnoses
  uint8_t acts;        // rows in the table of acts
  PatientLink link;
  bool error_group;  // GRG_GHM begins with 90
  bool return_code;  // a return code other than 0, one of them 9
  bool study;
  bool copy;  // the same stay under the number of the site, beside that of the legal entity
};

struct Diagnosis {
  std::string_view icd10;
  std::string_view group;  // GRG_GHM
};
constexpr uint8_t kEpidemicDiagnosis = 0;  // influenza; given to no other stay
constexpr uint8_t kAdverseDiagnosis = 1;   // gastrointestinal bleeding; given to no other stay
extern const std::array<Diagnosis, 14> kDiagnoses;

// The FINESS number where the stay was: that of a site of the person's department; in Paris that of the legal entity,
// and for the copy that of its site. Both of these are made up, and catalog::DoubleDeclarations says so.
std::string Establishment(const Setting& setting, const Person& person, const Stay& stay);
constexpr std::string_view kLegalEntity = "759999999", kDoubleSite = "759999991";

std::vector<Stay> Stays(const Setting& setting, const Person& person, const std::vector<Event>& events);

}  // namespace bouclier::synth

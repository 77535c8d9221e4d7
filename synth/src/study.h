// SPDX-License-Identifier: Apache-2.0
// What each winter brings to a person: the epidemic, a drug that protects from it, a drug with an adverse effect. These
// are the facts of the truth file. Pure; thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "person.h"

namespace bouclier::synth {

enum class EventKind : uint8_t {
  kProtectiveDrug,           // dispensed and kept
  kProtectiveDrugCancelled,  // dispensed, then wholly cancelled: not exposed
  kAdverseDrug,
  kIllness,  // the day care for the epidemic illness was given: consultation and the marker drug
  kIllnessOnset,
  kEpidemicStay,  // day of entry
  kAdverseStay,
  kDeath,
};
std::string_view EventName(EventKind kind);

struct Event {
  uint32_t person;
  EventKind kind;
  int winter;  // place in Setting::winters; -1: none (death)
  Day day;
};

// In order of the winters. Only identified people have any but deaths.
std::vector<Event> StudyEvents(const Setting& setting, const Person& person);

}  // namespace bouclier::synth

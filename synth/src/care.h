// SPDX-License-Identifier: Apache-2.0
// Care outside hospital: the reimbursed lines of a person, with their settlement months, cancellations and re-issues.
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "study.h"

namespace bouclier::synth {

enum class Act : uint8_t { kConsultation, kSpecialist, kSurcharge, kPharmacy, kTechnical, kLaboratory, kOutpatient };

enum class Fate : uint8_t {
  kPlain,
  kStudy,   // carries a fact of the truth file: never damaged
  kPaired,  // cancelled, cancelling or re-issued: never damaged, so that sums stay exact
};

// One row of ER_PRS_F before it gets its nine keys.
struct CareLine {
  uint32_t person;
  uint32_t claim;  // of the person: lines of one claim are settled together
  Day care;
  uint16_t month;       // of settlement, counted from the first month of care; its flux is the month after
  uint16_t product;     // pharmacy: the first drug; technical acts: the first act
  uint16_t prescriber;  // of the person's department
  uint8_t order;        // PRS_ORD_NUM
  uint8_t supplement;   // REM_TYP_AFF
  uint8_t details;      // rows in the detail table
  Act act;
  Fate fate;
  int8_t sign;  // -1: cancels an earlier line
};

std::vector<CareLine> CareLines(const Setting& setting, const Person& person, const std::vector<Event>& events);

// The drug or act of each row of the detail table, by place.
uint16_t DetailProduct(const CareLine& line, int place);
int32_t ActPriceCents(uint16_t act);
int32_t PriceCents(const CareLine& line);  // of one positive line: what its details sum up to

}  // namespace bouclier::synth

// SPDX-License-Identifier: Apache-2.0
// Who lives in the base, and under which identifiers: twins, changed insured, merged, archived, fictitious and unlisted
// people in fixed shares, so that each kind occurs at any size. Pure; thread-safe.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "setting.h"

namespace bouclier::synth {

enum class Standing : uint8_t {
  kOrdinary,
  kTwinSameSex,     // shares BEN_NIR_PSA with the twin; BEN_RNG_GEM differs
  kTwinOtherSex,    // each has a number of its own
  kChangedInsured,  // BEN_NIR_PSA and rank change on a day; BEN_NIR_ANO stays
  kMerged,          // archived row with BEN_IDT_TOP 0, current row with 1: two person ids become one
  kUncertified,     // BEN_IDT_TOP 0: BEN_NIR_ANO empty, BEN_IDT_ANO is PSA and rank
  kArchived,        // only in IR_BEN_R_ARC
  kFictitious,      // BEN_CDI_NIR is not 00
  kUnlisted,        // care lines, but in neither table
  kRefused,         // the only row in IR_BEN_R is damaged
};
constexpr int kStandings = 10;
std::string_view StandingName(Standing standing);

struct Person {
  uint32_t index = 0;
  Standing standing = Standing::kOrdinary;
  uint8_t sex = 1;
  uint8_t birth_month = 1;
  uint8_t region = 0;
  uint8_t rank = 1;
  uint8_t rank_after = 1;  // after the change of insured
  int16_t birth_year = 1970;
  uint16_t commune = 1;     // inside the department
  uint16_t department = 0;  // inside the region
  Day changed_on = kNoDay;  // changed insured: the first day under the new number; merged: the day of certification
  Day death = kNoDay;
  int8_t illness = -1;  // long-term illness: index of kLongIllnesses
  Day illness_from = kNoDay;
  Day illness_to = kNoDay;  // kNoDay: open
  float need = 1;           // of care; 1 on average

  bool Identified() const;  // a readable row in IR_BEN_R, and not fictitious: the population of the truth's tables
  bool AliveOn(Day day) const { return death == kNoDay || day < death; }
  Day BornFrom() const { return DayOf(birth_year, birth_month, 1); }  // the month is known, not the day
  int AgeIn(int year) const { return year - birth_year; }
};

struct LongIllness {
  std::string_view icd10;
  int number;  // IMB_ALD_NUM
};
constexpr std::array<LongIllness, 8> kLongIllnesses = {
    {{"E119", 8}, {"I500", 5}, {"C509", 30}, {"F209", 23}, {"J449", 14}, {"I251", 13}, {"N189", 19}, {"G309", 15}}};

Person MakePerson(const Setting& setting, uint32_t index);

const catalog::Department& DepartmentOf(const Setting& setting, const Person& person);

// 17 characters, as the base writes its pseudonyms.
class Pseudonym {
 public:
  Pseudonym(uint64_t seed, std::string_view kind, uint64_t key);
  std::string_view text() const { return {text_.data(), text_.size()}; }

 private:
  std::array<char, 17> text_;
};

enum class Affiliation { kFirst, kSecond };  // before and after the change of insured
Affiliation AffiliationOn(const Person& person, Day day);
Pseudonym Psa(const Setting& setting, const Person& person, Affiliation affiliation);
int RankUnder(const Person& person, Affiliation affiliation);
Pseudonym LifelongNumber(const Setting& setting, const Person& person);                            // BEN_NIR_ANO
bool Certified(const Person& person);                                                              // BEN_IDT_TOP
std::string PersonId(const Setting& setting, const Person& person);                                // BEN_IDT_ANO
std::string UncertifiedId(const Setting& setting, const Person& person, Affiliation affiliation);  // PSA and rank

}  // namespace bouclier::synth

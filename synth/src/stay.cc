// SPDX-License-Identifier: Apache-2.0
#include "stay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace bouclier::synth {

const std::array<Diagnosis, 14> kDiagnoses = {{{"J101", "04M252"},
                                               {"K922", "06M121"},
                                               {"I500", "05M092"},
                                               {"S7200", "08C471"},
                                               {"K802", "07C141"},
                                               {"C509", "09C041"},
                                               {"J189", "04M053"},
                                               {"N390", "11M041"},
                                               {"G459", "01M161"},
                                               {"E119", "10M022"},
                                               {"O800", "14Z14A"},
                                               {"H259", "02C05J"},
                                               {"Z511", "28Z07Z"},
                                               {"F329", "19M06T"}}};

namespace {

constexpr double kStaysAYear = 0.16;  // of a person of average need
constexpr double kBadLink = 0.04;
constexpr double kErrorGroup = 0.02;
constexpr double kReturnCode = 0.02;
constexpr std::string_view kParis = "075";

Stay StudyStay(const Event& event, Draws& draws) {
  Stay stay{};
  stay.person = event.person;
  stay.entry = event.day;
  stay.exit = event.day + draws.Between(2, 9);
  stay.diagnosis = event.kind == EventKind::kEpidemicStay ? kEpidemicDiagnosis : kAdverseDiagnosis;
  stay.associated = static_cast<uint8_t>(draws.Between(0, 3));
  stay.acts = static_cast<uint8_t>(draws.Between(0, 2));
  stay.study = true;
  return stay;
}

Stay OrdinaryStay(const Setting& setting, const Person& person, Draws& draws) {
  Stay stay{};
  stay.person = person.index;
  const int days = setting.last_day - setting.first_day + 1;
  const int open = person.standing == Standing::kArchived ? std::max(1, days / 4) : days;
  stay.entry = setting.first_day + static_cast<Day>(draws.Below(static_cast<uint32_t>(open)));
  stay.exit = std::min(setting.last_day, stay.entry + std::max(0, draws.Between(-4, 12)));
  stay.diagnosis = static_cast<uint8_t>(draws.Between(2, static_cast<int>(kDiagnoses.size()) - 1));
  stay.associated = static_cast<uint8_t>(draws.Between(0, 4));
  stay.acts = static_cast<uint8_t>(draws.Between(0, 3));
  const double link = draws.Unit();
  stay.link = link < kBadLink / 2 ? PatientLink::kLowerX : link < kBadLink ? PatientLink::kUpperX : PatientLink::kGood;
  stay.error_group = draws.Chance(kErrorGroup);
  stay.return_code = draws.Chance(kReturnCode) || stay.link != PatientLink::kGood;
  return stay;
}

bool InParis(const Setting& setting, const Person& person) { return DepartmentOf(setting, person).code == kParis; }

}  // namespace

std::string Establishment(const Setting& setting, const Person& person, const Stay& stay) {
  if (InParis(setting, person)) return std::string(stay.copy ? kDoubleSite : kLegalEntity);
  // 075 -> 75, 02A -> 2A, 001 -> 01: a FINESS number begins with two characters of the department.
  const std::string_view department = DepartmentOf(setting, person).code.substr(1);
  const uint64_t site =
      Hash(setting.seed, Stream::kHospital, person.region * 32u + person.department, person.index % 3);
  return fmt::format("{}0{:06}", department, site % 1'000'000);
}

std::vector<Stay> Stays(const Setting& setting, const Person& person, const std::vector<Event>& events) {
  Draws draws(setting.seed, Stream::kStay, person.index);
  std::vector<Stay> stays;
  for (const Event& event : events) {
    if (event.kind == EventKind::kEpidemicStay || event.kind == EventKind::kAdverseStay) {
      stays.push_back(StudyStay(event, draws));
    }
  }
  const double years = (setting.last_day - setting.first_day + 1) / 365.0;
  double left = kStaysAYear * static_cast<double>(person.need) * years;
  // The elder of twins of one sex always has one: a stay that belongs to no single person occurs at any size.
  if (person.standing == Standing::kTwinSameSex && person.rank == 1) left += 1;
  for (; left > 0; left -= 1) {
    const bool happens = draws.Chance(std::min(1.0, left));
    const Stay stay = OrdinaryStay(setting, person, draws);
    if (happens && person.AliveOn(stay.exit)) stays.push_back(stay);
  }
  for (size_t i = 0; i < stays.size(); ++i) stays[i].number = static_cast<uint16_t>(i);
  const size_t once = stays.size();
  for (size_t i = 0; i < once && InParis(setting, person); ++i) {
    if (!draws.Chance(0.5)) continue;
    stays.push_back(stays[i]);
    stays.back().copy = true;
  }
  return stays;
}

}  // namespace bouclier::synth

// SPDX-License-Identifier: Apache-2.0
#include "study.h"

#include <algorithm>
#include <array>

namespace bouclier::synth {
namespace {

// Sized so that at 20,000 people every cell of the three 2 × 2 tables of one winter holds well over 30 persons.
constexpr double kProtectedShare = 0.25;
constexpr double kCancelledShare = 0.01;
constexpr double kAttackProtected = 0.10;
constexpr double kAttackUnprotected = 0.23;
constexpr double kStayOfIll = 0.14;
constexpr double kAdverseDrugShare = 0.12;
constexpr double kAdverseStayExposed = 0.06;
constexpr double kAdverseStayUnexposed = 0.008;
constexpr double kSpreadDays = 11;
constexpr Day kAfterDeathMargin = 45;  // who dies sooner than this after an event does not have it

class WinterOf {
 public:
  WinterOf(const Setting& setting, const Person& person, int place)
      : winter_(setting.winters[static_cast<size_t>(place)]),
        person_(person),
        place_(place),
        draws_(setting.seed, Stream::kWinter, uint64_t{person.index} * 256 + static_cast<uint64_t>(place)) {}

  std::vector<Event> Events() {
    const bool is_protected = Protect();
    Illness(is_protected);
    Adverse();
    return std::move(events_);
  }

 private:
  bool Add(EventKind kind, Day day) {
    if (person_.death != kNoDay && day + kAfterDeathMargin >= person_.death) return false;
    events_.push_back({person_.index, kind, place_, day});
    return true;
  }
  Day DayIn(Day from, Day to) { return from + static_cast<Day>(draws_.Below(static_cast<uint32_t>(to - from + 1))); }
  // A stay of a same-sex twin belongs to no single person: they have none in the study.
  bool MayStay() const { return person_.standing != Standing::kTwinSameSex; }

  bool Protect() {
    const double draw = draws_.Unit();
    const Day day = DayIn(winter_.prevention_from, winter_.first + 13);
    if (draw < kProtectedShare) return Add(EventKind::kProtectiveDrug, day);
    if (draw < kProtectedShare + kCancelledShare) Add(EventKind::kProtectiveDrugCancelled, day);
    return false;
  }

  void Illness(bool is_protected) {
    const bool ill = draws_.Chance(is_protected ? kAttackProtected : kAttackUnprotected);
    const double wave = draws_.Normal() * kSpreadDays;
    const Day onset =
        std::clamp(winter_.peak[person_.region] + static_cast<Day>(wave), winter_.first + 20, winter_.last - 20);
    const Day seen = onset + draws_.Between(0, 2);
    const bool severe = draws_.Chance(kStayOfIll);
    const Day entry = seen + draws_.Between(1, 4);
    if (!ill || !Add(EventKind::kIllness, seen)) return;
    Add(EventKind::kIllnessOnset, onset);
    if (severe && MayStay()) Add(EventKind::kEpidemicStay, entry);
  }

  void Adverse() {
    const bool drug = draws_.Chance(kAdverseDrugShare);
    const Day dispensed = DayIn(winter_.first, DayOf(winter_.january, 1, 31));
    const Day after_drug = dispensed + draws_.Between(5, 40);
    const Day without_drug = DayIn(winter_.first, winter_.last - 15);
    const double draw = draws_.Unit();
    const bool exposed = drug && Add(EventKind::kAdverseDrug, dispensed);
    if (!MayStay() || draw >= (exposed ? kAdverseStayExposed : kAdverseStayUnexposed)) return;
    Add(EventKind::kAdverseStay, exposed ? after_drug : without_drug);
  }

  const Winter& winter_;
  const Person& person_;
  int place_;
  Draws draws_;
  std::vector<Event> events_;
};

}  // namespace

std::string_view EventName(EventKind kind) {
  constexpr std::array<std::string_view, 8> kNames = {"protective_drug", "protective_drug_cancelled",
                                                      "adverse_drug",    "illness",
                                                      "illness_onset",   "epidemic_stay",
                                                      "adverse_stay",    "death"};
  return kNames[static_cast<size_t>(kind)];
}

std::vector<Event> StudyEvents(const Setting& setting, const Person& person) {
  std::vector<Event> events;
  if (person.Identified()) {
    for (size_t i = 0; i < setting.winters.size(); ++i) {
      for (const Event& event : WinterOf(setting, person, static_cast<int>(i)).Events()) events.push_back(event);
    }
  }
  if (person.death != kNoDay) events.push_back({person.index, EventKind::kDeath, -1, person.death});
  return events;
}

}  // namespace bouclier::synth

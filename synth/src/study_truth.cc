// SPDX-License-Identifier: Apache-2.0
// Tables of the studies, counted from the events, not from what they were drawn with.
#include <array>

#include "truth.h"

namespace bouclier::synth {
namespace {

void Count2x2(TwoByTwo& table, bool exposed, bool outcome) {
  uint64_t& cell = exposed ? (outcome ? table.exposed_with : table.exposed_without)
                           : (outcome ? table.unexposed_with : table.unexposed_without);
  ++cell;
}

// What happened to one person in one winter.
using Happened = std::array<bool, 8>;
bool Had(const Happened& happened, EventKind kind) { return happened[static_cast<size_t>(kind)]; }

}  // namespace

std::vector<WinterTruth> StudyTruth(const Base& base) {
  std::vector<WinterTruth> winters(base.setting.winters.size());
  size_t at = 0;  // events stand in order of people
  for (const Person& person : base.people) {
    std::vector<Happened> happened(winters.size());
    for (; at < base.events.size() && base.events[at].person == person.index; ++at) {
      const Event& event = base.events[at];
      if (event.winter < 0) continue;
      const auto winter = static_cast<size_t>(event.winter);
      happened[winter][static_cast<size_t>(event.kind)] = true;
      if (event.kind != EventKind::kIllness) continue;
      auto& week = winters[winter].curve[IsoWeekOf(event.day)];
      week.resize(base.setting.regions.size());
      ++week[person.region];
    }
    if (!person.Identified()) continue;
    for (size_t i = 0; i < winters.size(); ++i) {
      WinterTruth& truth = winters[i];
      ++truth.population;
      truth.ill += Had(happened[i], EventKind::kIllness) ? 1 : 0;
      const bool is_protected = Had(happened[i], EventKind::kProtectiveDrug);
      Count2x2(truth.protective_illness, is_protected, Had(happened[i], EventKind::kIllness));
      Count2x2(truth.protective_stay, is_protected, Had(happened[i], EventKind::kEpidemicStay));
      Count2x2(truth.adverse_stay, Had(happened[i], EventKind::kAdverseDrug),
               Had(happened[i], EventKind::kAdverseStay));
    }
  }
  return winters;
}

}  // namespace bouclier::synth

// SPDX-License-Identifier: Apache-2.0
// What the next run will do with a unit, from its row alone: the one place that decides it, for plan, run, delta and
// status. Pure.
#pragma once

#include "unit_row.h"

namespace bouclier::migrate {

enum class Fate : uint8_t { kNothing, kMove, kRefuse, kLose, kNoPrefix };
struct Foresight {
  Fate fate = Fate::kNothing;
  const char* reason = "";  // of kRefuse, kLose
};
Foresight Foresee(const UnitRow& row, uint64_t round);

// The source shows another version than the one moved.
bool ChangedSinceMove(const UnitRow& row);
bool DeletedAtSource(const UnitRow& row, uint64_t round);

// Codes of what cannot be kept of a unit, sorted: docs/formats/manifest.md.
std::vector<std::string> PropertyLosses(const ports::UnitInfo& info);

}  // namespace bouclier::migrate

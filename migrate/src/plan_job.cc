// SPDX-License-Identifier: Apache-2.0
#include "plan_job.h"

#include <algorithm>

#include "foresight.h"

namespace bouclier::migrate {
namespace {

constexpr size_t kNamesInError = 20;

void Add(Tally& tally, uint64_t bytes) {
  ++tally.units;
  tally.bytes += bytes;
}

void Take(PlanReport& plan, UnitId id, const UnitRow& row, uint64_t round) {
  Add(plan.listed, row.listed.size);
  const Foresight foresight = Foresee(row, round);
  // Nothing to do any more: it ended in an earlier run as its state says.
  const UnitState end = foresight.fate == Fate::kNothing ? row.state : UnitState::kPending;
  if (foresight.fate == Fate::kMove) {
    Add(plan.to_move, row.listed.size);
    Add(plan.by_dataset[*row.dataset], row.listed.size);
    for (const std::string& loss : row.listed.losses) ++plan.property_losses[loss];
  } else if (end == UnitState::kMoved) {
    Add(plan.already_moved, row.listed.size);
  } else {
    const bool lost = foresight.fate == Fate::kLose || end == UnitState::kLost;
    const std::string why = end == UnitState::kPending ? foresight.reason : row.reason;
    Add((lost ? plan.to_lose : plan.to_refuse)[why], row.listed.size);
    AddNamed(plan.named, NamedFrom(id, row, why));
  }
}

Error NoPrefixError(const NamedUnits& units) {
  std::string names;
  for (size_t i = 0; i < std::min(kNamesInError, units.units.size()); ++i)
    names += (i == 0 ? "" : "\n") + units.units[i].source + ": " + units.units[i].unit.name;
  if (units.count() > kNamesInError) names += "\n… and " + std::to_string(units.count() - kNamesInError) + " more";
  return Error(ErrorCode::kPrecondition,
               "plan migration: no prefix takes every unit; without one: " + std::to_string(units.count()),
               "add a prefix for them to the config and run `bouclier migrate inventory` again", Retry::kAfterFix)
      .WithContext(names);
}

}  // namespace

Result<PlanReport> MakePlan(const Engine& engine) {
  BOUCLIER_TRY(const InventoryHeader header, engine.WholeInventory());
  PlanReport plan;
  plan.round = header.round;
  NamedUnits no_prefix;
  BOUCLIER_TRY_VOID(ForEachRow(engine.book, *engine.parts.state, [&](UnitId id, const UnitRow& row) -> Result<void> {
    if (row.dataset) {
      Take(plan, id, row, header.round);
    } else if (row.seen_round == header.round) {
      AddNamed(no_prefix, NamedFrom(id, row, "no_prefix"));
    }
    return {};
  }));
  if (no_prefix.count() != 0) return NoPrefixError(no_prefix);
  plan.rate_is_measured = header.measured_bytes_per_second != 0 && header.measured_units_per_1000_seconds != 0;
  if (plan.rate_is_measured) {
    plan.rate.bytes_per_second = static_cast<double>(header.measured_bytes_per_second);
    plan.rate.units_per_second = static_cast<double>(header.measured_units_per_1000_seconds) / 1000.0;
  }
  plan.seconds = std::max(static_cast<double>(plan.to_move.bytes) / plan.rate.bytes_per_second,
                          static_cast<double>(plan.to_move.units) / plan.rate.units_per_second);
  return plan;
}

}  // namespace bouclier::migrate

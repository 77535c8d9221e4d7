// SPDX-License-Identifier: Apache-2.0
// The dry run: what the next run will do, from the rows alone. No side effects, no remote call.
#pragma once

#include "bouclier/migrate/reports.h"
#include "engine.h"

namespace bouclier::migrate {

// **Errors:** precondition: no whole inventory, other rules, or units under no prefix (named in the context).
Result<PlanReport> MakePlan(const Engine& engine);

}  // namespace bouclier::migrate

// SPDX-License-Identifier: Apache-2.0
// Brings the vault up to a source that lives on: inventory, run, until an inventory shows nothing new.
#pragma once

#include "bouclier/migrate/migration.h"
#include "engine.h"

namespace bouclier::migrate {

// **Errors:** precondition: nothing was inventoried before; those of Inventory and Run.
Result<DeltaReport> RunDelta(Migration& migration, const Engine& engine, const DeltaOptions& options,
                             const JobControl& control);

}  // namespace bouclier::migrate

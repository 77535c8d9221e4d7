// SPDX-License-Identifier: Apache-2.0
// A hub's migration, with everything it touches kept alive beside it.
#pragma once

#include <memory>
#include <vector>

#include "bouclier/app/report.h"
#include "bouclier/migrate/migration.h"
#include "hub.h"

namespace bouclier::app {

// Sources, host and dataset keys (two token calls each) are opened only when they are used.
enum class NeedsPlaces : uint8_t { kNo, kYes };

struct OpenMigration {
  std::vector<std::unique_ptr<ports::ObjectSource>> sources;
  std::unique_ptr<ports::ObjectStore> host;
  std::unique_ptr<migrate::Migration> migration;  // points into the two above
};
// **Errors:** precondition: a dataset of the configuration has no key yet; those of the sources.
Result<OpenMigration> OpenMigrationOf(Hub& hub, uint64_t actor, NeedsPlaces places);

migrate::JobControl ControlOf(ProgressSink& waiting);

}  // namespace bouclier::app

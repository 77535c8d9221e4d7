// SPDX-License-Identifier: Apache-2.0
// The migration as commands: authenticate, decide, record, act. Reports name units; logs, ledger and certificates do
// not.
#pragma once

#include <filesystem>
#include <optional>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"

namespace bouclier::app {

// Files to write at the end. Manifest and sums hold names in clear.
struct ProofFiles {
  std::optional<std::filesystem::path> certificate, manifest, sums;
};
struct MigrateOptions {
  std::optional<uint64_t> workers;
  ProofFiles proof;
};

// **Ledger:** migrate.inventory.
Result<Report> MigrateInventory(const Config& config, const Asker& asker, ProgressSink& waiting);
// Changes nothing. **Errors:** precondition: no inventory, or units under no prefix (the context names them).
Result<Report> MigratePlan(const Config& config, const Asker& asker);
// Incomplete when a listed unit did not move. **Ledger:** migrate.batch, migrate.run.done, migrate.certificate,
// migrate.manifest.export.
Result<Report> MigrateRun(const Config& config, const Asker& asker, const MigrateOptions& options,
                          ProgressSink& waiting);
Result<Report> MigrateVerify(const Config& config, const Asker& asker, const MigrateOptions& options,
                             ProgressSink& waiting);
Result<Report> MigrateDelta(const Config& config, const Asker& asker, const MigrateOptions& options,
                            ProgressSink& waiting);
Result<Report> MigrateStatus(const Config& config, const Asker& asker);

}  // namespace bouclier::app

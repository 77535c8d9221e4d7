// SPDX-License-Identifier: Apache-2.0
// Hosts of sealed bodies as commands: move to another one with keys alone, empty the one left behind, check what rests.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"
#include "bouclier/app/setup.h"

namespace bouclier::app {

struct MoveOptions {
  DryRun dry_run = DryRun::kNo;
  std::optional<std::filesystem::path> certificate;
};
// Bodies as they are, compared leaf by leaf on both sides; a new KEK version for each dataset; then the switch, in one
// transaction. Killed and typed again, it goes on. Damaged bodies are named, and nothing is switched.
// **Ledger:** host.move.intent, host.switch, host.move.certificate.
Result<Report> MoveHost(const Config& config, const Asker& asker, const std::string& host, const MoveOptions& options,
                        ProgressSink& waiting);
// **Ledger:** host.empty.intent, host.empty.done. **Errors:** precondition: it is the host in use, or the one in use
// does not hold every body.
Result<Report> EmptyHost(const Config& config, const Asker& asker, const std::string& host, DryRun dry_run,
                         ProgressSink& waiting);

struct CheckOptions {
  bool quick = false;  // lengths only
  bool sweep = false;  // also bodies and uploads no record names
  DryRun dry_run = DryRun::kNo;
};
// **Ledger:** vault.check.done.
Result<Report> CheckVault(const Config& config, const Asker& asker, const CheckOptions& options, ProgressSink& waiting);

}  // namespace bouclier::app

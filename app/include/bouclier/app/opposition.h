// SPDX-License-Identifier: Apache-2.0
// Opposition lists as commands: docs/formats/opposition-list.md.
#pragma once

#include <filesystem>
#include <string>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"
#include "bouclier/app/setup.h"

namespace bouclier::app {

struct OppositionOptions {
  std::filesystem::path file;
  std::string base, list;
  DryRun dry_run = DryRun::kNo;
};
// Seals the next version of a list. **Ledger:** opposition.load. **Errors:** not_found (no such base),
// invalid_argument, denied (a value of the shape of a NIR: **Ledger:** opposition.refused).
Result<Report> LoadOpposition(const Config& config, const Asker& asker, const OppositionOptions& options);
// The newest version of each list: counts, no identifiers.
Result<Report> ListOppositions(const Config& config, const Asker& asker);

}  // namespace bouclier::app

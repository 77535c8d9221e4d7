// SPDX-License-Identifier: Apache-2.0
// What the tables are, as commands: the steward loads an official schema beside what is built in; everybody reads it.
#pragma once

#include <filesystem>
#include <string>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"
#include "bouclier/app/setup.h"

namespace bouclier::app {

// Replaces what was loaded before; the same content again changes nothing. **Ledger:** catalog.load, with the digest of
// the content. **Errors:** those of catalog::LoadSchema.
Result<Report> LoadCatalogue(const Config& config, const Asker& asker, const std::filesystem::path& folder,
                             DryRun dry_run);
// The tables of the whole catalogue (empty), of a base (its datasets' and its newest snapshot's), or of a dataset.
// **Errors:** not_found.
Result<Report> ListCatalogue(const Config& config, const Asker& asker, const std::string& base);
// DATASET, TABLE or TABLE.COLUMN. A PMSI table may stand with its year (T_MCO20B). **Errors:** not_found.
Result<Report> ShowCatalogue(const Config& config, const Asker& asker, const std::string& name);
Result<Report> SearchCatalogue(const Config& config, const Asker& asker, const std::string& words, uint64_t limit);
// Which tables join by which keys, as SVG at `out`; with a base or dataset, its tables and what they point to.
Result<Report> DrawCatalogue(const Config& config, const Asker& asker, const std::string& base,
                             const std::filesystem::path& out);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// Projects as commands: what a permit's extract is, made and exported. A project is its permit. To a stranger it does
// not exist; a member hears the true reason. docs/formats/extract.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"
#include "bouclier/app/setup.h"

namespace bouclier::app {

// A researcher sees the projects whose permit names them.
Result<Report> ListProjects(const Config& config, const Asker& asker);

struct ExtractCommand {
  std::optional<uint64_t> memory, threads;
  DryRun dry_run = DryRun::kNo;
};
// By a researcher whom the permit names, or a steward for its people. Only the steward's report says how many objected.
// **Ledger:** project.create (once), provision.open.intent, extract.publish. **Errors:** those of the permit and of
// provision::RunExtract.
Result<Report> ExtractProject(const Config& config, const Asker& asker, const std::string& id,
                              const ExtractCommand& command, ProgressSink& waiting);

struct ProjectExport {
  std::vector<std::filesystem::path> recipients;  // Crypt4GH public key files
  std::filesystem::path out;                      // a new folder
  std::optional<std::filesystem::path> receipt_out;
};
// Each file of the extract as Parquet in Crypt4GH, and the manifest. **Ledger:** project.export.intent with the
// recipients' fingerprints, .done or .failed. **Errors:** denied: a key that the permit does not name.
Result<Report> ExportProject(const Config& config, const Asker& asker, const std::string& id,
                             const ProjectExport& options, ProgressSink& waiting);

}  // namespace bouclier::app

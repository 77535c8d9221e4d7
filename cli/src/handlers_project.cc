// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/projects.h"
#include "command.h"

namespace bouclier::cli {
namespace {

Result<app::Report> Extract(const app::Config& config, const Arguments& arguments, app::ProgressSink& waiting) {
  const std::string language = arguments.GetOr("--lang", "en");
  if (language != "fr" && language != "en")
    return Error(ErrorCode::kInvalidArgument, "read option --lang: it is fr or en");
  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
  app::ExtractCommand command;
  command.dry_run = arguments.Has("--dry-run") ? app::DryRun::kYes : app::DryRun::kNo;
  BOUCLIER_TRY(command.memory, arguments.Memory());
  if (arguments.Has("--threads")) {
    BOUCLIER_TRY(command.threads, arguments.Number("--threads", 0, 1, 1024));
  }
  BOUCLIER_TRY(app::Report report, app::ExtractProject(config, asker, arguments.Get("ID"), command, waiting));
  report.data["lang"] = language;
  return report;
}

Result<app::Report> Export(const app::Config& config, const Arguments& arguments, app::ProgressSink& waiting) {
  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
  app::ProjectExport options;
  for (const std::string& file : arguments.All("--recipient")) options.recipients.emplace_back(file);
  options.out = arguments.Get("--out");
  options.receipt_out = PathOf(arguments, "--receipt-out");
  return app::ExportProject(config, asker, arguments.Get("ID"), options, waiting);
}

}  // namespace

void AddProjectHandlers(Handlers& handlers) {
  AddHubHandler(handlers, "project list",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return app::ListProjects(config, asker);
                });
  AddHubHandler(handlers, "project extract", Extract);
  AddHubHandler(handlers, "project export", Export);
}

}  // namespace bouclier::cli

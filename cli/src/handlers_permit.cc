// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "bouclier/app/opposition.h"
#include "bouclier/app/permits.h"
#include "command.h"

namespace bouclier::cli {
namespace {

Result<app::Report> Draft(const Arguments& arguments, app::ProgressSink&) {
  app::DraftOptions options;
  options.out = arguments.Get("--out");
  options.id = arguments.Get("--id");
  options.project = arguments.Get("--project");
  options.title = arguments.Get("--title");
  options.controller = arguments.Get("--controller");
  options.base = arguments.Get("--base");
  options.start = arguments.Get("--start");
  options.end = arguments.Get("--end");
  options.people = arguments.All("--person");
  options.tables = arguments.All("--table");
  return app::DraftPermit(options);
}

Result<app::Report> InLanguage(Result<app::Report> report, const Arguments& arguments) {
  const std::string language = arguments.GetOr("--lang", "both");
  if (language != "fr" && language != "en" && language != "both")
    return Error(ErrorCode::kInvalidArgument, "read option --lang: it is fr, en or both");
  if (report.ok()) report->data["lang"] = language;
  return report;
}

// Where there is no hub, against the built-in tables alone.
Result<app::Report> Lint(const Arguments& arguments, app::ProgressSink&) {
  const Result<app::Config> config = ConfigOf(arguments);
  if (!config.ok() && (config.error().code != ErrorCode::kNotFound || arguments.Has("--config"))) return config.error();
  return app::LintPermit(arguments.Get("FILE"), config.ok() ? &*config : nullptr);
}

// A file in one's hand needs no hub: nothing is told but what stands in it.
Result<app::Report> Show(const Arguments& arguments, app::ProgressSink&) {
  const std::string what = arguments.Get("FILE|ID");
  std::error_code none;  // an id may be no possible name of a file
  if (std::filesystem::is_regular_file(what, none)) return InLanguage(app::ShowPermitFile(what), arguments);
  BOUCLIER_TRY(const app::Config config, ConfigOf(arguments));
  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
  return InLanguage(app::ShowPermit(config, asker, what), arguments);
}

void AddChange(Handlers& handlers, const std::string& path, app::PermitChange change) {
  AddHubHandler(
      handlers, path,
      [change](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
        BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
        return app::ChangePermit(config, asker, change, arguments.Get("ID"), arguments.Get("--reason"),
                                 DryRunOf(arguments));
      });
}

void AddOppositionHandlers(Handlers& handlers) {
  AddHubHandler(handlers, "opposition load",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return app::LoadOpposition(
                      config, asker,
                      {arguments.Get("FILE"), arguments.Get("--base"), arguments.Get("--list"), DryRunOf(arguments)});
                });
  AddHubHandler(handlers, "opposition list",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return app::ListOppositions(config, asker);
                });
}

}  // namespace

void AddPermitHandlers(Handlers& handlers) {
  handlers["permit draft"] = Draft;
  handlers["permit lint"] = Lint;
  handlers["permit show"] = Show;
  AddHubHandler(handlers, "permit sign",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return app::SignPermit(config, asker, arguments.Get("FILE"), PathOf(arguments, "--out"));
                });
  AddHubHandler(handlers, "permit issue",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return app::IssuePermit(config, asker, arguments.Get("FILE"), DryRunOf(arguments));
                });
  AddHubHandler(handlers, "permit list",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return app::ListPermits(config, asker);
                });
  AddHubHandler(handlers, "permit ask",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return app::AskPermit(config, asker, arguments.Get("ID"), arguments.Get("TABLE"),
                                        arguments.All("--column"));
                });
  AddChange(handlers, "permit suspend", app::PermitChange::kSuspend);
  AddChange(handlers, "permit resume", app::PermitChange::kResume);
  AddChange(handlers, "permit revoke", app::PermitChange::kRevoke);
  AddOppositionHandlers(handlers);
}

}  // namespace bouclier::cli

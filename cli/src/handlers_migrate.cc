// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/migrating.h"
#include "command.h"

namespace bouclier::cli {
namespace {

Result<app::MigrateOptions> OptionsOf(const Arguments& arguments) {
  app::MigrateOptions options;
  if (arguments.Has("--workers")) {
    BOUCLIER_TRY(options.workers, arguments.Number("--workers", 6, 1, 64));
  }
  options.proof = {PathOf(arguments, "--certificate-out"), PathOf(arguments, "--manifest-out"),
                   PathOf(arguments, "--sums-out")};
  return options;
}

using Job = Result<app::Report> (*)(const app::Config&, const app::Asker&, const app::MigrateOptions&,
                                    app::ProgressSink&);
HubHandler JobHandler(Job job) {
  return
      [job](const app::Config& config, const Arguments& arguments, app::ProgressSink& waiting) -> Result<app::Report> {
        BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
        BOUCLIER_TRY(const app::MigrateOptions options, OptionsOf(arguments));
        return job(config, asker, options, waiting);
      };
}

HubHandler LookHandler(Result<app::Report> (*look)(const app::Config&, const app::Asker&)) {
  return [look](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
    BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
    return look(config, asker);
  };
}

}  // namespace

void AddMigrateHandlers(Handlers& handlers) {
  AddHubHandler(
      handlers, "migrate inventory",
      [](const app::Config& config, const Arguments& arguments, app::ProgressSink& waiting) -> Result<app::Report> {
        BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
        return app::MigrateInventory(config, asker, waiting);
      });
  AddHubHandler(handlers, "migrate plan", LookHandler(app::MigratePlan));
  AddHubHandler(handlers, "migrate run", JobHandler(app::MigrateRun));
  AddHubHandler(handlers, "migrate verify", JobHandler(app::MigrateVerify));
  AddHubHandler(handlers, "migrate delta", JobHandler(app::MigrateDelta));
  AddHubHandler(handlers, "migrate status", LookHandler(app::MigrateStatus));
}

}  // namespace bouclier::cli

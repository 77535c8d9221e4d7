// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/base_maker.h"
#include "bouclier/app/people.h"
#include "bouclier/app/setup.h"
#include "command.h"

namespace bouclier::cli {
namespace {

Result<app::Report> Synth(const Arguments& arguments, app::ProgressSink& waiting) {
  app::BaseOptions options;
  options.out = arguments.Get("--out");
  BOUCLIER_TRY(options.seed, arguments.Number("--seed", 1, 0, UINT64_MAX));
  BOUCLIER_TRY(options.people, arguments.Number("--people", 20'000, 100, 2'000'000));
  BOUCLIER_TRY(options.months, arguments.Number("--months", 24, 1, 120));
  BOUCLIER_TRY(options.threads, arguments.Number("--threads", 0, 0, 1024));
  return app::MakeBase(options, waiting);
}

Result<app::Report> Init(const Arguments& arguments, app::ProgressSink&) {
  if (arguments.Has("--example")) return app::Report{"text", {{"text", app::ExampleConfig()}}};
  BOUCLIER_TRY(const app::Config config, ConfigOf(arguments));
  app::InitOptions options;
  options.dry_run = arguments.Has("--dry-run") ? app::DryRun::kYes : app::DryRun::kNo;
  options.vkey_out = PathOf(arguments, "--vkey-out");
  options.checkpoint_out = PathOf(arguments, "--checkpoint-out");
  return app::InitHub(config, options);
}

}  // namespace

void AddSetUpHandlers(Handlers& handlers) {
  handlers["synth"] = Synth;
  handlers["init"] = Init;
  AddHubHandler(handlers, "doctor", [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) {
    return app::Doctor(config, arguments.Has("--write") ? app::WriteProbe::kYes : app::WriteProbe::kNo);
  });
  AddHubHandler(handlers, "status",
                [](const app::Config& config, const Arguments&, app::ProgressSink&) { return app::HubStatus(config); });
}

void AddPeopleHandlers(Handlers& handlers) {
  AddHubHandler(handlers, "actor add",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  app::NewActor actor;
                  actor.name = arguments.Get("NAME");
                  actor.roles = arguments.All("--role");
                  actor.key_out = PathOf(arguments, "--key-out");
                  BOUCLIER_TRY(actor.passphrase,
                               PassphraseOf(arguments, "--new-passphrase-file", "--new-passphrase-fd"));
                  return app::AddActor(config, actor);
                });
  AddHubHandler(handlers, "actor list", [](const app::Config& config, const Arguments&, app::ProgressSink&) {
    return app::ListActors(config);
  });
  AddHubHandler(handlers, "actor grant", [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) {
    return app::GrantRoles(config, arguments.Get("NAME"), arguments.All("--role"));
  });
  AddHubHandler(handlers, "actor revoke",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) {
                  return app::RevokeRoles(config, arguments.Get("NAME"), arguments.All("--role"));
                });
}

}  // namespace bouclier::cli

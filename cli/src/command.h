// SPDX-License-Identifier: Apache-2.0
// What a command gives back, and how handlers are found.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "arguments.h"
#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"
#include "bouclier/app/setup.h"
#include "bouclier/base/result.h"

namespace bouclier::cli {

using Handler = std::function<Result<app::Report>(const Arguments&, app::ProgressSink&)>;
using Handlers = std::map<std::string, Handler, std::less<>>;

// The configuration that --config or BOUCLIER_CONFIG names; hub.yaml here otherwise.
Result<app::Config> ConfigOf(const Arguments& arguments);
// Who asks, by --as or BOUCLIER_AS.
Result<app::Asker> AskerOf(const Arguments& arguments);
Result<app::PassphraseSource> PassphraseOf(const Arguments& arguments, const std::string& file_option,
                                           const std::string& descriptor_option);
app::DryRun DryRunOf(const Arguments& arguments);  // --dry-run
std::optional<std::filesystem::path> PathOf(const Arguments& arguments, const std::string& name);

// A handler that loads the configuration, and whose end goes to the hub's log.
using HubHandler = std::function<Result<app::Report>(const app::Config&, const Arguments&, app::ProgressSink&)>;
void AddHubHandler(Handlers& handlers, const std::string& path, HubHandler handler);

// One function a file of handlers.
void AddSetUpHandlers(Handlers& handlers);
void AddPeopleHandlers(Handlers& handlers);
void AddMigrateHandlers(Handlers& handlers);
void AddVaultHandlers(Handlers& handlers);
void AddCatalogHandlers(Handlers& handlers);
void AddIngestHandlers(Handlers& handlers);
void AddPermitHandlers(Handlers& handlers);
void AddProjectHandlers(Handlers& handlers);
void AddWorkspaceHandlers(Handlers& handlers);
void AddAirlockHandlers(Handlers& handlers);
void AddReportHandlers(Handlers& handlers);
void AddLedgerHandlers(Handlers& handlers);

}  // namespace bouclier::cli

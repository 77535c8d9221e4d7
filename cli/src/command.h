// SPDX-License-Identifier: Apache-2.0
// What a command gives back, and how handlers are found.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "arguments.h"
#include "bouclier/app/report.h"
#include "bouclier/base/result.h"

namespace bouclier::cli {

using Handler = std::function<Result<app::Report>(const Arguments&, app::ProgressSink&)>;
using Handlers = std::map<std::string, Handler, std::less<>>;

// One function a file of handlers.
void AddSetUpHandlers(Handlers& handlers);
void AddMigrateHandlers(Handlers& handlers);
void AddVaultHandlers(Handlers& handlers);
void AddLedgerHandlers(Handlers& handlers);

}  // namespace bouclier::cli

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/log_views.h"
#include "command.h"
#include "help.h"

namespace bouclier::cli {
namespace {

Result<app::Report> Completion(const Arguments& arguments, app::ProgressSink&) {
  if (arguments.Get("SHELL") != "bash")
    return Error(ErrorCode::kUnsupported, "complete: only bash is known", "bouclier completion bash");
  return app::Report{"text", {{"text", BashCompletion()}}};
}

}  // namespace

void AddLedgerHandlers(Handlers& handlers) {
  AddHubHandler(handlers, "ledger show",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const uint64_t index, arguments.Number("INDEX", 0, 0, UINT64_MAX >> 11));
                  return app::ShowEntry(config, index);
                });
  AddHubHandler(handlers, "ledger tail",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const uint64_t count, arguments.Number("--count", 20, 1, 10'000));
                  return app::ShowTail(config, count);
                });
  AddHubHandler(handlers, "ledger proof",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const uint64_t index, arguments.Number("INDEX", 0, 0, UINT64_MAX >> 11));
                  return app::ProveEntry(config, index, PathOf(arguments, "--out"));
                });
  handlers["completion"] = Completion;
}

}  // namespace bouclier::cli

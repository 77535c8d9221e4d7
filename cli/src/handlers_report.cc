// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/hub_report.h"
#include "command.h"
#include "words/hub_page.h"

namespace bouclier::cli {

void AddReportHandlers(Handlers& handlers) {
  AddHubHandler(handlers, "report hub",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return app::ReportHub(config, asker, {arguments.Get("--out"), PathOf(arguments, "--story")}, HubPage);
                });
}

}  // namespace bouclier::cli

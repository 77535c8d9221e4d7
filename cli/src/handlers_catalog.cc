// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/cataloguing.h"
#include "command.h"

namespace bouclier::cli {
namespace {

using AskedHandler = std::function<Result<app::Report>(const app::Config&, const app::Asker&, const Arguments&)>;
void Add(Handlers& handlers, const std::string& path, AskedHandler handler) {
  AddHubHandler(handlers, path,
                [handler = std::move(handler)](const app::Config& config, const Arguments& arguments,
                                               app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return handler(config, asker, arguments);
                });
}

}  // namespace

void AddCatalogHandlers(Handlers& handlers) {
  Add(handlers, "catalog load", [](const auto& config, const auto& asker, const auto& arguments) {
    return app::LoadCatalogue(config, asker, arguments.Get("DIR"),
                              arguments.Has("--dry-run") ? app::DryRun::kYes : app::DryRun::kNo);
  });
  Add(handlers, "catalog list", [](const auto& config, const auto& asker, const auto& arguments) {
    return app::ListCatalogue(config, asker, arguments.Get("BASE"));
  });
  Add(handlers, "catalog show", [](const auto& config, const auto& asker, const auto& arguments) {
    return app::ShowCatalogue(config, asker, arguments.Get("NAME"));
  });
  Add(handlers, "catalog search",
      [](const auto& config, const auto& asker, const auto& arguments) -> Result<app::Report> {
        BOUCLIER_TRY(const uint64_t limit, arguments.Number("--limit", 20, 1, 1000));
        return app::SearchCatalogue(config, asker, arguments.Get("WORDS"), limit);
      });
  Add(handlers, "catalog graph", [](const auto& config, const auto& asker, const auto& arguments) {
    return app::DrawCatalogue(config, asker, arguments.Get("BASE"), arguments.Get("--out"));
  });
}

}  // namespace bouclier::cli

// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include "bouclier/app/workspace.h"
#include "bouclier/base/file.h"
#include "command.h"

namespace bouclier::cli {
namespace {

constexpr uint64_t kLongestQuery = 1 << 20;

Result<app::SqlCommand> SqlOf(const Arguments& arguments) {
  app::SqlCommand command;
  command.query = arguments.Get("QUERY");
  if (arguments.Has("--file") == !command.query.empty())
    return Error(ErrorCode::kInvalidArgument, "read command line: give one of QUERY and --file");
  if (arguments.Has("--file")) {
    BOUCLIER_TRY(const Bytes text, RealFileSystem().Read(arguments.Get("--file"), kLongestQuery));
    command.query = AsText(text);
  }
  const auto limit = [&](const char* name, uint64_t high, std::optional<uint64_t>& into) -> Result<void> {
    if (!arguments.Has(name)) return {};
    BOUCLIER_TRY(into, arguments.Number(name, 0, 1, high));
    return {};
  };
  BOUCLIER_TRY_VOID(limit("--seconds", 86'400, command.seconds));
  BOUCLIER_TRY_VOID(limit("--memory-mib", 1 << 20, command.memory));
  if (command.memory) *command.memory <<= 20;
  BOUCLIER_TRY_VOID(limit("--rows", 100'000, command.rows));
  return command;
}

}  // namespace

void AddWorkspaceHandlers(Handlers& handlers) {
  AddHubHandler(handlers, "workspace sql",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  BOUCLIER_TRY(const app::SqlCommand command, SqlOf(arguments));
                  return app::RunSql(config, asker, arguments.Get("ID"), command);
                });
  AddHubHandler(handlers, "workspace chart",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  app::ChartCommand command;
                  BOUCLIER_TRY(command.sql, SqlOf(arguments));
                  command.kind = arguments.Has("--bar") ? app::ChartKind::kBar : app::ChartKind::kLine;
                  command.title = arguments.Get("--title");
                  BOUCLIER_TRY(const uint64_t width, arguments.Number("--width", 100, 40, 400));
                  command.width = static_cast<int>(width);
                  command.out = PathOf(arguments, "--out");
                  return app::DrawChart(config, asker, arguments.Get("ID"), command);
                });
}

}  // namespace bouclier::cli

// SPDX-License-Identifier: Apache-2.0
// The project space as commands: SQL over the newest extract of a project, and charts of what it answers. What is shown
// stays in the space: only the airlock lets results out.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"

namespace bouclier::app {

struct SqlCommand {
  std::string query;
  std::optional<uint64_t> seconds, memory, rows;  // limits; none: those of the room
};
// By a researcher whom the permit names. The text of the query is kept sealed, under the project's keys.
// **Ledger:** extract.open.intent (with a salted digest of the query), workspace.sql.done or .failed. **Errors:** those
// of the permit; not_found (no extract yet); those of workspace::SqlSession.
Result<Report> RunSql(const Config& config, const Asker& asker, const std::string& id, const SqlCommand& command);

enum class ChartKind : uint8_t { kLine, kBar };
struct ChartCommand {
  SqlCommand sql;
  ChartKind kind = ChartKind::kLine;
  std::string title;
  int width = 100;                           // of the drawing in the terminal
  std::optional<std::filesystem::path> out;  // an SVG file, too
};
// The first column is x, the last one y; one between them tells series apart. **Errors:** as RunSql; invalid_argument
// (the columns make no chart).
Result<Report> DrawChart(const Config& config, const Asker& asker, const std::string& id, const ChartCommand& command);

}  // namespace bouclier::app

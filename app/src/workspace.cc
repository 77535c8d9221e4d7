// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/workspace.h"

#include <algorithm>

#include "bouclier/report/chart.h"
#include "extract_session.h"
#include "project_desk.h"
#include "recorded_query.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

// One query by one person over the newest extract of one project.
class Query {
 public:
  Query(ProjectDesk& desk, std::string id) : desk_(desk), id_(std::move(id)) {}

  Result<workspace::SqlResult> Run(const SqlCommand& command) {
    BOUCLIER_TRY(const provision::PermitNow now, desk_.Admit(id_, policy::Action::kWorkspaceQuery));
    Hub& hub = desk_.hub();
    BOUCLIER_TRY(const ProjectExtract newest, FindExtract(hub, id_));
    extract_ = newest.published.number;
    BOUCLIER_TRY(ports::LedgerReceipt receipt,
                 RecordQuery(hub, *newest.keys, desk_.actor().number, now.permit.permit(), extract_, command.query));
    intent_ = receipt.index();
    auto result = Ask(std::move(receipt), newest, now.permit.permit(), command);
    Json::Object body{{"intent", intent_}};
    if (result.ok()) {
      body["rows"] = uint64_t{result->rows.size()};
      body["truncated"] = result->truncated;
    } else {
      body["code"] = ErrorCodeName(result.error().code);
    }
    BOUCLIER_TRY_VOID(hub.Record(ports::EntryClass::kQuery, result.ok() ? "workspace.sql.done" : "workspace.sql.failed",
                                 desk_.actor().number, std::move(body)));
    return result;
  }

  uint64_t extract() const { return extract_; }
  uint64_t intent() const { return intent_; }

 private:
  Result<workspace::SqlResult> Ask(ports::LedgerReceipt receipt, const ProjectExtract& newest,
                                   const policy::Permit& permit, const SqlCommand& command) {
    workspace::SqlLimits limits;
    if (command.seconds) limits.time = std::chrono::seconds(*command.seconds);
    if (command.memory) limits.memory = ByteCount(*command.memory);
    if (command.rows) limits.rows = *command.rows;
    BOUCLIER_TRY(ExtractSession session, ExtractSession::Open(desk_.hub(), std::move(receipt), newest, permit, limits));
    return session.sql().Run(command.query);
  }

  ProjectDesk& desk_;
  const std::string id_;
  uint64_t extract_ = 0, intent_ = 0;
};

Json::Object ResultJson(const workspace::SqlResult& result) {
  Json::Array columns, rows;
  for (const workspace::SqlColumn& column : result.columns)
    columns.emplace_back(Json::Object{{"name", column.name}, {"type", column.type_name}});
  for (const auto& row : result.rows) {
    Json::Array cells;
    for (const workspace::SqlCell& cell : row) cells.push_back(cell.text ? Json(*cell.text) : Json(nullptr));
    rows.emplace_back(std::move(cells));
  }
  return {{"columns", std::move(columns)}, {"rows", std::move(rows)}, {"truncated", result.truncated}};
}

Error NoChart(const char* why) {
  return Error(ErrorCode::kInvalidArgument, std::string("draw chart: ") + why,
               "select x, then what tells series apart (if anything), then a number");
}

Result<report::Chart> ChartOf(const workspace::SqlResult& result, const ChartCommand& command) {
  const size_t columns = result.columns.size();
  if (columns != 2 && columns != 3) return NoChart("the query gives neither two columns nor three");
  if (result.truncated) return NoChart("the query gives more rows than are shown");
  report::Chart chart;
  chart.kind = command.kind == ChartKind::kBar ? report::ChartKind::kBar : report::ChartKind::kLine;
  chart.title = command.title.empty() ? result.columns.back().name : command.title;
  chart.x_label = result.columns.front().name;
  chart.y_label = result.columns.back().name;
  for (const auto& row : result.rows) {
    if (!row.front().text) return NoChart("x is null in a row");
    if (row.back().text && !row.back().number) return NoChart("the last column holds no numbers");
    chart.points.push_back({*row.front().text, row.back().number, columns == 3 ? row[1].text.value_or("") : ""});
  }
  return chart;
}

}  // namespace

Result<Report> RunSql(const Config& config, const Asker& asker, const std::string& id, const SqlCommand& command) {
  BOUCLIER_TRY(const auto desk, ProjectDesk::Open(config, asker));
  Query query(*desk, id);
  BOUCLIER_TRY(const workspace::SqlResult result, query.Run(command));
  Report report{"workspace.sql", ResultJson(result)};
  report.data["project"] = id;
  report.data["extract"] = query.extract();
  report.data["ledger_index"] = query.intent();
  return report;
}

Result<Report> DrawChart(const Config& config, const Asker& asker, const std::string& id, const ChartCommand& command) {
  BOUCLIER_TRY(const auto desk, ProjectDesk::Open(config, asker));
  Query query(*desk, id);
  BOUCLIER_TRY(const workspace::SqlResult result, query.Run(command.sql));
  BOUCLIER_TRY(const report::Chart chart, ChartOf(result, command));
  Report report{"workspace.chart", ResultJson(result)};
  BOUCLIER_TRY(const std::string text, report::DrawText(chart, command.width));
  report.data["text"] = text;
  report.data["project"] = id;
  report.data["ledger_index"] = query.intent();
  if (command.out) {
    BOUCLIER_TRY(const std::string svg, report::DrawSvg(chart, {}));
    BOUCLIER_TRY_VOID(WriteTextFile(*command.out, svg));
    report.data["file"] = command.out->string();
  }
  return report;
}

}  // namespace bouclier::app

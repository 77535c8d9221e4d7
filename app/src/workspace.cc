// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/workspace.h"

#include <algorithm>

#include "bouclier/report/chart.h"
#include "bouclier/vault/doors.h"
#include "bouclier/workspace/sql_session.h"
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
    const auto dataset = hub.record().Inner("project/" + id_);
    if (!dataset.ok()) return NoExtract();
    BOUCLIER_TRY(keys_, hub.Keys(*dataset));
    BOUCLIER_TRY(const auto published, provision::NewestExtract(hub.ledger(), *dataset));
    extract_ = published.number;
    BOUCLIER_TRY(ports::LedgerReceipt receipt,
                 RecordQuery(hub, *keys_, desk_.actor().number, now.permit.permit(), extract_, command.query));
    intent_ = receipt.index();
    auto result = Ask(std::move(receipt), published, command);
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
  static Error NoExtract() {
    return Error(ErrorCode::kNotFound, "open project: it has no extract yet", "run: bouclier project extract ID");
  }

  Result<workspace::SqlResult> Ask(ports::LedgerReceipt receipt, const vault::PublishedSnapshot& published,
                                   const SqlCommand& command) {
    Hub& hub = desk_.hub();
    BOUCLIER_TRY(const auto host, hub.CurrentHost());
    BOUCLIER_TRY(const auto reader, hub.state().Read());
    BOUCLIER_TRY(const provision::OpenedExtract extract,
                 provision::OpenExtract(std::move(receipt), vault::TableDoor::kProject,
                                        {reader.get(), host.get(), keys_}, published));
    std::map<std::string, workspace::SqlTable> tables;
    for (const vault::TableFile& file : extract.tables.snapshot().files) {
      workspace::SqlTable& table = tables[file.table];
      table.name = file.table;
      std::ranges::transform(table.name, table.name.begin(),
                             [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      BOUCLIER_TRY(auto opened, extract.tables.OpenFile(file));
      table.files.push_back(std::move(opened));
    }
    std::vector<workspace::SqlTable> list;
    for (auto& [name, table] : tables) list.push_back(std::move(table));
    workspace::SqlLimits limits;
    if (command.seconds) limits.time = std::chrono::seconds(*command.seconds);
    if (command.memory) limits.memory = ByteCount(*command.memory);
    if (command.rows) limits.rows = *command.rows;
    BOUCLIER_TRY(workspace::SqlSession session, workspace::SqlSession::Make(std::move(list), limits));
    return session.Run(command.query);
  }

  ProjectDesk& desk_;
  const std::string id_;
  vault::DatasetKeysPtr keys_;
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

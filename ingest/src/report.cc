// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ingest/report.h"

#include <numeric>

namespace bouclier::ingest {
namespace {

using crypto::Json;

Error Bad(const char* what) {
  return Error(ErrorCode::kCorruption, std::string("read delivery report: malformed ") + what);
}

void DropIfMany(ColumnReport& report) {
  if (report.codes.size() > ColumnReport::kMostCodes) report.many = true;
  if (report.many) report.codes.clear();
}

template <typename NameOf, size_t N>
Json::Object CountsJson(const std::array<uint64_t, N>& counts, const NameOf& name_of) {
  Json::Object out;
  for (size_t i = 0; i < N; ++i)
    if (counts[i] != 0) out[std::string(name_of(i))] = counts[i];
  return out;
}

template <typename Parse, size_t N>
Result<void> CountsFrom(const Json& json, const Parse& parse, std::array<uint64_t, N>& counts) {
  if (json.if_object() == nullptr) return Bad("counts");
  for (const auto& [name, value] : *json.if_object()) {
    const auto place = parse(name);
    if (!place || value.if_int() == nullptr || *value.if_int() <= 0) return Bad("counts");
    counts[static_cast<size_t>(*place)] = static_cast<uint64_t>(*value.if_int());
  }
  return {};
}

Json ColumnJson(const ColumnReport& report) {
  Json::Object codes;
  for (const auto& [code, rows] : report.codes) codes[code] = rows;
  Json::Object out{{"codes", std::move(codes)}, {"many", report.many}, {"nulls", report.nulls}};
  if (report.checked != 0) out["checked"] = report.checked;
  return out;
}

Result<ColumnReport> ColumnFrom(const Json& json) {
  ColumnReport report;
  BOUCLIER_TRY_VOID(json.OnlyMembers({"checked", "codes", "many", "nulls"}));
  if (json.Find("checked") != nullptr) {
    BOUCLIER_TRY(report.checked, json.GetCount("checked"));
    if (report.checked == 0) return Bad("codes");  // left out then
  }
  BOUCLIER_TRY(report.nulls, json.GetCount("nulls"));
  BOUCLIER_TRY(report.many, json.GetBool("many"));
  BOUCLIER_TRY(const Json codes, json.Get("codes"));
  if (codes.if_object() == nullptr) return Bad("codes");
  for (const auto& [code, rows] : *codes.if_object()) {
    if (rows.if_int() == nullptr || *rows.if_int() <= 0) return Bad("codes");
    report.codes[code] = static_cast<uint64_t>(*rows.if_int());
  }
  if (report.codes.size() > ColumnReport::kMostCodes || (report.many && !report.codes.empty())) return Bad("codes");
  return report;
}

// Every fault of a document is corruption: nobody outside of the hub wrote it.
template <typename T>
Result<T> AsCorruption(Result<T> result) {
  if (result.ok() || result.error().code == ErrorCode::kCorruption) return result;
  return Error(ErrorCode::kCorruption, "read delivery report: " + result.error().message);
}

}  // namespace

void ColumnReport::Add(const ColumnReport& other) {
  nulls += other.nulls;
  checked += other.checked;
  many = many || other.many;
  for (const auto& [code, rows] : other.codes) codes[code] += rows;
  DropIfMany(*this);
}

void TableReport::Add(const TableReport& other) {
  read += other.read;
  rows += other.rows;
  files += other.files;
  for (size_t i = 0; i < refused.size(); ++i) refused[i] += other.refused[i];
  for (size_t i = 0; i < flagged.size(); ++i) flagged[i] += other.flagged[i];
  for (const auto& [name, column] : other.columns) columns[name].Add(column);
}

Json ToJson(const TableReport& report) {
  Json::Object columns;
  for (const auto& [name, column] : report.columns) columns[name] = ColumnJson(column);
  return Json::Object{
      {"columns", std::move(columns)},
      {"files", report.files},
      {"flagged", CountsJson(report.flagged, [](size_t i) { return QualityName(static_cast<Quality>(i)); })},
      {"read", report.read},
      {"refused", CountsJson(report.refused, [](size_t i) { return RowReasonName(static_cast<RowReason>(i)); })},
      {"rows", report.rows}};
}

namespace {

Result<TableReport> TableFrom(const Json& json) {
  TableReport report;
  BOUCLIER_TRY_VOID(json.OnlyMembers({"columns", "files", "flagged", "read", "refused", "rows"}));
  BOUCLIER_TRY(report.files, json.GetCount("files"));
  BOUCLIER_TRY(report.read, json.GetCount("read"));
  BOUCLIER_TRY(report.rows, json.GetCount("rows"));
  BOUCLIER_TRY(const Json flagged, json.Get("flagged"));
  BOUCLIER_TRY_VOID(CountsFrom(flagged, ParseQuality, report.flagged));
  BOUCLIER_TRY(const Json refused, json.Get("refused"));
  BOUCLIER_TRY_VOID(CountsFrom(refused, ParseRowReason, report.refused));
  BOUCLIER_TRY(const Json columns, json.Get("columns"));
  if (columns.if_object() == nullptr) return Bad("columns");
  for (const auto& [name, column] : *columns.if_object()) {
    BOUCLIER_TRY(report.columns[name], ColumnFrom(column));
  }
  if (report.read != report.rows + std::accumulate(report.refused.begin(), report.refused.end(), uint64_t{0}))
    return Bad("counts: accepted and refused are not those read");
  return report;
}

}  // namespace

Result<TableReport> TableReportFrom(const Json& json) { return AsCorruption(TableFrom(json)); }

std::map<std::string, TableReport> DeliveryReport::Tables() const {
  std::map<std::string, TableReport> tables;
  for (const auto& [period, of_period] : periods)
    for (const auto& [name, table] : of_period) tables[name].Add(table);
  return tables;
}

Json ToJson(const DeliveryReport& report) {
  Json::Object periods;
  for (const auto& [period, tables] : report.periods) {
    Json::Object list;
    for (const auto& [name, table] : tables) list[name] = ToJson(table);
    periods[period] = std::move(list);
  }
  Json::Array files;
  for (const FileReport& file : report.files)
    files.emplace_back(Json::Object{{"detail", file.detail}, {"name", file.name}, {"reason", file.reason}});
  return Json::Object{{"ambiguous_numbers", report.ambiguous_numbers}, {"changed_numbers", report.changed_numbers},
                      {"codes_checked", report.codes_checked},         {"files", std::move(files)},
                      {"lifelong_twice", report.lifelong_twice},       {"merged", report.merged},
                      {"moved_numbers", report.moved_numbers},         {"periods", std::move(periods)},
                      {"periods_kept", report.periods_kept},           {"persons", report.persons},
                      {"rows_without_id", report.rows_without_id}};
}

namespace {

Result<DeliveryReport> DeliveryFrom(const Json& json) {
  DeliveryReport report;
  BOUCLIER_TRY_VOID(
      json.OnlyMembers({"ambiguous_numbers", "changed_numbers", "codes_checked", "files", "lifelong_twice", "merged",
                        "moved_numbers", "periods", "periods_kept", "persons", "rows_without_id"}));
  BOUCLIER_TRY(report.ambiguous_numbers, json.GetCount("ambiguous_numbers"));
  BOUCLIER_TRY(report.changed_numbers, json.GetCount("changed_numbers"));
  BOUCLIER_TRY(report.periods_kept, json.GetCount("periods_kept"));
  BOUCLIER_TRY(report.codes_checked, json.GetBool("codes_checked"));
  BOUCLIER_TRY(report.lifelong_twice, json.GetCount("lifelong_twice"));
  BOUCLIER_TRY(report.merged, json.GetCount("merged"));
  BOUCLIER_TRY(report.moved_numbers, json.GetCount("moved_numbers"));
  BOUCLIER_TRY(report.persons, json.GetCount("persons"));
  BOUCLIER_TRY(report.rows_without_id, json.GetCount("rows_without_id"));
  BOUCLIER_TRY(const Json files, json.Get("files"));
  BOUCLIER_TRY(const Json periods, json.Get("periods"));
  if (files.if_array() == nullptr || periods.if_object() == nullptr) return Bad("lists");
  for (const Json& item : *files.if_array()) {
    FileReport file;
    BOUCLIER_TRY_VOID(item.OnlyMembers({"detail", "name", "reason"}));
    BOUCLIER_TRY(file.detail, item.GetString("detail"));
    BOUCLIER_TRY(file.name, item.GetString("name"));
    BOUCLIER_TRY(file.reason, item.GetString("reason"));
    report.files.push_back(std::move(file));
  }
  for (const auto& [period, tables] : *periods.if_object()) {
    if (tables.if_object() == nullptr) return Bad("periods");
    for (const auto& [name, table] : *tables.if_object()) {
      BOUCLIER_TRY(report.periods[period][name], TableReportFrom(table));
    }
  }
  return report;
}

}  // namespace

Result<DeliveryReport> DeliveryReportFrom(const Json& json) { return AsCorruption(DeliveryFrom(json)); }

Result<DeliveryReport> ParseDeliveryReport(std::string_view text) {
  const auto json = Json::ParseCanonical(text);
  return json.ok() ? DeliveryReportFrom(*json) : Bad("document");
}

}  // namespace bouclier::ingest

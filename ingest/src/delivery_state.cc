// SPDX-License-Identifier: Apache-2.0
#include "delivery_state.h"

#include <algorithm>

#include "bouclier/vault/json_member.h"
#include "bouclier/vault/sealed_row.h"

namespace bouclier::ingest {
namespace {

using crypto::Json;

constexpr std::string_view kJobTable = "ingest_job";                // dataset → job
constexpr std::string_view kStageTable = "ingest_stage";            // dataset ‖ period → what was made of it
constexpr std::string_view kQuarantineTable = "ingest_quarantine";  // dataset ‖ snapshot → refused rows
constexpr std::string_view kJobLabel = "bouclier/ingest-job/v1";
constexpr std::string_view kStageLabel = "bouclier/ingest-stage/v1";
constexpr std::string_view kQuarantineLabel = "bouclier/ingest-quarantine/v1";

Error Bad(const char* what) {
  return Error(ErrorCode::kCorruption, std::string("read state of ingest: malformed ") + what,
               "restore the metadata database");
}

Bytes KeyOfPeriod(const vault::DatasetKeys& keys, const std::string& period) {
  Bytes key = ToBytes(keys.dataset().bytes);
  Append(key, AsBytes(period));
  return key;
}

Json QuarantineJson(const std::vector<QuarantineFile>& files) {
  Json::Array list;
  for (const QuarantineFile& file : files)
    list.emplace_back(Json::Object{
        {"period", file.period}, {"rows", file.rows}, {"sealed", vault::RefJson(file.sealed)}, {"table", file.table}});
  return list;
}
Result<std::vector<QuarantineFile>> QuarantineFrom(const Json& json) {
  if (json.if_array() == nullptr) return Bad("list of quarantines");
  std::vector<QuarantineFile> files;
  for (const Json& item : *json.if_array()) {
    QuarantineFile file;
    BOUCLIER_TRY(file.period, item.GetString("period"));
    BOUCLIER_TRY(file.rows, item.GetCount("rows"));
    BOUCLIER_TRY(file.sealed, vault::RefMember(item, "sealed"));
    BOUCLIER_TRY(file.table, item.GetString("table"));
    files.push_back(std::move(file));
  }
  return files;
}

Json StageJson(const StagedPeriod& staged) {
  Json::Array files;
  for (const vault::TableFile& file : staged.files) files.emplace_back(vault::TableFileText(file));
  Json::Object columns, reports;
  for (const auto& [table, list] : staged.columns) {
    Json::Array pairs;
    for (const vault::TableColumn& column : list) pairs.emplace_back(Json::Array{column.name, column.type});
    columns[table] = std::move(pairs);
  }
  for (const auto& [table, report] : staged.reports) reports[table] = ToJson(report);
  return Json::Object{{"columns", std::move(columns)},
                      {"files", std::move(files)},
                      {"quarantine", QuarantineJson(staged.quarantine)},
                      {"reports", std::move(reports)}};
}

Result<void> ColumnsFrom(const Json& json, StagedPeriod& staged) {
  if (json.if_object() == nullptr) return Bad("columns");
  for (const auto& [table, pairs] : *json.if_object()) {
    if (pairs.if_array() == nullptr) return Bad("columns");
    for (const Json& pair : *pairs.if_array()) {
      const Json::Array* both = pair.if_array();
      if (both == nullptr || both->size() != 2 || !both->at(0).if_string() || !both->at(1).if_string())
        return Bad("columns");
      staged.columns[table].push_back({*both->at(0).if_string(), *both->at(1).if_string()});
    }
  }
  return {};
}

Result<StagedPeriod> StageFrom(const Json& json) {
  StagedPeriod staged;
  BOUCLIER_TRY(const Json files, json.Get("files"));
  BOUCLIER_TRY(const Json columns, json.Get("columns"));
  BOUCLIER_TRY(const Json reports, json.Get("reports"));
  BOUCLIER_TRY(const Json quarantine, json.Get("quarantine"));
  if (files.if_array() == nullptr || reports.if_object() == nullptr) return Bad("stage");
  for (const Json& text : *files.if_array()) {
    if (text.if_string() == nullptr) return Bad("stage");
    BOUCLIER_TRY(vault::TableFile file, vault::ParseTableFile(*text.if_string()));
    staged.files.push_back(std::move(file));
  }
  BOUCLIER_TRY_VOID(ColumnsFrom(columns, staged));
  for (const auto& [table, report] : *reports.if_object()) {
    BOUCLIER_TRY(staged.reports[table], TableReportFrom(report));
  }
  BOUCLIER_TRY(staged.quarantine, QuarantineFrom(quarantine));
  return staged;
}

Json JobJson(const DeliveryJob& job) {
  Json::Array files;
  for (const SurveyedFile& file : job.files)
    files.emplace_back(Json::Object{{"object", file.object.ToString()}, {"rows", file.rows}, {"taken", file.taken}});
  Json::Object periods;
  for (const auto& [period, digest] : job.periods) periods[period] = Hex(digest);
  Json::Array kept;
  for (const std::string& period : job.kept) kept.emplace_back(period);
  return Json::Object{{"bucket_width", uint64_t{job.bucket_width}},
                      {"crosswalk", vault::RefJson(job.crosswalk)},
                      {"files", std::move(files)},
                      {"id", job.id},
                      {"persons", job.persons},
                      {"report", ToJson(job.report)},
                      {"snapshot", job.snapshot},
                      {"periods", std::move(periods)},
                      {"kept", std::move(kept)}};
}

Result<DeliveryJob> JobFrom(const Json& json) {
  DeliveryJob job;
  BOUCLIER_TRY(const uint64_t width, json.GetCount("bucket_width"));
  if (width == 0 || width > UINT32_MAX) return Bad("bucket width");
  job.bucket_width = static_cast<uint32_t>(width);
  BOUCLIER_TRY(job.crosswalk, vault::RefMember(json, "crosswalk"));
  BOUCLIER_TRY(job.id, json.GetString("id"));
  BOUCLIER_TRY(job.persons, json.GetCount("persons"));
  BOUCLIER_TRY(job.snapshot, json.GetCount("snapshot"));
  BOUCLIER_TRY(const Json periods, json.Get("periods"));
  BOUCLIER_TRY(const Json kept, json.Get("kept"));
  if (periods.if_object() == nullptr || kept.if_array() == nullptr) return Bad("periods");
  for (const auto& [period, digest] : *periods.if_object()) {
    BOUCLIER_TRY(job.periods[period], vault::HexMember<32>(periods, period));
  }
  for (const Json& period : *kept.if_array()) {
    if (period.if_string() == nullptr) return Bad("periods");
    job.kept.push_back(*period.if_string());
  }
  BOUCLIER_TRY(const Json report, json.Get("report"));
  BOUCLIER_TRY(job.report, DeliveryReportFrom(report));
  BOUCLIER_TRY(const Json files, json.Get("files"));
  if (files.if_array() == nullptr) return Bad("files");
  for (const Json& item : *files.if_array()) {
    SurveyedFile file;
    BOUCLIER_TRY(file.object.bytes, vault::HexMember<16>(item, "object"));
    BOUCLIER_TRY(file.rows, item.GetCount("rows"));
    BOUCLIER_TRY(file.taken, item.GetBool("taken"));
    job.files.push_back(file);
  }
  return job;
}

// What a sealed row says.
Result<Json> OpenJson(const vault::DatasetKeys& keys, std::string_view label, ByteView key, ByteView row) {
  BOUCLIER_TRY(const Bytes text, vault::OpenRow(keys, label, key, row));
  auto json = Json::ParseCanonical(AsText(text));
  if (!json.ok()) return Bad("row");
  return json;
}

}  // namespace

Result<std::optional<DeliveryJob>> ReadJob(ports::StateReader& reader, const vault::DatasetKeys& tables) {
  const Bytes key = ToBytes(tables.dataset().bytes);  // a view of it would outlive what it views
  BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(kJobTable, key));
  if (!row) return std::optional<DeliveryJob>();
  BOUCLIER_TRY(const Json json, OpenJson(tables, kJobLabel, key, *row));
  BOUCLIER_TRY(DeliveryJob job, JobFrom(json));
  return std::optional<DeliveryJob>(std::move(job));
}

Result<void> WriteJob(ports::StateTransaction& transaction, const vault::DatasetKeys& tables, const DeliveryJob& job) {
  const Bytes key = ToBytes(tables.dataset().bytes);  // a view of it would outlive what it views
  return transaction.Put(kJobTable, key, vault::SealRow(tables, kJobLabel, key, AsBytes(JobJson(job).Canonical())));
}

Result<void> WriteStage(ports::StateTransaction& transaction, const vault::DatasetKeys& tables,
                        const std::string& period, const StagedPeriod& staged) {
  const Bytes key = KeyOfPeriod(tables, period);
  return transaction.Put(kStageTable, key,
                         vault::SealRow(tables, kStageLabel, key, AsBytes(StageJson(staged).Canonical())));
}

Result<std::map<std::string, StagedPeriod>> ReadStages(ports::StateReader& reader, const vault::DatasetKeys& tables) {
  std::map<std::string, StagedPeriod> stages;
  BOUCLIER_TRY_VOID(reader.Scan(kStageTable, tables.dataset().bytes, {},
                                [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
                                  BOUCLIER_TRY(const Json json, OpenJson(tables, kStageLabel, key, value));
                                  BOUCLIER_TRY(StagedPeriod staged, StageFrom(json));
                                  stages.emplace(AsText(key.subspan(tables.dataset().bytes.size())), std::move(staged));
                                  return ports::ScanNext::kGoOn;
                                }));
  return stages;
}

Result<void> ClearJob(ports::StateTransaction& transaction, const vault::DatasetKeys& tables) {
  std::vector<Bytes> keys;
  BOUCLIER_TRY_VOID(
      transaction.Scan(kStageTable, tables.dataset().bytes, {}, [&](ByteView key, ByteView) -> Result<ports::ScanNext> {
        keys.push_back(ToBytes(key));
        return ports::ScanNext::kGoOn;
      }));
  for (const Bytes& key : keys) BOUCLIER_TRY_VOID(transaction.Delete(kStageTable, key));
  return transaction.Delete(kJobTable, tables.dataset().bytes);
}

Result<void> WriteQuarantineIndex(ports::StateTransaction& transaction, const vault::DatasetKeys& quarantine,
                                  uint64_t snapshot, const std::vector<QuarantineFile>& files) {
  const Bytes key = KeyOfPeriod(quarantine, std::to_string(snapshot));
  return transaction.Put(kQuarantineTable, key,
                         vault::SealRow(quarantine, kQuarantineLabel, key, AsBytes(QuarantineJson(files).Canonical())));
}

Result<std::vector<QuarantineFile>> ReadQuarantineIndex(ports::StateReader& reader,
                                                        const vault::DatasetKeys& quarantine, uint64_t snapshot) {
  const Bytes key = KeyOfPeriod(quarantine, std::to_string(snapshot));
  BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(kQuarantineTable, key));
  if (!row) return Error(ErrorCode::kNotFound, "read quarantine: no such snapshot");
  BOUCLIER_TRY(const Json json, OpenJson(quarantine, kQuarantineLabel, key, *row));
  return QuarantineFrom(json);
}

}  // namespace bouclier::ingest

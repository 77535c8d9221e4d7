// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/ingesting.h"

#include <algorithm>

#include "admission.h"
#include "bouclier/ingest/delivery.h"
#include "hub_catalogue.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

constexpr size_t kTopCodes = 10;
constexpr size_t kShownBytes = 200;  // of a refused row

// A hub, the one who asks, and everything a base's delivery needs; all of it outlives the parts.
struct Desk {
  std::unique_ptr<Hub> hub;
  policy::Actor actor;
  std::optional<FileLock> lock;
  std::unique_ptr<ports::ObjectStore> host;
  std::unique_ptr<const HubCatalogue> catalogue;  // null: not asked for, built-in tables are all that is known
  ingest::DeliveryParts parts;
};
enum class AsJob { kNo, kYes };

Result<Desk> OpenDesk(const Config& config, const Asker& asker, policy::Action action, const std::string& base,
                      AsJob as_job) {
  Desk desk;
  BOUCLIER_TRY(desk.hub, Hub::Open(config));
  BOUCLIER_TRY(desk.actor, Admit(*desk.hub, asker, action));
  const auto configured = std::ranges::find(config.bases, base, &BaseConfig::name);
  if (configured == config.bases.end())
    return Error(ErrorCode::kNotFound, "find base: there is none of that name here",
                 "`bases` of the configuration names them");
  if (as_job == AsJob::kYes) {
    BOUCLIER_TRY(FileLock lock, desk.hub->BeginJob());
    desk.lock.emplace(std::move(lock));
  }
  Hub& hub = *desk.hub;
  BOUCLIER_TRY(desk.host, hub.CurrentHost());  // after the lock: another job may just have moved it
  for (const std::string& dataset : configured->datasets) {
    BOUCLIER_TRY(const DatasetId id, hub.record().Dataset(dataset));
    BOUCLIER_TRY(vault::DatasetKeysPtr keys, hub.Keys(id));
    desk.parts.raw.push_back(std::move(keys));
  }
  BOUCLIER_TRY(desk.parts.tables, hub.InnerKeys(base + "/tables"));
  BOUCLIER_TRY(desk.parts.quarantine, hub.InnerKeys(base + "/quarantine"));
  BOUCLIER_TRY(desk.parts.crosswalk, hub.InnerKeys(base + "/crosswalk"));
  desk.parts.state = &hub.state();
  desk.parts.store = desk.host.get();
  desk.parts.sink = &hub.ledger();
  desk.parts.trail = &hub.ledger();
  desk.parts.clock = &hub.clock();
  desk.parts.actor = desk.actor.number;
  return desk;
}

// For what looks at delivered files: the tables whose files they may be.
Result<void> KnowTables(Desk& desk) {
  BOUCLIER_TRY(HubCatalogue catalogue, ReadHubCatalogue(desk.hub->state()));
  desk.catalogue = std::make_unique<const HubCatalogue>(std::move(catalogue));
  desk.parts.known = &desk.catalogue->known;
  return {};
}

Result<std::vector<vault::PublishedSnapshot>> Published(Desk& desk) {
  return vault::ReadPublished(desk.hub->ledger(), desk.parts.tables->dataset());
}

// The one asked for, or the newest in force.
Result<vault::PublishedSnapshot> Choose(Desk& desk, const std::optional<uint64_t>& number) {
  BOUCLIER_TRY(const auto published, Published(desk));
  if (!number) return vault::NewestSnapshot(published);
  if (*number == 0 || *number > published.size())
    return Error(ErrorCode::kNotFound, "find snapshot: there is none of that number", "see: bouclier ingest list BASE");
  return published[*number - 1];
}

Json::Object RefusedJson(const ingest::TableReport& table) {
  Json::Object refused;
  for (size_t i = 1; i < table.refused.size(); ++i)
    if (table.refused[i] != 0)
      refused[std::string(ingest::RowReasonName(static_cast<ingest::RowReason>(i)))] = table.refused[i];
  return refused;
}

Json::Object FlaggedJson(const ingest::TableReport& table) {
  Json::Object flagged;
  for (size_t i = 0; i < table.flagged.size(); ++i)
    if (table.flagged[i] != 0)
      flagged[std::string(ingest::QualityName(static_cast<ingest::Quality>(i)))] = table.flagged[i];
  return flagged;
}

// Columns some of whose rows were looked up in a code list.
Json::Array CheckedJson(const ingest::TableReport& table) {
  Json::Array checked;
  for (const auto& [name, column] : table.columns)
    if (column.checked != 0) checked.emplace_back(name);
  return checked;
}

Json::Array TablesJson(const ingest::DeliveryReport& report) {
  Json::Array tables;
  for (const auto& [name, table] : report.Tables())
    tables.emplace_back(Json::Object{{"table", name},
                                     {"codes_checked", CheckedJson(table)},
                                     {"read", table.read},
                                     {"rows", table.rows},
                                     {"quarantined", table.quarantined()},
                                     {"refused", RefusedJson(table)},
                                     {"flagged", FlaggedJson(table)},
                                     {"files", table.files}});
  return tables;
}

Json::Array FilesJson(const ingest::DeliveryReport& report) {
  Json::Array files;
  for (const ingest::FileReport& file : report.files)
    files.emplace_back(Json::Object{{"name", file.name}, {"reason", file.reason}, {"detail", file.detail}});
  return files;
}

Json::Object ReportData(const std::string& base, uint64_t snapshot, const ingest::DeliveryReport& report) {
  return {{"base", base},
          {"snapshot", snapshot},
          {"persons", report.persons},
          {"merged", report.merged},
          {"ambiguous_numbers", report.ambiguous_numbers},
          {"changed_numbers", report.changed_numbers},
          {"periods", uint64_t{report.periods.size()}},
          {"periods_kept", report.periods_kept},
          {"codes_checked", report.codes_checked},
          {"tables", TablesJson(report)},
          {"files_told", FilesJson(report)}};
}

// Files that were not taken at all; others are only told.
bool AnyNotTaken(const ingest::DeliveryReport& report) {
  return std::ranges::any_of(report.files, [](const ingest::FileReport& file) {
    return file.reason == "incident" || file.reason == "unreadable" || file.reason == "unsupported" ||
           file.reason == "period_missing" ||
           (file.reason == "same_period_twice" && !file.detail.starts_with("the same bytes"));
  });
}

Json::Array ColumnsJson(const ingest::TableReport& table) {
  Json::Array columns;
  for (const auto& [name, column] : table.columns) {
    std::vector<std::pair<uint64_t, std::string>> codes;
    for (const auto& [code, rows] : column.codes) codes.emplace_back(rows, code);
    std::ranges::sort(codes, [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    Json::Array top;
    for (size_t i = 0; i < codes.size() && i < kTopCodes; ++i)
      top.emplace_back(Json::Object{{"code", codes[i].second}, {"rows", codes[i].first}});
    columns.emplace_back(Json::Object{{"column", name},
                                      {"nulls", column.nulls},
                                      {"checked", column.checked},
                                      {"distinct", uint64_t{column.codes.size()}},
                                      {"many", column.many},
                                      {"top", std::move(top)}});
  }
  return columns;
}

ingest::DeliveryControl ControlOf(ProgressSink& waiting) {
  ingest::DeliveryControl control;
  control.stop = &waiting.stop();
  control.progress = [&waiting](const ingest::DeliveryProgress& at) {
    waiting.Show({at.phase, at.files_done, at.files_total, at.bytes_done, at.bytes_total});
  };
  return control;
}

Json QuarantineRow(const ingest::QuarantineRecord& record) {
  const std::string text(AsText(ByteView(record.row).first(std::min(record.row.size(), kShownBytes))));
  return Json::Object{{"file", record.file},
                      {"line", record.line},
                      {"column", record.column},
                      {"reason", std::string(ingest::RowReasonName(record.reason))},
                      {"row", crypto::IsUtf8(text) ? Json(text) : Json(nullptr)},
                      {"row_hex", Hex(ByteView(record.row).first(std::min(record.row.size(), kShownBytes)))},
                      {"bytes", record.size}};
}

Result<ports::LedgerReceipt> RecordQuarantine(Desk& desk, const std::string& action, const QuarantineOptions& options,
                                              uint64_t snapshot) {
  return desk.hub->Record(ports::EntryClass::kAccess, action, desk.actor.number,
                          {{"dataset", desk.parts.quarantine->dataset().ToString()},
                           {"period", options.period},
                           {"snapshot", snapshot},
                           {"table", options.table}});
}

}  // namespace

Result<Report> IngestPlan(const Config& config, const Asker& asker, const std::string& base) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kIngest, base, AsJob::kNo));
  BOUCLIER_TRY_VOID(KnowTables(desk));
  BOUCLIER_TRY(const ingest::DeliveryPlan plan, ingest::PlanDelivery(desk.parts));
  Json::Array files;
  uint64_t bytes = 0, taken = 0;
  for (const ingest::PlannedFile& file : plan.files) {
    bytes += file.bytes;
    taken += !file.table.empty();
    files.emplace_back(Json::Object{{"name", file.name},
                                    {"table", file.table},
                                    {"period", file.period},
                                    {"reason", file.reason},
                                    {"detail", file.detail},
                                    {"bytes", file.bytes}});
  }
  return Report{"ingest.plan",
                {{"base", base},
                 {"files", std::move(files)},
                 {"taken", taken},
                 {"bytes", bytes},
                 {"next_snapshot", plan.next_snapshot},
                 {"nothing_new", plan.nothing_new}}};
}

Result<Report> IngestRun(const Config& config, const Asker& asker, const std::string& base,
                         const IngestOptions& options, ProgressSink& waiting) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kIngest, base, AsJob::kYes));
  ingest::DeliveryOptions delivery;
  delivery.memory = options.memory.value_or(ingest::kDefaultMemory);
  delivery.threads = options.threads.value_or(0);
  if (options.bucket_people) delivery.bucket_width = static_cast<uint32_t>(*options.bucket_people);
  BOUCLIER_TRY_VOID(KnowTables(desk));
  const ingest::LoadedCodes codes(desk.catalogue->tables,
                                  desk.catalogue->saved ? desk.catalogue->saved->schema : catalog::LoadedSchema());
  if (!codes.empty()) delivery.codes = &codes;
  BOUCLIER_TRY(const ingest::DeliveryResult result, ingest::RunDelivery(desk.parts, delivery, ControlOf(waiting)));
  Report report{"ingest.run", ReportData(base, result.snapshot.number, result.report)};
  report.data["nothing_new"] = result.nothing_new;
  report.data["periods_resumed"] = result.periods_resumed;
  report.data["files"] = uint64_t{result.snapshot.files.size()};
  if (AnyNotTaken(result.report)) report.ending = Ending::kIncomplete;
  return report;
}

Result<Report> IngestList(const Config& config, const Asker& asker, const std::string& base) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kIngestReport, base, AsJob::kNo));
  BOUCLIER_TRY(const auto published, Published(desk));
  Json::Array snapshots;
  BOUCLIER_TRY(const auto reader, desk.hub->state().Read());
  for (const vault::PublishedSnapshot& one : published) {
    BOUCLIER_TRY(const vault::TableSnapshot snapshot, vault::LoadSnapshot(*reader, *desk.parts.tables, one));
    uint64_t rows = 0, bytes = 0;
    for (const vault::TableFile& file : snapshot.files) {
      rows += file.rows;
      bytes += file.bytes;
    }
    snapshots.emplace_back(Json::Object{{"snapshot", one.number},
                                        {"entry", one.entry},
                                        {"made_at", snapshot.made_at},
                                        {"revoked", one.revoked},
                                        {"files", one.files},
                                        {"rows", rows},
                                        {"bytes", bytes},
                                        {"persons", snapshot.persons}});
  }
  return Report{"ingest.list", {{"base", base}, {"snapshots", std::move(snapshots)}}};
}

Result<Report> IngestFiles(const Config& config, const Asker& asker, const std::string& base,
                           const std::optional<uint64_t>& snapshot) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kIngestReport, base, AsJob::kNo));
  BOUCLIER_TRY(const vault::PublishedSnapshot published, Choose(desk, snapshot));
  BOUCLIER_TRY(const auto reader, desk.hub->state().Read());
  BOUCLIER_TRY(const vault::TableSnapshot loaded, vault::LoadSnapshot(*reader, *desk.parts.tables, published));
  Json::Array files;
  for (const vault::TableFile& file : loaded.files)
    files.emplace_back(Json::Object{{"table", file.table},
                                    {"period", file.period},
                                    {"bucket", uint64_t{file.bucket}},
                                    {"object", file.sealed.object.ToString()},
                                    {"generation", file.sealed.generation},
                                    {"rows", file.rows},
                                    {"bytes", file.bytes}});
  return Report{"ingest.files", {{"base", base}, {"snapshot", published.number}, {"files", std::move(files)}}};
}

Result<Report> IngestVerify(const Config& config, const Asker& asker, const std::string& base,
                            const std::optional<uint64_t>& snapshot, ProgressSink& waiting) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kIngest, base, AsJob::kNo));
  BOUCLIER_TRY(const vault::PublishedSnapshot published, Choose(desk, snapshot));
  const auto checked = ingest::CheckSnapshot(desk.parts, published, 0, ControlOf(waiting));
  if (!checked.ok()) {
    BOUCLIER_TRY_VOID(desk.hub->Record(ports::EntryClass::kMatching, "ingest.verify.failed", desk.actor.number,
                                       {{"code", ErrorCodeName(checked.error().code)},
                                        {"dataset", desk.parts.tables->dataset().ToString()},
                                        {"snapshot", published.number}}));
    return checked.error();
  }
  const ingest::SnapshotCheck& check = *checked;
  Json::Array findings;
  for (const ingest::TableFinding& finding : check.findings)
    findings.emplace_back(Json::Object{{"table", finding.table},
                                       {"period", finding.period},
                                       {"object", finding.object.ToString()},
                                       {"found", finding.found}});
  BOUCLIER_TRY_VOID(desk.hub->Record(ports::EntryClass::kMatching, "ingest.verify.done", desk.actor.number,
                                     {{"dataset", desk.parts.tables->dataset().ToString()},
                                      {"files", check.files},
                                      {"findings", uint64_t{findings.size()}},
                                      {"snapshot", published.number}}));
  Report report{"ingest.verify",
                {{"base", base},
                 {"snapshot", published.number},
                 {"files", check.files},
                 {"rows", check.rows},
                 {"bytes", check.bytes},
                 {"findings", std::move(findings)}}};
  if (!check.findings.empty()) report.ending = Ending::kDamaged;
  return report;
}

Result<Report> IngestReport(const Config& config, const Asker& asker, const std::string& base,
                            const std::optional<uint64_t>& snapshot, const std::string& table) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kIngestReport, base, AsJob::kNo));
  BOUCLIER_TRY(const vault::PublishedSnapshot published, Choose(desk, snapshot));
  BOUCLIER_TRY(const ingest::DeliveryReport delivery, ingest::ReadDeliveryReport(desk.parts, published));
  Report report{"ingest.report", ReportData(base, published.number, delivery)};
  if (table.empty()) return report;
  const auto tables = delivery.Tables();
  const auto found = tables.find(table);
  if (found == tables.end())
    return Error(ErrorCode::kNotFound, "show report: this snapshot has no table of that name",
                 "see: bouclier ingest report " + base);
  report.kind = "ingest.report.table";
  report.data["table"] = table;
  report.data["columns"] = ColumnsJson(found->second);
  std::erase_if(*report.data["tables"].if_array(),
                [&](const Json& row) { return *row.Find("table")->if_string() != table; });
  return report;
}

Result<Report> IngestRevoke(const Config& config, const Asker& asker, const std::string& base, uint64_t snapshot,
                            DryRun dry_run) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kIngest, base, AsJob::kYes));
  BOUCLIER_TRY(const vault::PublishedSnapshot chosen, Choose(desk, snapshot));
  BOUCLIER_TRY(auto published, Published(desk));
  published[chosen.number - 1].revoked = true;
  const auto next = vault::NewestSnapshot(published);
  Report report{"ingest.revoke",
                {{"base", base}, {"snapshot", snapshot}, {"newest_then", next.ok() ? next->number : 0}}};
  if (dry_run == DryRun::kYes) {
    report.kind = "ingest.revoke.dry_run";
    return report;
  }
  BOUCLIER_TRY_VOID(ingest::RevokeSnapshot(desk.parts, snapshot));
  return report;
}

Result<Report> QuarantineList(const Config& config, const Asker& asker, const QuarantineOptions& options) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kIngestReport, options.base, AsJob::kNo));
  BOUCLIER_TRY(const vault::PublishedSnapshot published, Choose(desk, options.snapshot));
  BOUCLIER_TRY(const auto counts, ingest::CountQuarantine(desk.parts, published.number));
  Json::Array files;
  uint64_t rows = 0;
  for (const ingest::QuarantineCount& count : counts) {
    files.emplace_back(Json::Object{{"table", count.table}, {"period", count.period}, {"rows", count.rows}});
    rows += count.rows;
  }
  return Report{"quarantine.list",
                {{"base", options.base}, {"snapshot", published.number}, {"files", std::move(files)}, {"rows", rows}}};
}

Result<Report> QuarantineShow(const Config& config, const Asker& asker, const QuarantineOptions& options,
                              uint64_t limit) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kQuarantineRead, options.base, AsJob::kNo));
  BOUCLIER_TRY(const vault::PublishedSnapshot published, Choose(desk, options.snapshot));
  BOUCLIER_TRY_VOID(RecordQuarantine(desk, "quarantine.show", options, published.number));
  Json::Array rows;
  uint64_t more = 0;
  BOUCLIER_TRY_VOID(ingest::ReadQuarantine(
      desk.parts, published.number, options.table, options.period,
      [&](const ingest::QuarantineCount&, const ingest::QuarantineRecord& record) -> Result<void> {
        if (rows.size() < limit)
          rows.push_back(QuarantineRow(record));
        else
          ++more;
        return {};
      }));
  return Report{"quarantine.show",
                {{"base", options.base}, {"snapshot", published.number}, {"rows", std::move(rows)}, {"more", more}}};
}

Result<Report> QuarantineExport(const Config& config, const Asker& asker, const QuarantineOptions& options,
                                const std::filesystem::path& out) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kQuarantineRead, options.base, AsJob::kNo));
  BOUCLIER_TRY(const vault::PublishedSnapshot published, Choose(desk, options.snapshot));
  BOUCLIER_TRY(const ports::LedgerReceipt receipt,
               RecordQuarantine(desk, "quarantine.export", options, published.number));
  BOUCLIER_TRY(StreamedFile file, StreamedFile::Create(out));
  uint64_t rows = 0;
  BOUCLIER_TRY_VOID(ingest::ReadQuarantine(
      desk.parts, published.number, options.table, options.period,
      [&](const ingest::QuarantineCount&, const ingest::QuarantineRecord& record) -> Result<void> {
        BOUCLIER_TRY(const std::string line, ingest::QuarantineLine(record));
        ++rows;
        return file.Write(AsBytes(line + "\n"));
      }));
  BOUCLIER_TRY_VOID(file.Finish());
  return Report{"quarantine.export",
                {{"base", options.base},
                 {"snapshot", published.number},
                 {"rows", rows},
                 {"file", out.string()},
                 {"ledger_index", receipt.index()}}};
}

Result<Report> DropRawFiles(const Config& config, const Asker& asker, const std::string& base, DryRun dry_run) {
  BOUCLIER_TRY(Desk desk, OpenDesk(config, asker, policy::Action::kDropRaw, base, AsJob::kYes));
  BOUCLIER_TRY_VOID(KnowTables(desk));
  const bool foretell = dry_run == DryRun::kYes;
  BOUCLIER_TRY(const ingest::DroppedRaw dropped,
               ingest::DropRaw(desk.parts, foretell ? ingest::DropMode::kForetell : ingest::DropMode::kDrop));
  Report report{foretell ? "vault.drop_raw.dry_run" : "vault.drop_raw",
                {{"base", base},
                 {"files", dropped.files},
                 {"bytes", dropped.bytes},
                 {"bodies_deleted", dropped.bodies_deleted},
                 {"may_delete", dropped.may_delete}}};
  if (!dropped.may_delete) report.ending = Ending::kIncomplete;
  return report;
}

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/migrating.h"

#include <algorithm>

#include "admission.h"
#include "certificate_file.h"
#include "migration_json.h"
#include "open_migration.h"
#include "operations_log.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

// A migration that an admitted actor works on.
struct Work {
  std::unique_ptr<Hub> hub;
  std::optional<FileLock> lock;
  policy::Actor actor;
  OpenMigration open;
};

enum class Locking : uint8_t { kNone, kJob };
Result<Work> Begin(const Config& config, const Asker& asker, policy::Action action, Locking locking,
                   NeedsPlaces places) {
  Work work;
  BOUCLIER_TRY(work.hub, Hub::Open(config));
  BOUCLIER_TRY(work.actor, Admit(*work.hub, asker, action));
  if (locking == Locking::kJob) {
    BOUCLIER_TRY(FileLock lock, work.hub->BeginJob());
    work.lock.emplace(std::move(lock));
  }
  BOUCLIER_TRY(work.open, OpenMigrationOf(*work.hub, work.actor.number, places));
  return work;
}

Result<void> Certify(Work& work, const std::filesystem::path& path, Report& report) {
  BOUCLIER_TRY(const HostConfig host, work.hub->places().FindHost(work.hub->record().current_host));
  BOUCLIER_TRY(const migrate::CertificateDocument document,
               work.open.migration->MakeCertificate({{host.id + " (profile " + host.profile + ")"}}));
  BOUCLIER_TRY(const uint64_t index,
               WriteCertificateFile(*work.hub, ports::EntryClass::kMigration, "migrate.certificate", work.actor.number,
                                    document.text, path));
  report.data["certificate"] =
      Json::Object{{"file", path.string()}, {"complete", document.complete}, {"ledger_index", index}};
  if (!document.complete) report.ending = std::max(report.ending, Ending::kIncomplete);
  return {};
}

Result<void> ExportNames(Work& work, const ProofFiles& files, Report& report) {
  BOUCLIER_TRY_VOID(Allow(*work.hub, work.actor, policy::Action::kManifestExport, std::nullopt));
  BOUCLIER_TRY(const migrate::StatusReport status, work.open.migration->Status());
  BOUCLIER_TRY_VOID(work.hub->Record(ports::EntryClass::kExport, "migrate.manifest.export.intent", work.actor.number,
                                     {{"lines", status.listed.units}}));
  std::optional<StreamedFile> manifest, sums;
  if (files.manifest) {
    BOUCLIER_TRY(StreamedFile file, StreamedFile::Create(*files.manifest));
    manifest.emplace(std::move(file));
  }
  if (files.sums) {
    BOUCLIER_TRY(StreamedFile file, StreamedFile::Create(*files.sums));
    sums.emplace(std::move(file));
  }
  BOUCLIER_TRY(const vault::ManifestTotals totals,
               work.open.migration->ExportManifest(
                   [&](const vault::ManifestLine& line, const std::string& text) -> Result<void> {
                     if (manifest) BOUCLIER_TRY_VOID(manifest->Write(AsBytes(text + "\n")));
                     if (sums && line.outcome == vault::Outcome::kMoved)
                       BOUCLIER_TRY_VOID(sums->Write(AsBytes(vault::ManifestBook::Sha256SumsLine(line))));
                     return {};
                   }));
  if (manifest) BOUCLIER_TRY_VOID(manifest->Finish());
  if (sums) BOUCLIER_TRY_VOID(sums->Finish());
  if (files.manifest)
    report.data["manifest"] = Json::Object{{"file", files.manifest->string()}, {"lines", totals.lines}};
  if (files.sums) report.data["sums"] = Json::Object{{"file", files.sums->string()}, {"lines", totals.moved}};
  return {};
}

// What is missing of the whole migration decides how the command ends, at least as badly as this run did; and the log
// says by id what did not move.
Result<void> AddStatus(Work& work, Report& report) {
  BOUCLIER_TRY(const migrate::StatusReport status, work.open.migration->Status());
  report.data["status"] = StatusJson(status, work.hub->record());
  if (UnitsOf(status.refused) + UnitsOf(status.lost) + status.pending.units + status.damaged > 0)
    report.ending = std::max(report.ending, Ending::kIncomplete);
  BOUCLIER_TRY(const OperationsLog log, OperationsLog::Open(work.hub->config()));
  return work.open.migration->ForEachUnit([&](const migrate::NamedUnit& unit) -> Result<void> {
    if (unit.state == migrate::UnitState::kMoved || unit.state == migrate::UnitState::kPending) return {};
    return log.Write(
        {{"unit", unit.id.ToString()}, {"outcome", migrate::UnitStateName(unit.state)}, {"reason", unit.reason}});
  });
}

// How each job ends: status, then the proof that was asked for.
Result<Report> Finish(Work& work, Report report, const ProofFiles& files) {
  BOUCLIER_TRY_VOID(AddStatus(work, report));
  if (files.certificate) BOUCLIER_TRY_VOID(Certify(work, *files.certificate, report));
  if (files.manifest || files.sums) BOUCLIER_TRY_VOID(ExportNames(work, files, report));
  return report;
}

migrate::RunOptions RunOptionsOf(const Config& config, const MigrateOptions& options) {
  migrate::RunOptions run;
  run.workers = options.workers.value_or(config.workers);
  return run;
}

}  // namespace

Result<Report> MigrateInventory(const Config& config, const Asker& asker, ProgressSink& waiting) {
  BOUCLIER_TRY(Work work, Begin(config, asker, policy::Action::kInventory, Locking::kJob, NeedsPlaces::kYes));
  BOUCLIER_TRY(const migrate::InventoryReport report, work.open.migration->Inventory(ControlOf(waiting)));
  Report out{"migrate.inventory", InventoryJson(report, work.hub->record())};
  if (report.no_prefix.count() > 0) out.ending = Ending::kIncomplete;
  return out;
}

Result<Report> MigratePlan(const Config& config, const Asker& asker) {
  BOUCLIER_TRY(Work work, Begin(config, asker, policy::Action::kMigrate, Locking::kNone, NeedsPlaces::kNo));
  BOUCLIER_TRY(const migrate::PlanReport report, work.open.migration->Plan());
  return Report{"migrate.plan", PlanJson(report, work.hub->record())};
}

Result<Report> MigrateRun(const Config& config, const Asker& asker, const MigrateOptions& options,
                          ProgressSink& waiting) {
  BOUCLIER_TRY(Work work, Begin(config, asker, policy::Action::kMigrate, Locking::kJob, NeedsPlaces::kYes));
  BOUCLIER_TRY(const migrate::RunReport run,
               work.open.migration->Run(RunOptionsOf(config, options), ControlOf(waiting)));
  Report report{"migrate.run", RunJson(run)};
  report.data["token_calls"] = work.hub->wrapper().TokenCalls();
  return Finish(work, std::move(report), options.proof);
}

Result<Report> MigrateVerify(const Config& config, const Asker& asker, const MigrateOptions& options,
                             ProgressSink& waiting) {
  BOUCLIER_TRY(Work work, Begin(config, asker, policy::Action::kVerify, Locking::kJob, NeedsPlaces::kYes));
  migrate::VerifyOptions verify;
  if (options.workers) verify.workers = *options.workers;
  BOUCLIER_TRY(const migrate::VerifyReport verified, work.open.migration->Verify(verify, ControlOf(waiting)));
  Report report{"migrate.verify", VerifyJson(verified)};
  if (verified.failed.count() > 0) report.ending = Ending::kDamaged;
  return Finish(work, std::move(report), options.proof);
}

Result<Report> MigrateDelta(const Config& config, const Asker& asker, const MigrateOptions& options,
                            ProgressSink& waiting) {
  BOUCLIER_TRY(Work work, Begin(config, asker, policy::Action::kMigrate, Locking::kJob, NeedsPlaces::kYes));
  migrate::DeltaOptions delta;
  delta.run = RunOptionsOf(config, options);
  BOUCLIER_TRY(const migrate::DeltaReport done, work.open.migration->Delta(delta, ControlOf(waiting)));
  Report report{"migrate.delta", DeltaJson(done)};
  if (!done.converged) report.ending = Ending::kIncomplete;
  return Finish(work, std::move(report), options.proof);
}

Result<Report> MigrateStatus(const Config& config, const Asker& asker) {
  BOUCLIER_TRY(Work work, Begin(config, asker, policy::Action::kMigrate, Locking::kNone, NeedsPlaces::kNo));
  BOUCLIER_TRY(const migrate::StatusReport status, work.open.migration->Status());
  return Report{"migrate.status", StatusJson(status, work.hub->record())};
}

}  // namespace bouclier::app

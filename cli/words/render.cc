// SPDX-License-Identifier: Apache-2.0
#include "words/render.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "words/page.h"
#include "words/pages.h"

namespace bouclier::cli {
namespace {

std::string TextPage(const crypto::Json& data) { return TextIn(data, "text"); }
std::string SilentPage(const crypto::Json&) { return ""; }

struct KindOfReport {
  std::string_view kind;
  Page page;
};
constexpr KindOfReport kPages[] = {
    {"text", TextPage},
    {"silent", SilentPage},
    {"synth", SynthPage},
    {"init", InitPage},
    {"init.dry_run", InitDryRunPage},
    {"actor.add", ActorPage},
    {"actor.grant", ActorPage},
    {"actor.revoke", ActorPage},
    {"actor.list", ActorListPage},
    {"doctor", DoctorPage},
    {"status", StatusPage},
    {"migrate.inventory", InventoryPage},
    {"migrate.plan", PlanPage},
    {"migrate.run", RunPage},
    {"migrate.verify", VerifyPage},
    {"migrate.delta", DeltaPage},
    {"migrate.status", MigrateStatusPage},
    {"object.list", ObjectListPage},
    {"object.get", ObjectGetPage},
    {"object.export", ObjectExportPage},
    {"object.import", ObjectImportPage},
    {"object.import.dry_run", ObjectImportDryRunPage},
    {"host.move", HostMovePage},
    {"host.move.dry_run", HostMoveDryRunPage},
    {"host.empty", HostEmptyPage},
    {"host.empty.dry_run", HostEmptyPage},
    {"vault.check", VaultCheckPage},
    {"catalog.load", CatalogLoadPage},
    {"catalog.load.dry_run", CatalogLoadDryRunPage},
    {"catalog.list", CatalogListPage},
    {"catalog.table", CatalogTablePage},
    {"catalog.column", CatalogColumnPage},
    {"catalog.search", CatalogSearchPage},
    {"catalog.graph", CatalogGraphPage},
    {"ingest.plan", IngestPlanPage},
    {"ingest.run", IngestRunPage},
    {"ingest.report", IngestReportPage},
    {"ingest.report.table", IngestReportTablePage},
    {"ingest.files", IngestFilesPage},
    {"ingest.verify", IngestVerifyPage},
    {"ingest.list", IngestListPage},
    {"ingest.revoke", IngestRevokePage},
    {"ingest.revoke.dry_run", IngestRevokeDryRunPage},
    {"quarantine.list", QuarantineListPage},
    {"quarantine.show", QuarantineShowPage},
    {"quarantine.export", QuarantineExportPage},
    {"vault.drop_raw", DropRawPage},
    {"vault.drop_raw.dry_run", DropRawDryRunPage},
    {"workspace.sql", SqlPage},
    {"workspace.chart", ChartPage},
    {"airlock.check", AirlockCheckPage},
    {"airlock.submit", AirlockSubmitPage},
    {"airlock.list", AirlockListPage},
    {"airlock.review", AirlockReviewPage},
    {"airlock.withdraw", AirlockWithdrawPage},
    {"airlock.release", AirlockReleasePage},
    {"airlock.history", AirlockHistoryPage},
    {"project.list", ProjectListPage},
    {"project.extract", ProjectExtractPage},
    {"project.extract.dry_run", ProjectExtractDryRunPage},
    {"project.export", ProjectExportPage},
    {"permit.draft", PermitDraftPage},
    {"permit.lint", PermitLintPage},
    {"permit.sign", PermitSignPage},
    {"permit.issue", PermitIssuePage},
    {"permit.issue.dry_run", PermitIssueDryRunPage},
    {"permit.list", PermitListPage},
    {"permit.ask", PermitAskPage},
    {"permit.suspend", PermitSuspendPage},
    {"permit.resume", PermitResumePage},
    {"permit.revoke", PermitRevokePage},
    {"permit.suspend.dry_run", PermitChangeDryRunPage},
    {"permit.resume.dry_run", PermitChangeDryRunPage},
    {"permit.revoke.dry_run", PermitChangeDryRunPage},
    {"permit.show", PermitShowPage},
    {"opposition.load", OppositionLoadPage},
    {"opposition.load.dry_run", OppositionLoadDryRunPage},
    {"opposition.list", OppositionListPage},
    {"report.hub", HubReportPage},
    {"ledger.show", EntryPage},
    {"ledger.tail", TailPage},
    {"ledger.proof", ProofPage},
};

}  // namespace

std::string RenderReport(const app::Report& report) {
  const KindOfReport* page = std::ranges::find(kPages, report.kind, &KindOfReport::kind);
  BOUCLIER_CHECK(page != std::end(kPages));
  std::string text = page->page(report.data);
  if (const auto failed = report.data.find("log_failed"); failed != report.data.end())
    text += "The hub's own log could not be written.\n";
  return text;
}

}  // namespace bouclier::cli

// SPDX-License-Identifier: Apache-2.0
// One function a kind of report; render.cc finds them. Pure.
#pragma once

#include <string>

#include "bouclier/crypto/json.h"

namespace bouclier::cli {

using Page = std::string (*)(const crypto::Json& data);

std::string SynthPage(const crypto::Json& data);
std::string InitPage(const crypto::Json& data);
std::string InitDryRunPage(const crypto::Json& data);
std::string ActorPage(const crypto::Json& data);
std::string ActorListPage(const crypto::Json& data);
std::string DoctorPage(const crypto::Json& data);
std::string StatusPage(const crypto::Json& data);

std::string InventoryPage(const crypto::Json& data);
std::string PlanPage(const crypto::Json& data);
std::string RunPage(const crypto::Json& data);
std::string VerifyPage(const crypto::Json& data);
std::string DeltaPage(const crypto::Json& data);
std::string MigrateStatusPage(const crypto::Json& data);

std::string ObjectListPage(const crypto::Json& data);
std::string ObjectGetPage(const crypto::Json& data);
std::string ObjectExportPage(const crypto::Json& data);
std::string ObjectImportPage(const crypto::Json& data);
std::string ObjectImportDryRunPage(const crypto::Json& data);
std::string HostMovePage(const crypto::Json& data);
std::string HostMoveDryRunPage(const crypto::Json& data);
std::string HostEmptyPage(const crypto::Json& data);
std::string VaultCheckPage(const crypto::Json& data);
std::string CatalogLoadPage(const crypto::Json& data);
std::string CatalogLoadDryRunPage(const crypto::Json& data);
std::string CatalogListPage(const crypto::Json& data);
std::string CatalogTablePage(const crypto::Json& data);
std::string CatalogColumnPage(const crypto::Json& data);
std::string CatalogSearchPage(const crypto::Json& data);
std::string CatalogGraphPage(const crypto::Json& data);
std::string IngestPlanPage(const crypto::Json& data);
std::string IngestRunPage(const crypto::Json& data);
std::string IngestReportPage(const crypto::Json& data);
std::string IngestReportTablePage(const crypto::Json& data);
std::string IngestFilesPage(const crypto::Json& data);
std::string IngestVerifyPage(const crypto::Json& data);
std::string IngestListPage(const crypto::Json& data);
std::string IngestRevokePage(const crypto::Json& data);
std::string IngestRevokeDryRunPage(const crypto::Json& data);
std::string QuarantineListPage(const crypto::Json& data);
std::string QuarantineShowPage(const crypto::Json& data);
std::string QuarantineExportPage(const crypto::Json& data);
std::string DropRawPage(const crypto::Json& data);
std::string DropRawDryRunPage(const crypto::Json& data);
std::string PermitDraftPage(const crypto::Json& data);
std::string PermitLintPage(const crypto::Json& data);
std::string PermitSignPage(const crypto::Json& data);
std::string PermitIssuePage(const crypto::Json& data);
std::string PermitIssueDryRunPage(const crypto::Json& data);
std::string PermitListPage(const crypto::Json& data);
std::string PermitAskPage(const crypto::Json& data);
std::string PermitSuspendPage(const crypto::Json& data);
std::string PermitResumePage(const crypto::Json& data);
std::string PermitRevokePage(const crypto::Json& data);
std::string PermitChangeDryRunPage(const crypto::Json& data);
std::string OppositionLoadPage(const crypto::Json& data);
std::string OppositionLoadDryRunPage(const crypto::Json& data);
std::string OppositionListPage(const crypto::Json& data);
std::string SqlPage(const crypto::Json& data);
std::string ChartPage(const crypto::Json& data);
std::string AirlockCheckPage(const crypto::Json& data);
std::string AirlockSubmitPage(const crypto::Json& data);
std::string AirlockListPage(const crypto::Json& data);
std::string AirlockReviewPage(const crypto::Json& data);
std::string AirlockWithdrawPage(const crypto::Json& data);
std::string AirlockReleasePage(const crypto::Json& data);
std::string AirlockHistoryPage(const crypto::Json& data);
std::string ProjectListPage(const crypto::Json& data);
std::string ProjectExtractPage(const crypto::Json& data);
std::string ProjectExtractDryRunPage(const crypto::Json& data);
std::string ProjectExportPage(const crypto::Json& data);
std::string PermitShowPage(const crypto::Json& data);  // French, English or both, by `lang`
std::string HubReportPage(const crypto::Json& data);
std::string EntryPage(const crypto::Json& data);
std::string TailPage(const crypto::Json& data);
std::string ProofPage(const crypto::Json& data);

}  // namespace bouclier::cli

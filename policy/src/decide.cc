// SPDX-License-Identifier: Apache-2.0
#include "bouclier/policy/decide.h"

#include <algorithm>
#include <string>

namespace bouclier::policy {
namespace {

// What permit officer and controller may both do: each signs, and each can stop access.
bool SharedByBothSigners(Action action) {
  switch (action) {
    case Action::kPermitSign:
    case Action::kPermitSuspend:
    case Action::kPermitRevoke:
    case Action::kPermitList:
    case Action::kPermitShow:
    case Action::kProjectList:
    case Action::kLedgerRead:
    case Action::kHubStatus:
      return true;
    default:
      return false;
  }
}

// The whole policy of the vault and of permits: one line a role.
bool Gives(Role role, Action action) {
  if (action == Action::kCatalogRead) return true;
  switch (role) {
    case Role::kOperator:
      switch (action) {
        case Action::kInventory:
        case Action::kMigrate:
        case Action::kVerify:
        case Action::kManifestExport:
        case Action::kHostMove:
        case Action::kHostEmpty:
        case Action::kVaultCheck:
        case Action::kVaultSweep:
        case Action::kObjectList:
        case Action::kLedgerRead:
        case Action::kHubStatus:
          return true;
        default:
          return false;
      }
    case Role::kSteward:
      switch (action) {
        case Action::kManifestExport:
        case Action::kVaultCheck:
        case Action::kObjectList:
        case Action::kObjectGet:
        case Action::kObjectExport:
        case Action::kObjectImport:
        case Action::kLedgerRead:
        case Action::kHubStatus:
        case Action::kPermitList:
        case Action::kPermitShow:
        case Action::kProjectList:
        case Action::kProjectExtract:
        case Action::kOppositionLoad:
        case Action::kOppositionList:
        case Action::kIngest:
        case Action::kIngestReport:
        case Action::kQuarantineRead:
        case Action::kDropRaw:
        case Action::kCatalogLoad:
          return true;
        default:
          return false;
      }
    case Role::kAuditor:
      return action == Action::kLedgerRead || action == Action::kHubStatus || action == Action::kVaultCheck ||
             action == Action::kManifestExport || action == Action::kObjectList || action == Action::kPermitList ||
             action == Action::kPermitShow || action == Action::kProjectList || action == Action::kOppositionList ||
             action == Action::kIngestReport;
    case Role::kPermitOfficer:
      return action == Action::kPermitIssue || action == Action::kPermitResume || action == Action::kOppositionList ||
             SharedByBothSigners(action);
    case Role::kController:
      return SharedByBothSigners(action);
    case Role::kReviewer:
      return action == Action::kLedgerRead || action == Action::kHubStatus;
    case Role::kResearcher:
      return action == Action::kPermitList || action == Action::kPermitShow || action == Action::kProjectList ||
             action == Action::kProjectExtract || action == Action::kProjectExport || action == Action::kWorkspaceQuery;
  }
  return false;
}

}  // namespace

std::string_view ActionName(Action action) {
  switch (action) {
    case Action::kInventory:
      return "migrate.inventory";
    case Action::kMigrate:
      return "migrate.run";
    case Action::kVerify:
      return "migrate.verify";
    case Action::kManifestExport:
      return "migrate.manifest";
    case Action::kHostMove:
      return "host.move";
    case Action::kHostEmpty:
      return "host.empty";
    case Action::kVaultCheck:
      return "vault.check";
    case Action::kVaultSweep:
      return "vault.sweep";
    case Action::kObjectList:
      return "object.list";
    case Action::kObjectGet:
      return "object.get";
    case Action::kObjectExport:
      return "object.export";
    case Action::kObjectImport:
      return "object.import";
    case Action::kLedgerRead:
      return "ledger.read";
    case Action::kHubStatus:
      return "hub.status";
    case Action::kPermitSign:
      return "permit.sign";
    case Action::kPermitIssue:
      return "permit.issue";
    case Action::kPermitSuspend:
      return "permit.suspend";
    case Action::kPermitResume:
      return "permit.resume";
    case Action::kPermitRevoke:
      return "permit.revoke";
    case Action::kPermitList:
      return "permit.list";
    case Action::kPermitShow:
      return "permit.show";
    case Action::kOppositionLoad:
      return "opposition.load";
    case Action::kOppositionList:
      return "opposition.list";
    case Action::kIngest:
      return "ingest.run";
    case Action::kIngestReport:
      return "ingest.report";
    case Action::kQuarantineRead:
      return "quarantine.read";
    case Action::kDropRaw:
      return "vault.drop_raw";
    case Action::kProjectList:
      return "project.list";
    case Action::kProjectExtract:
      return "project.extract";
    case Action::kWorkspaceQuery:
      return "workspace.query";
    case Action::kProjectExport:
      return "project.export";
    case Action::kCatalogLoad:
      return "catalog.load";
    case Action::kCatalogRead:
      return "catalog.read";
  }
  return "unknown";
}

Result<void> Decide(const Actor& actor, Action action, const std::optional<DatasetId>& dataset) {
  const std::string name(ActionName(action));
  if (actor.status != ActorStatus::kActive)
    return Error(ErrorCode::kDenied, "allow " + name + ": this actor's access was revoked",
                 "ask both custodians for a new grant");
  bool elsewhere = false;
  for (const Grant& grant : actor.grants) {
    if (!Gives(grant.role, action)) continue;
    if (grant.datasets.empty()) return {};
    if (!dataset) {
      elsewhere = true;
      continue;
    }
    if (std::ranges::find(grant.datasets, *dataset) != grant.datasets.end()) return {};
    elsewhere = true;
  }
  if (elsewhere)
    return Error(ErrorCode::kDenied, "allow " + name + ": the role is granted for other datasets only",
                 "name a dataset of yours, or ask both custodians for a wider grant");
  std::string roles;
  for (Role role : kAllRoles)
    if (Gives(role, action)) roles += (roles.empty() ? "" : ", ") + std::string(RoleName(role));
  return Error(ErrorCode::kDenied, "allow " + name + ": none of this actor's roles gives it", "needs one of: " + roles);
}

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kOperator:
      return "operator";
    case Role::kSteward:
      return "steward";
    case Role::kPermitOfficer:
      return "permit_officer";
    case Role::kController:
      return "controller";
    case Role::kResearcher:
      return "researcher";
    case Role::kReviewer:
      return "reviewer";
    case Role::kAuditor:
      return "auditor";
  }
  return "unknown";
}

Result<Role> ParseRole(std::string_view name) {
  std::string known;
  for (Role role : kAllRoles) {
    if (name == RoleName(role)) return role;
    known += (known.empty() ? "" : ", ") + std::string(RoleName(role));
  }
  return Error(ErrorCode::kInvalidArgument, "parse role: there is no such role", "one of: " + known);
}

}  // namespace bouclier::policy

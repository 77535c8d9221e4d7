// SPDX-License-Identifier: Apache-2.0
#include "bouclier/policy/decide.h"

#include <algorithm>
#include <iterator>
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

bool IsOfTheAirlock(Action action) {
  switch (action) {
    case Action::kAirlockSubmit:
    case Action::kAirlockCheck:
    case Action::kAirlockList:
    case Action::kAirlockReview:
    case Action::kAirlockComment:
    case Action::kAirlockRelease:
    case Action::kAirlockHistory:
      return true;
    default:
      return false;
  }
}

// The whole policy of the vault, of permits and of the airlock: one line a role.
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
        case Action::kHubReport:
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
      return action == Action::kLedgerRead || action == Action::kHubStatus || action == Action::kHubReport ||
             action == Action::kVaultCheck || action == Action::kManifestExport || action == Action::kObjectList ||
             action == Action::kPermitList || action == Action::kPermitShow || action == Action::kProjectList ||
             action == Action::kOppositionList || action == Action::kIngestReport || action == Action::kAirlockList ||
             action == Action::kAirlockHistory;
    case Role::kPermitOfficer:
      return action == Action::kPermitIssue || action == Action::kPermitResume || action == Action::kOppositionList ||
             SharedByBothSigners(action);
    case Role::kController:
      return SharedByBothSigners(action);
    case Role::kReviewer:
      return action == Action::kLedgerRead || action == Action::kHubStatus || action == Action::kAirlockList ||
             action == Action::kAirlockReview || action == Action::kAirlockComment || action == Action::kAirlockHistory;
    case Role::kResearcher:
      return action == Action::kPermitList || action == Action::kPermitShow || action == Action::kProjectList ||
             action == Action::kProjectExtract || action == Action::kProjectExport ||
             action == Action::kWorkspaceQuery || (IsOfTheAirlock(action) && action != Action::kAirlockReview);
  }
  return false;
}

struct NamedAction {
  Action action;
  std::string_view name;
};
constexpr NamedAction kNames[] = {
    {Action::kInventory, "migrate.inventory"},
    {Action::kMigrate, "migrate.run"},
    {Action::kVerify, "migrate.verify"},
    {Action::kManifestExport, "migrate.manifest"},
    {Action::kHostMove, "host.move"},
    {Action::kHostEmpty, "host.empty"},
    {Action::kVaultCheck, "vault.check"},
    {Action::kVaultSweep, "vault.sweep"},
    {Action::kObjectList, "object.list"},
    {Action::kObjectGet, "object.get"},
    {Action::kObjectExport, "object.export"},
    {Action::kObjectImport, "object.import"},
    {Action::kLedgerRead, "ledger.read"},
    {Action::kHubStatus, "hub.status"},
    {Action::kHubReport, "hub.report"},
    {Action::kPermitSign, "permit.sign"},
    {Action::kPermitIssue, "permit.issue"},
    {Action::kPermitSuspend, "permit.suspend"},
    {Action::kPermitResume, "permit.resume"},
    {Action::kPermitRevoke, "permit.revoke"},
    {Action::kPermitList, "permit.list"},
    {Action::kPermitShow, "permit.show"},
    {Action::kOppositionLoad, "opposition.load"},
    {Action::kOppositionList, "opposition.list"},
    {Action::kIngest, "ingest.run"},
    {Action::kIngestReport, "ingest.report"},
    {Action::kQuarantineRead, "quarantine.read"},
    {Action::kDropRaw, "vault.drop_raw"},
    {Action::kProjectList, "project.list"},
    {Action::kProjectExtract, "project.extract"},
    {Action::kWorkspaceQuery, "workspace.query"},
    {Action::kProjectExport, "project.export"},
    {Action::kCatalogLoad, "catalog.load"},
    {Action::kCatalogRead, "catalog.read"},
    {Action::kAirlockSubmit, "airlock.submit"},
    {Action::kAirlockCheck, "airlock.check"},
    {Action::kAirlockList, "airlock.list"},
    {Action::kAirlockReview, "airlock.review"},
    {Action::kAirlockComment, "airlock.comment"},
    {Action::kAirlockRelease, "airlock.release"},
    {Action::kAirlockHistory, "airlock.history"},
};
static_assert(std::size(kNames) == std::size(kAllActions));

}  // namespace

std::string_view ActionName(Action action) {
  for (const NamedAction& named : kNames)
    if (named.action == action) return named.name;
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

// SPDX-License-Identifier: Apache-2.0
// The decision: may this actor do this, on this dataset? Pure: no clock, no I/O. Says nothing of whether the actor is
// who they say: that is decided before.
#pragma once

#include <optional>

#include "bouclier/base/result.h"
#include "bouclier/policy/actor.h"

namespace bouclier::policy {

enum class Action : uint8_t {
  kInventory,       // list a source
  kMigrate,         // plan, run, delta
  kVerify,          // re-read and unseal what moved, without showing it
  kManifestExport,  // names and digests of what moved
  kHostMove,
  kHostEmpty,  // delete bodies at a host left behind
  kVaultCheck,
  kVaultSweep,
  kObjectList,
  kObjectGet,
  kObjectExport,  // also needs a custodian's signature
  kObjectImport,
  kLedgerRead,
  kHubStatus,
  kHubReport,   // a page of the hub's state: counts, permits, releases, the newest entries
  kPermitSign,  // one of two signatures
  kPermitIssue,
  kPermitSuspend,
  kPermitResume,
  kPermitRevoke,
  kPermitList,  // a researcher: those that name them
  kPermitShow,
  kOppositionLoad,
  kOppositionList,
  kIngest,          // raw files become tables; revoke a snapshot
  kIngestReport,    // what a delivery came to: counts and commonest codes
  kQuarantineRead,  // refused rows in clear
  kDropRaw,
  kProjectList,     // a researcher: those whose permit names them
  kProjectExtract,  // a researcher named in the permit, or a steward for one
  kProjectExport,   // a researcher named in the permit
  kWorkspaceQuery,  // likewise: SQL over the extract
  kCatalogLoad,
  kCatalogRead,     // what the tables are, and how many rows of each there are: every role
  kAirlockSubmit,   // a researcher named in the permit: ask that a result leaves; change it, withdraw it
  kAirlockCheck,    // likewise: what the rules say of it, before asking
  kAirlockList,     // a researcher: their own
  kAirlockReview,   // approve, refuse: never one's own
  kAirlockComment,  // a researcher: on their own
  kAirlockRelease,  // its author: take out what two reviewers approved
  kAirlockHistory,  // what left; a researcher: of projects whose permit names them
};
constexpr Action kAllActions[] = {
    Action::kInventory,     Action::kMigrate,        Action::kVerify,         Action::kManifestExport,
    Action::kHostMove,      Action::kHostEmpty,      Action::kVaultCheck,     Action::kVaultSweep,
    Action::kObjectList,    Action::kObjectGet,      Action::kObjectExport,   Action::kObjectImport,
    Action::kLedgerRead,    Action::kHubStatus,      Action::kHubReport,      Action::kPermitSign,
    Action::kPermitIssue,   Action::kPermitSuspend,  Action::kPermitResume,   Action::kPermitRevoke,
    Action::kPermitList,    Action::kPermitShow,     Action::kOppositionLoad, Action::kOppositionList,
    Action::kIngest,        Action::kIngestReport,   Action::kQuarantineRead, Action::kDropRaw,
    Action::kProjectList,   Action::kProjectExtract, Action::kProjectExport,  Action::kWorkspaceQuery,
    Action::kCatalogLoad,   Action::kCatalogRead,    Action::kAirlockSubmit,  Action::kAirlockCheck,
    Action::kAirlockList,   Action::kAirlockReview,  Action::kAirlockComment, Action::kAirlockRelease,
    Action::kAirlockHistory};

std::string_view ActionName(Action action);  // migrate, object.get…

// **Errors:** denied: revoked; no role of the actor gives this action; a role gives it on other datasets only. A caller
// who may not see a dataset gets the same answer as for one that does not exist: app turns the latter into this same
// denial.
Result<void> Decide(const Actor& actor, Action action, const std::optional<DatasetId>& dataset);

}  // namespace bouclier::policy

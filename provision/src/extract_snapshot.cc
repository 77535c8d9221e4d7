// SPDX-License-Identifier: Apache-2.0
// Which snapshot of the base an extract stands on: the ledger's word, not the manifest's.
#include <algorithm>

#include "bouclier/provision/extract.h"

namespace bouclier::provision {
namespace {

using crypto::Json;

Error Damaged(const char* what) {
  return Error(ErrorCode::kCorruption, std::string("find snapshot of extract: ") + what,
               "see: bouclier-verify log on the ledger's folder");
}

}  // namespace

Result<vault::PublishedSnapshot> SnapshotOf(ports::AuditTrail& trail, const vault::PublishedSnapshot& extract,
                                            DatasetId tables) {
  BOUCLIER_TRY(const std::vector<ports::LoggedEntry> entry, trail.Read(extract.entry, 1));
  if (entry.empty()) return Damaged("the ledger ends early");
  BOUCLIER_TRY(const Json body, Json::ParseCanonical(entry.front().body));
  if (!body.Says("base", tables.ToString())) return Damaged("it was made of another base");
  BOUCLIER_TRY(const uint64_t number, body.GetCount("base_snapshot"));
  BOUCLIER_TRY(const auto published, vault::ReadPublished(trail, tables));
  const auto found = std::ranges::find(published, number, &vault::PublishedSnapshot::number);
  if (found == published.end()) return Damaged("the ledger knows no snapshot of that number");
  return *found;
}

}  // namespace bouclier::provision

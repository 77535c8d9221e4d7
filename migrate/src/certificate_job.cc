// SPDX-License-Identifier: Apache-2.0
// The certificate carries ids, reasons and counts; no name. docs/formats/certificate.md.
#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "status_job.h"

namespace bouclier::migrate {
namespace {

using crypto::Json;

uint64_t Units(const ReasonTally& tallies) {
  uint64_t units = 0;
  for (const auto& [why, tally] : tallies) units += tally.units;
  return units;
}

Json::Object ByReason(const ReasonTally& tallies) {
  Json::Object json;
  for (const auto& [why, tally] : tallies) json[why] = tally.units;
  return json;
}

// Which units did not move: id and reason, in the order of ids. A list this long says it was cut.
constexpr size_t kListed = 10'000;
Result<Json::Array> NotMoved(const Engine& engine) {
  Json::Array list;
  BOUCLIER_TRY_VOID(ForEachRow(engine.book, *engine.parts.state, [&](UnitId id, const UnitRow& row) -> Result<void> {
    if ((row.state == UnitState::kRefused || row.state == UnitState::kLost) && list.size() < kListed)
      list.emplace_back(
          Json::Object{{"unit", id.ToString()}, {"outcome", UnitStateName(row.state)}, {"reason", row.reason}});
    return {};
  }));
  return list;
}

Json::Array Datasets(const StatusReport& status) {
  Json::Array datasets;
  for (const auto& [dataset, tally] : status.moved_by_dataset)
    datasets.emplace_back(
        Json::Object{{"dataset", dataset.ToString()}, {"moved", tally.units}, {"bytes", tally.bytes}});
  return datasets;
}

// Two books kept apart must say the same.
Result<void> Compare(const StatusReport& status, const vault::ManifestTotals& totals) {
  const uint64_t refused = Units(status.refused), lost = Units(status.lost);
  const bool same = status.listed.units == status.moved.units + refused + lost && totals.lines == status.listed.units &&
                    totals.moved == status.moved.units && totals.refused == refused && totals.lost == lost &&
                    totals.bytes_moved == status.moved.bytes;
  if (same) return {};
  return Error(ErrorCode::kInternal,
               "certify migration: inventory (" + std::to_string(status.moved.units) + " moved, " +
                   std::to_string(refused) + " refused, " + std::to_string(lost) + " lost of " +
                   std::to_string(status.listed.units) + ") and manifest (" + std::to_string(totals.moved) + ", " +
                   std::to_string(totals.refused) + ", " + std::to_string(totals.lost) + " of " +
                   std::to_string(totals.lines) + ") disagree",
               "this is a defect: nothing is certified");
}

}  // namespace

Result<CertificateDocument> CertifyMigration(const Engine& engine, const CertificateFacts& facts) {
  BOUCLIER_TRY(const InventoryHeader header, engine.Header());
  BOUCLIER_TRY(const StatusReport status, MakeStatus(engine));
  if (header.open)
    return Error(ErrorCode::kPrecondition, "certify migration: an inventory is under way",
                 "run `bouclier migrate inventory` to its end");
  if (status.pending.units != 0)
    return Error(ErrorCode::kPrecondition,
                 "certify migration: " + std::to_string(status.pending.units) + " units were not run yet",
                 "run `bouclier migrate run` first");
  BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, engine.parts.state->Read());
  BOUCLIER_TRY(const vault::ManifestTotals totals,
               vault::ManifestBook(*reader, engine.AllKeys()).Totals(header.manifest));
  BOUCLIER_TRY_VOID(Compare(status, totals));
  BOUCLIER_TRY(Json::Array not_moved, NotMoved(engine));
  const uint64_t refused = Units(status.refused), lost = Units(status.lost);
  const uint64_t unmoved = refused + lost;
  CertificateDocument document;
  document.complete =
      unmoved == 0 && status.verified == status.moved.units && status.damaged == 0 && status.changed_since == 0;
  Json::Array hosts;
  for (const std::string& host : facts.hosts) hosts.emplace_back(host);
  Json::Object md5;
  for (const auto& [what, count] : status.md5) md5[what] = count;
  const Json json(Json::Object{
      {"type", "migration"},
      {"v", 1},
      {"time", FormatTime(engine.parts.clock->Now())},
      {"manifest", header.manifest.ToString()},
      {"manifest_root", Hex(totals.root)},
      {"inventories", header.round},
      {"counts",
       Json::Object{
           {"listed", status.listed.units}, {"moved", status.moved.units}, {"refused", refused}, {"lost", lost}}},
      {"bytes", Json::Object{{"moved", status.moved.bytes}}},
      {"complete", document.complete},
      {"verified", status.verified},
      {"damaged", status.damaged},
      {"changed_since", status.changed_since},
      {"deleted_at_source", status.deleted_at_source},
      {"refused", ByReason(status.refused)},
      {"lost", ByReason(status.lost)},
      {"not_moved", std::move(not_moved)},
      {"not_moved_left_out", unmoved > kListed ? unmoved - kListed : 0},
      {"not_looked_at", Json::Array{"versions", "soft_deleted", "acls"}},
      {"property_losses", status.property_losses},
      {"md5", std::move(md5)},
      {"hosts", std::move(hosts)},
      {"datasets", Datasets(status)},
  });
  document.text = json.Canonical();
  document.digest = crypto::Sha256::Of(AsBytes(document.text));
  return document;
}

}  // namespace bouclier::migrate

// SPDX-License-Identifier: Apache-2.0
#include "migration_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace bouclier::app {
namespace {

using crypto::Json;

Json::Object TallyJson(const migrate::Tally& tally) { return {{"units", tally.units}, {"bytes", tally.bytes}}; }

Json::Object ReasonsJson(const migrate::ReasonTally& tallies) {
  Json::Object json;
  for (const auto& [reason, tally] : tallies) json[reason] = TallyJson(tally);
  return json;
}

Json::Object CountsJson(const std::map<std::string, uint64_t>& counts) {
  Json::Object json;
  for (const auto& [code, count] : counts) json[code] = count;
  return json;
}

Json::Object DatasetsJson(const std::map<DatasetId, migrate::Tally>& tallies, const HubRecord& hub) {
  Json::Object json;
  for (const auto& [dataset, tally] : tallies) json[hub.NameOf(dataset)] = TallyJson(tally);
  return json;
}

Json::Object NamedJson(const migrate::NamedUnits& named) {
  // As people look for them; the inventory's own order is by id.
  std::vector<migrate::NamedUnit> sorted = named.units;
  std::ranges::sort(sorted, {}, [](const migrate::NamedUnit& unit) {
    return std::tie(unit.source, unit.unit.name, unit.unit.snapshot);
  });
  Json::Array units;
  for (const migrate::NamedUnit& unit : sorted) {
    Json::Object json{
        {"name", TextOf(unit.unit.name)}, {"source", unit.source}, {"size", unit.size},
        {"unit", unit.id.ToString()},     {"reason", unit.reason}, {"state", migrate::UnitStateName(unit.state)}};
    if (!unit.unit.snapshot.empty()) json["snapshot"] = TextOf(unit.unit.snapshot);
    units.emplace_back(std::move(json));
  }
  return {{"units", std::move(units)}, {"more", named.more}};
}

uint64_t Milliseconds(double seconds) { return seconds > 0 ? static_cast<uint64_t>(seconds * 1000) : 0; }

}  // namespace

Json TextOf(std::string_view bytes) {
  if (crypto::IsUtf8(bytes)) return bytes;
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += value >= 0x20 && value < 0x7f ? std::string(1, byte) : fmt::format("\\x{:02x}", value);
  }
  return text;
}

uint64_t UnitsOf(const migrate::ReasonTally& tallies) {
  uint64_t units = 0;
  for (const auto& [reason, tally] : tallies) units += tally.units;
  return units;
}

Json::Object InventoryJson(const migrate::InventoryReport& report, const HubRecord& hub) {
  Json::Object sources;
  for (const auto& [source, tally] : report.by_source) sources[source] = TallyJson(tally);
  return {{"round", report.round},
          {"listed", TallyJson(report.listed)},
          {"duplicates", report.duplicates},
          {"pages", report.pages},
          {"sources", std::move(sources)},
          {"datasets", DatasetsJson(report.by_dataset, hub)},
          {"no_prefix", NamedJson(report.no_prefix)}};
}

Json::Object PlanJson(const migrate::PlanReport& report, const HubRecord& hub) {
  return {{"round", report.round},
          {"listed", TallyJson(report.listed)},
          {"to_move", TallyJson(report.to_move)},
          {"already_moved", TallyJson(report.already_moved)},
          {"to_refuse", ReasonsJson(report.to_refuse)},
          {"to_lose", ReasonsJson(report.to_lose)},
          {"property_losses", CountsJson(report.property_losses)},
          {"datasets", DatasetsJson(report.by_dataset, hub)},
          {"named", NamedJson(report.named)},
          {"bytes_per_second", static_cast<uint64_t>(report.rate.bytes_per_second)},
          {"units_per_second", static_cast<uint64_t>(report.rate.units_per_second)},
          {"rate_is_measured", report.rate_is_measured},
          {"milliseconds", Milliseconds(report.seconds)}};
}

Json::Object RunJson(const migrate::RunReport& report) {
  const migrate::UploadLeftovers& leftovers = report.leftovers;
  return {{"moved", TallyJson(report.moved)},
          {"refused", ReasonsJson(report.refused)},
          {"lost", ReasonsJson(report.lost)},
          {"unchanged", TallyJson(report.unchanged)},
          {"bytes_read", report.bytes_read},
          {"bytes_resumed", report.bytes_resumed},
          {"restarts", report.restarts},
          {"batches", report.batches},
          {"md5", CountsJson(report.md5)},
          {"property_losses", CountsJson(report.property_losses)},
          {"orphan_uploads", Json::Object{{"found", leftovers.found},
                                          {"aborted", leftovers.aborted},
                                          {"left", leftovers.left},
                                          {"bytes_left", leftovers.bytes_left},
                                          {"may_list", leftovers.may_list}}},
          {"named", NamedJson(report.named)},
          {"milliseconds", Milliseconds(report.seconds)}};
}

Json::Object VerifyJson(const migrate::VerifyReport& report) {
  return {{"verified", TallyJson(report.verified)},
          {"verified_before", report.verified_before},
          {"failed", NamedJson(report.failed)},
          {"milliseconds", Milliseconds(report.seconds)}};
}

Json::Object DeltaJson(const migrate::DeltaReport& report) {
  return {{"rounds", report.rounds},
          {"added", report.added},
          {"changed", report.changed},
          {"recreated", report.recreated},
          {"deleted", report.deleted},
          {"unchanged", report.unchanged},
          {"converged", report.converged},
          {"named", NamedJson(report.named)},
          {"still_changing", NamedJson(report.still_changing)},
          {"run", RunJson(report.run)}};
}

Json::Object StatusJson(const migrate::StatusReport& report, const HubRecord& hub) {
  return {{"round", report.round},
          {"inventory_open", report.inventory_open},
          {"listed", TallyJson(report.listed)},
          {"pending", TallyJson(report.pending)},
          {"moved", TallyJson(report.moved)},
          {"refused", ReasonsJson(report.refused)},
          {"lost", ReasonsJson(report.lost)},
          {"verified", report.verified},
          {"damaged", report.damaged},
          {"changed_since", report.changed_since},
          {"deleted_at_source", report.deleted_at_source},
          {"property_losses", report.property_losses},
          {"md5", CountsJson(report.md5)},
          {"datasets", DatasetsJson(report.moved_by_dataset, hub)}};
}

}  // namespace bouclier::app

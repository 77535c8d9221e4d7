// SPDX-License-Identifier: Apache-2.0
#include "hub_catalogue.h"

#include <algorithm>

#include "bouclier/vault/table_snapshot.h"

namespace bouclier::app {
namespace {

Result<BaseHolding> HoldingOf(Hub& hub, const std::string& base, DatasetId tables) {
  BaseHolding holding{base, 0, {}};
  BOUCLIER_TRY(const auto published, vault::ReadPublished(hub.ledger(), tables));
  if (std::ranges::all_of(published, &vault::PublishedSnapshot::revoked)) return holding;
  BOUCLIER_TRY(const vault::PublishedSnapshot newest, vault::NewestSnapshot(published));
  BOUCLIER_TRY(const vault::DatasetKeysPtr keys, hub.Keys(tables));
  BOUCLIER_TRY(const auto reader, hub.state().Read());
  BOUCLIER_TRY(const vault::TableSnapshot snapshot, vault::LoadSnapshot(*reader, *keys, newest));
  holding.snapshot = newest.number;
  for (const auto& [name, columns] : snapshot.tables) holding.tables[name] = {};
  for (const vault::TableFile& file : snapshot.files) {
    HeldTable& table = holding.tables[file.table];
    table.rows += file.rows;
    ++table.files;
  }
  return holding;
}

}  // namespace

Result<HubCatalogue> ReadHubCatalogue(ports::StateStore& state) {
  BOUCLIER_TRY(const auto reader, state.Read());
  HubCatalogue catalogue;
  BOUCLIER_TRY(catalogue.saved, catalog::ReadSavedSchema(*reader));
  catalogue.tables =
      catalog::Combine(catalog::BuiltInTables(), catalogue.saved ? catalogue.saved->schema : catalog::LoadedSchema());
  catalogue.known = catalog::KnownTables(catalogue.tables);
  return catalogue;
}

provision::LoadedFacts FactsOf(const HubCatalogue& catalogue) {
  if (!catalogue.saved) return {};
  return {&catalogue.tables, &catalogue.saved->schema};
}

Result<std::vector<BaseHolding>> ReadHoldings(Hub& hub) {
  std::vector<BaseHolding> holdings;
  for (const BaseConfig& base : hub.config().bases) {
    const Result<DatasetId> tables = hub.record().Inner(base.name + "/tables");
    if (!tables.ok()) continue;  // configured, and `init` not typed since
    BOUCLIER_TRY(BaseHolding holding, HoldingOf(hub, base.name, *tables));
    holdings.push_back(std::move(holding));
  }
  return holdings;
}

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// The catalogue as a hub has it: what is built in, what was loaded, what its bases hold of each table.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/catalog/catalogue.h"
#include "bouclier/catalog/known_tables.h"
#include "bouclier/catalog/schema_store.h"
#include "bouclier/provision/compile.h"
#include "hub.h"

namespace bouclier::app {

struct HubCatalogue {
  std::optional<catalog::SavedSchema> saved;  // nullopt: nothing was loaded
  catalog::Catalogue tables;                  // built in and loaded
  catalog::KnownTables known;                 // the same, as ingest takes their files
};
// **Errors:** corruption, those of the database.
Result<HubCatalogue> ReadHubCatalogue(ports::StateStore& state);
// Points into the catalogue.
provision::LoadedFacts FactsOf(const HubCatalogue& catalogue);

// What the newest snapshot of a base holds. Counts only.
struct HeldTable {
  uint64_t rows = 0, files = 0;
};
struct BaseHolding {
  std::string base;
  uint64_t snapshot = 0;  // 0: there is none
  std::map<std::string, HeldTable> tables;
};
// Of every base of the configuration that has its keys. **Errors:** corruption, those of database and ledger.
Result<std::vector<BaseHolding>> ReadHoldings(Hub& hub);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// What every job of one migration shares: its parts, its tables, its rules. Immutable after Make; thread-safe as the
// ports are.
#pragma once

#include <map>

#include "bouclier/crypto/json.h"
#include "bouclier/migrate/parts.h"
#include "inventory_book.h"
#include "prefix_rules.h"

namespace bouclier::migrate {

struct Engine {
  MigrationParts parts;
  PrefixRules rules;
  InventoryBook book;
  std::map<std::string, ports::ObjectSource*> sources;
  std::map<DatasetId, vault::DatasetKeysPtr> keys;

  Engine(MigrationParts p, PrefixRules r);
  // **Errors:** not_found: the caller gave no keys for it.
  Result<vault::DatasetKeysPtr> KeysOf(DatasetId dataset) const;
  std::vector<vault::DatasetKeysPtr> AllKeys() const;
  // **Errors:** precondition: the config no longer has it.
  Result<ports::ObjectSource*> SourceOf(const std::string& id) const;
  // **Errors:** precondition: none yet.
  Result<InventoryHeader> Header() const;
  // The same, of a whole inventory made with these rules. **Errors:** precondition.
  Result<InventoryHeader> WholeInventory() const;
  Result<void> Record(const std::string& action, crypto::Json::Object body) const;
  double Seconds() const;  // of the clock, for rates
};

// The last round that ended.
inline uint64_t EndedRound(const InventoryHeader& header) { return header.open ? header.round - 1 : header.round; }

}  // namespace bouclier::migrate

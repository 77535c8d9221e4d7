// SPDX-License-Identifier: Apache-2.0
#include "engine.h"

namespace bouclier::migrate {

Engine::Engine(MigrationParts p, PrefixRules r) : parts(std::move(p)), rules(std::move(r)), book(parts.inventory_key) {
  for (const SourceBinding& source : parts.sources) sources[source.id] = source.source;
  for (const vault::DatasetKeysPtr& key : parts.keys) keys[key->dataset()] = key;
}

Result<vault::DatasetKeysPtr> Engine::KeysOf(DatasetId dataset) const {
  const auto found = keys.find(dataset);
  if (found == keys.end())
    return Error(ErrorCode::kNotFound,
                 "open dataset " + dataset.ToString() + ": its keys were not given to the migration");
  return found->second;
}

std::vector<vault::DatasetKeysPtr> Engine::AllKeys() const { return parts.keys; }

Result<ports::ObjectSource*> Engine::SourceOf(const std::string& id) const {
  const auto found = sources.find(id);
  if (found == sources.end())
    return Error(ErrorCode::kPrecondition, "read source " + id + ": the config no longer has it",
                 "put it back, or run an inventory again");
  return found->second;
}

Result<InventoryHeader> Engine::Header() const {
  BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, parts.state->Read());
  BOUCLIER_TRY(std::optional<InventoryHeader> header, book.Header(*reader));
  if (!header)
    return Error(ErrorCode::kPrecondition, "read inventory: there is none yet",
                 "run `bouclier migrate inventory` first");
  return *header;
}

Result<InventoryHeader> Engine::WholeInventory() const {
  BOUCLIER_TRY(InventoryHeader header, Header());
  if (header.open)
    return Error(ErrorCode::kPrecondition, "read inventory: it is not finished",
                 "run `bouclier migrate inventory` again: it goes on where it stopped");
  if (header.setup != rules.setup_digest())
    return Error(ErrorCode::kPrecondition, "read inventory: sources or prefixes changed in the config since",
                 "run `bouclier migrate inventory` again");
  return header;
}

Result<void> Engine::Record(const std::string& action, crypto::Json::Object body) const {
  ports::AuditEntry entry;
  entry.entry_class = ports::EntryClass::kMigration;
  entry.action = action;
  entry.actor = parts.actor;
  entry.body = crypto::Json(std::move(body)).Canonical();
  BOUCLIER_TRY(ports::LedgerReceipt receipt, parts.sink->RecordOne(entry));
  (void)receipt;
  return {};
}

double Engine::Seconds() const { return static_cast<double>(parts.clock->Now().time_since_epoch().count()) / 1000.0; }

}  // namespace bouclier::migrate

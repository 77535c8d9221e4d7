// SPDX-License-Identifier: Apache-2.0
// Keeps what the steward loaded in the metadata database, in this room's own table: docs/formats/loaded-catalogue.md.
// Public facts in clear. The newest load only; its number and digest are what other records name it by.
#pragma once

#include <cstdint>
#include <optional>

#include "bouclier/catalog/loaded_schema.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::catalog {

struct SchemaVersion {
  uint64_t number = 0;  // 1 for the first load
  Digest32 digest{};    // of the content: the same content has the same digest
  bool operator==(const SchemaVersion&) const = default;
};

struct SavedSchema {
  SchemaVersion version;
  LoadedSchema schema;
};

// What the same content is saved under, whatever its number. **Cost:** the content once more in memory.
Digest32 SchemaDigest(const LoadedSchema& schema);
// Replaces what was kept. The caller commits, with what else belongs to it. **Errors:** those of the store, corruption.
Result<SchemaVersion> SaveSchema(ports::StateTransaction& transaction, const LoadedSchema& schema);

// nullopt: nothing was loaded yet. **Errors:** corruption (a row is missing, more, damaged, or the digest is another),
// unsupported (a later version of the format), those of the store.
Result<std::optional<SavedSchema>> ReadSavedSchema(ports::StateReader& reader);
// Without reading the content, and so without checking it.
Result<std::optional<SchemaVersion>> ReadSchemaVersion(ports::StateReader& reader);

}  // namespace bouclier::catalog

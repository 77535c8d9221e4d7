// SPDX-License-Identifier: Apache-2.0
// The migration's own tables: one sealed row a unit, one sealed header. The database holds no name: rows are sealed
// each under a key of its own, derived from the inventory key, and found by an HMAC of the name.
// docs/formats/migration-state.md. Thread-safe: immutable after construction; readers and transactions are the
// callers'.
#pragma once

#include <utility>
#include <vector>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/manifest_book.h"
#include "unit_row.h"

namespace bouclier::migrate {

struct InventoryHeader {
  vault::ManifestId manifest;
  uint64_t round = 0;                  // the last begun
  bool open = false;                   // begun and not ended
  std::string setup;                   // digest of sources and rules it was made with
  uint64_t source_index = 0;           // while open: where it is …
  std::string marker;                  // … and the page to ask for
  uint64_t pages = 0, duplicates = 0;  // of this round
  uint64_t measured_bytes_per_second = 0, measured_units_per_1000_seconds = 0;  // by the last run; 0: none yet
};

using NumberedRow = std::pair<UnitId, UnitRow>;

class InventoryBook {
 public:
  explicit InventoryBook(const SecretBytes& inventory_key);

  UnitId IdOf(std::string_view source, const ports::UnitName& unit) const;
  // **Errors:** corruption (damaged, or sealed under another key). Absent: nullopt.
  Result<std::optional<UnitRow>> Get(ports::StateReader& reader, UnitId id) const;
  Result<void> Put(ports::StateTransaction& transaction, UnitId id, const UnitRow& row) const;
  Result<void> Forget(ports::StateTransaction& transaction, UnitId id) const;
  // The next `limit` rows after `after` (none: from the first), by id.
  Result<std::vector<NumberedRow>> Next(ports::StateReader& reader, const std::optional<UnitId>& after,
                                        size_t limit) const;
  Result<std::optional<InventoryHeader>> Header(ports::StateReader& reader) const;
  Result<void> PutHeader(ports::StateTransaction& transaction, const InventoryHeader& header) const;

 private:
  Bytes Seal(ByteView what, ByteView plaintext) const;
  Result<Bytes> Open(ByteView what, ByteView sealed) const;

  SecretBytes id_key_;
  SecretBytes row_key_;
};

// Visits every row, some hundreds at a time, each time with a new view: memory flat, no long transaction.
using RowVisitor = std::function<Result<void>(UnitId, const UnitRow&)>;
Result<void> ForEachRow(const InventoryBook& book, ports::StateStore& state, const RowVisitor& visit);

}  // namespace bouclier::migrate

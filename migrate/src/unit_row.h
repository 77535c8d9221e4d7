// SPDX-License-Identifier: Apache-2.0
// What is kept of one unit: what the last listing said of it, and what became of it. Encoded, then sealed:
// inventory_book.h. docs/formats/migration-state.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/migrate/unit.h"
#include "bouclier/vault/object_meta.h"

namespace bouclier::migrate {

// As the newest listing that had it said.
struct Listed {
  uint64_t size = 0;
  ports::BlobKind kind = ports::BlobKind::kFile;
  std::string validator, last_modified;
  bool archived = false;
  std::vector<std::string> losses;  // codes of the properties that cannot be kept, as far as the listing shows them
  bool operator==(const Listed&) const = default;
};

// Of the newest generation in the vault; meaningless before the first move.
struct Moved {
  uint64_t generation = 0;  // 0: never moved
  uint64_t size = 0;
  std::string validator, last_modified;
  vault::Md5Status md5 = vault::Md5Status::kAbsent;
  std::vector<std::string> losses;
  std::string verified_at;
  bool damaged = false;  // the host's copy did not verify: to be copied anew
  bool operator==(const Moved&) const = default;
};

struct UnitRow {
  std::string source;  // id
  ports::UnitName unit;
  std::optional<DatasetId> dataset;  // none: under no prefix
  uint64_t first_round = 0, seen_round = 0;
  uint64_t returned_round = 0;  // the round it was seen in again after one that missed it
  Listed listed;
  UnitState state = UnitState::kPending;
  std::string reason;  // of a refusal or loss
  Moved moved;
  bool operator==(const UnitRow&) const = default;
};

Bytes EncodeUnitRow(const UnitRow& row);
Result<UnitRow> DecodeUnitRow(ByteView encoded);  // **Errors:** corruption, unsupported (version)

NamedUnit NamedFrom(UnitId id, const UnitRow& row, std::string said);
// Adds one; beyond a thousand only counts.
void AddNamed(NamedUnits& units, NamedUnit unit);

}  // namespace bouclier::migrate

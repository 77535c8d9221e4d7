// SPDX-License-Identifier: Apache-2.0
#include "status_job.h"

#include "foresight.h"

namespace bouclier::migrate {
namespace {

void Add(Tally& tally, uint64_t bytes) {
  ++tally.units;
  tally.bytes += bytes;
}

void TakeMoved(StatusReport& status, const UnitRow& row) {
  Add(status.moved, row.moved.size);
  Add(status.moved_by_dataset[*row.dataset], row.moved.size);
  ++status.md5[std::string(vault::Md5StatusName(row.moved.md5))];
  status.property_losses += row.moved.losses.size();
  if (!row.moved.verified_at.empty()) ++status.verified;
  if (row.moved.damaged) ++status.damaged;
}

}  // namespace

Result<StatusReport> MakeStatus(const Engine& engine) {
  StatusReport status;
  BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, engine.parts.state->Read());
  BOUCLIER_TRY(const std::optional<InventoryHeader> header, engine.book.Header(*reader));
  reader.reset();
  if (!header) return status;
  status.round = header->round;
  status.inventory_open = header->open;
  const uint64_t ended = EndedRound(*header);
  BOUCLIER_TRY_VOID(ForEachRow(engine.book, *engine.parts.state, [&](UnitId, const UnitRow& row) -> Result<void> {
    Add(status.listed, row.state == UnitState::kMoved ? row.moved.size : row.listed.size);
    if (DeletedAtSource(row, ended)) ++status.deleted_at_source;
    if (row.state == UnitState::kMoved && !DeletedAtSource(row, ended) && ChangedSinceMove(row)) ++status.changed_since;
    switch (row.state) {
      case UnitState::kPending:
        Add(status.pending, row.listed.size);
        break;
      case UnitState::kMoved:
        TakeMoved(status, row);
        break;
      case UnitState::kRefused:
        Add(status.refused[row.reason], row.listed.size);
        break;
      case UnitState::kLost:
        Add(status.lost[row.reason], row.listed.size);
        break;
    }
    return {};
  }));
  return status;
}

}  // namespace bouclier::migrate

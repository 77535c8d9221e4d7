// SPDX-License-Identifier: Apache-2.0
#include "verify_job.h"

#include <algorithm>
#include <thread>

#include "bouclier/crypto/random.h"
#include "bouclier/vault/commit.h"
#include "bouclier/vault/doors.h"

namespace bouclier::migrate {
namespace {

constexpr size_t kBatch = 500;

vault::ManifestLine LineOf(const vault::SealedReader& opened, const UnitRow& row) {
  const vault::KeyRecord& record = opened.record();
  const vault::ObjectMeta& meta = opened.meta();
  vault::ManifestLine line;
  line.leaf_salt = crypto::RandomArray<16>();
  line.source = meta.source;
  line.name = meta.name;
  line.snapshot = meta.snapshot;
  line.validator = meta.validator;
  line.size = record.plaintext_length;
  line.source_md5 = meta.source_md5;
  line.md5_status = meta.md5_status;
  line.property_losses = row.moved.losses;
  line.object = record.id.object;
  line.generation = record.id.generation;
  line.sha256 = meta.sha256;
  line.segments = vault::SegmentCount(record.padded_length());
  line.format = "bouclier/sealed/v1";
  line.kek_version = record.kek_version;
  line.destination = vault::HostKey(record.id);
  return line;
}

}  // namespace

bool VerifyJob::Wanted(const UnitRow& row) const {
  if (row.state != UnitState::kMoved) return false;
  return options_.scope == VerifyScope::kAll || row.moved.verified_at.empty();
}

Result<void> VerifyJob::CountWanted() {
  return ForEachRow(engine_.book, *engine_.parts.state, [&](UnitId, const UnitRow& row) -> Result<void> {
    if (Wanted(row)) {
      ++wanted_;
      wanted_bytes_ += row.moved.size;
    } else if (row.state == UnitState::kMoved) {
      ++report_.verified_before;
    }
    return {};
  });
}

Result<ports::LedgerReceipt> VerifyJob::RecordIntent() const {
  crypto::Json::Array datasets;
  for (const auto& [dataset, keys] : engine_.keys) datasets.emplace_back(dataset.ToString());
  ports::AuditEntry entry;
  entry.entry_class = ports::EntryClass::kMigration;
  entry.action = vault::kMigrationVerifyAction;
  entry.actor = engine_.parts.actor;
  entry.body = crypto::Json(crypto::Json::Object{
                                {"datasets", std::move(datasets)}, {"objects", wanted_}, {"bytes", wanted_bytes_}})
                   .Canonical();
  return engine_.parts.sink->RecordOne(entry);
}

Result<void> VerifyJob::ReadBody(const ports::LedgerReceipt& receipt, UnitId id, const UnitRow& row,
                                 vault::ManifestLine& line) {
  BOUCLIER_TRY(vault::DatasetKeysPtr keys, engine_.KeysOf(*row.dataset));
  BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, engine_.parts.state->Read());
  vault::ReadRequest request;
  request.state = reader.get();
  request.store = engine_.parts.store;
  request.keys = keys;
  request.object = ObjectId{id.bytes};
  request.generation = row.moved.generation;
  BOUCLIER_TRY(vault::SealedReader opened, vault::OpenForMigrationOnly(receipt, request));
  if (opened.meta().name != row.unit.name || opened.size() != row.moved.size)
    return Error(ErrorCode::kCorruption, "verify object: its record is of another object than the inventory says");
  uint64_t read = 0;
  auto whole = opened.ReadAll([&](ByteView bytes) -> Result<void> {
    if (halt_.IsSet()) return Halt::CancelledError();
    read += bytes.size();
    meter_.AddBytes(bytes.size());
    return {};
  });
  if (!whole.ok()) {
    meter_.TakeBackBytes(read);
    return whole;
  }
  line = LineOf(opened, row);
  return {};
}

Result<VerifyJob::Seen> VerifyJob::ReadOne(const ports::LedgerReceipt& receipt, UnitId id, const UnitRow& row) {
  Seen seen{id, row, std::nullopt, ""};
  vault::ManifestLine line;
  auto read = retrier_.Do(Heals::kAnswer, [&] { return ReadBody(receipt, id, row, line); });
  if (read.ok()) {
    line.verified_at = FormatTime(engine_.parts.clock->Now());
    seen.line = std::move(line);
    return seen;
  }
  const ErrorCode code = read.error().code;
  if (code != ErrorCode::kCorruption && code != ErrorCode::kNotFound) return std::move(read).error();
  seen.why = read.error().message;
  return seen;
}

Result<void> VerifyJob::Commit(std::vector<Seen> seen) {
  const MutexLock lock(commit_mutex_);
  vault::CommitBatch batch;
  batch.action = "migrate.verify.batch";
  batch.actor = engine_.parts.actor;
  batch.manifest = header_.manifest;
  batch.keys = engine_.AllKeys();
  for (const Seen& one : seen)
    if (one.line) batch.lines.push_back({*one.row.dataset, *one.line});
  batch.also = [&](ports::StateTransaction& transaction) -> Result<void> {
    for (const Seen& one : seen) {
      BOUCLIER_TRY(std::optional<UnitRow> row, engine_.book.Get(transaction, one.id));
      // A copy made meanwhile by another process is a later generation: this line is not about it.
      if (!row || row->moved.generation != one.row.moved.generation || row->state != UnitState::kMoved)
        return Error(ErrorCode::kConflict, "verify objects: another process moved one of them meanwhile",
                     "type the command again", Retry::kBackoff);
      row->moved.verified_at = one.line ? one.line->verified_at : "";
      row->moved.damaged = !one.line;
      BOUCLIER_TRY_VOID(engine_.book.Put(transaction, one.id, *row));
    }
    return {};
  };
  BOUCLIER_TRY(
      vault::Committed committed,
      vault::Committer(*engine_.parts.state, *engine_.parts.sink, *engine_.parts.trail).Commit(std::move(batch)));
  static_cast<void>(committed);
  for (const Seen& one : seen) {
    if (one.line) {
      ++report_.verified.units;
      report_.verified.bytes += one.row.moved.size;
    } else {
      AddNamed(report_.failed, NamedFrom(one.id, one.row, one.why));
    }
  }
  meter_.AddUnits(seen.size());
  return {};
}

Result<void> VerifyJob::Keep(Seen seen) {
  std::vector<Seen> batch;
  {
    const MutexLock lock(mutex_);
    waiting_.push_back(std::move(seen));
    if (waiting_.size() < kBatch) return {};
    batch.swap(waiting_);
  }
  return Commit(std::move(batch));
}

Result<void> VerifyJob::ReadAllUnits(const ports::LedgerReceipt& receipt) {
  WorkCrew crew(options_.workers, halt_, meter_);
  const auto find = [&](WorkQueue& queue) {
    return ForEachRow(engine_.book, *engine_.parts.state, [&](UnitId id, const UnitRow& row) -> Result<void> {
      if (!Wanted(row)) return {};
      if (!queue.Push({id, row})) return Halt::CancelledError();
      return {};
    });
  };
  crew.Run(find, [&](size_t, const NumberedRow& unit) -> Result<void> {
    BOUCLIER_TRY(Seen seen, ReadOne(receipt, unit.first, unit.second));
    return Keep(std::move(seen));
  });
  std::vector<Seen> left;
  {
    const MutexLock lock(mutex_);
    left.swap(waiting_);
  }
  auto rest = left.empty() ? Result<void>() : Commit(std::move(left));
  BOUCLIER_TRY_VOID(crew.Outcome());
  return rest;
}

Result<VerifyReport> VerifyJob::Run() {
  if (engine_.parts.store == nullptr) return Error(ErrorCode::kInternal, "verify migration: no host was given");
  BOUCLIER_TRY(header_, engine_.Header());
  BOUCLIER_TRY_VOID(CountWanted());
  meter_.SetTotal(wanted_, wanted_bytes_);
  if (wanted_ != 0) {
    BOUCLIER_TRY(const ports::LedgerReceipt receipt, RecordIntent());
    BOUCLIER_TRY_VOID(ReadAllUnits(receipt));
  }
  report_.seconds = meter_.Seconds();
  meter_.Tell();
  BOUCLIER_TRY_VOID(engine_.Record("migrate.verify.done", {{"verified", report_.verified.units},
                                                           {"bytes", report_.verified.bytes},
                                                           {"verified_before", report_.verified_before},
                                                           {"failed", report_.failed.count()}}));
  return std::move(report_);
}

}  // namespace bouclier::migrate

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <tuple>

#include <arrow/record_batch.h>

#include "bouclier/base/mutex.h"
#include "bouclier/base/parallel.h"
#include "bouclier/crypto/json.h"
#include "bouclier/ingest/delivery.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/table_scan.h"

namespace bouclier::ingest {
namespace {

using crypto::Json;

Result<void> CheckFile(const vault::SnapshotTables& tables, const vault::TableFile& file) {
  BOUCLIER_TRY(vault::SealedReader sealed, tables.OpenSealed(file.sealed));
  BOUCLIER_TRY_VOID(sealed.ReadAll([](ByteView) { return Result<void>(); }));
  BOUCLIER_TRY(const auto rows, tables.Scan(file, {{"person"}, {}, {}}));
  while (true) {
    BOUCLIER_TRY(const auto batch, vault::NextBatch(*rows));
    if (!batch) return {};
  }
}

}  // namespace

Result<SnapshotCheck> CheckSnapshot(const DeliveryParts& parts, const vault::PublishedSnapshot& published,
                                    size_t threads, const DeliveryControl& control) {
  const Json body(Json::Object{{"datasets", Json::Array{parts.tables->dataset().ToString()}}});
  BOUCLIER_TRY(
      const ports::LedgerReceipt receipt,
      parts.sink->RecordOne({ports::EntryClass::kAccess, vault::kIngestAction, parts.actor, body.Canonical()}));
  BOUCLIER_TRY(const auto first, parts.state->Read());
  BOUCLIER_TRY(const auto snapshot, vault::LoadSnapshot(*first, *parts.tables, published));
  SnapshotCheck check;
  DeliveryProgress progress{"check", 0, snapshot.files.size(), 0, 0};
  Mutex mutex;  // check, progress
  const auto look_at = [&](const vault::SnapshotTables& tables, const vault::TableFile& file) -> Result<void> {
    if (control.stop != nullptr && control.stop->load()) return Error(ErrorCode::kCancelled, "check tables: stopped");
    Result<void> sound = CheckFile(tables, file);
    if (!sound.ok() && sound.error().code != ErrorCode::kCorruption && sound.error().code != ErrorCode::kNotFound)
      return sound;
    const MutexLock lock(mutex);
    ++check.files;
    check.rows += file.rows;
    check.bytes += file.bytes;
    if (!sound.ok())
      check.findings.push_back({file.table, file.period, file.bucket, file.sealed.object, sound.error().message});
    progress.files_done = check.files;
    if (control.progress) control.progress(progress);
    return {};
  };
  const size_t workers = std::min(threads == 0 ? CoreCount() : threads, snapshot.files.size());
  std::atomic<size_t> next = 0;
  BOUCLIER_TRY_VOID(ParallelFor(workers, workers, [&](size_t) -> Result<void> {
    // A reader of the state serves one thread; opening reads the record of every file, so each thread opens once.
    BOUCLIER_TRY(const auto reader, parts.state->Read());
    BOUCLIER_TRY(const auto tables, vault::SnapshotTables::Open(receipt, vault::TableDoor::kIngest,
                                                                {reader.get(), parts.store, parts.tables}, published));
    for (size_t i = next++; i < snapshot.files.size(); i = next++) {
      if (auto looked = look_at(tables, snapshot.files[i]); !looked.ok()) {
        next = snapshot.files.size();
        return looked;
      }
    }
    return {};
  }));
  std::ranges::sort(check.findings, {}, [](const TableFinding& finding) {
    return std::tie(finding.table, finding.period, finding.bucket);
  });
  return check;
}

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
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
  BOUCLIER_TRY_VOID(ParallelFor(snapshot.files.size(), threads, [&](size_t i) -> Result<void> {
    if (control.stop != nullptr && control.stop->load()) return Error(ErrorCode::kCancelled, "check tables: stopped");
    const vault::TableFile& file = snapshot.files[i];
    BOUCLIER_TRY(const auto reader, parts.state->Read());
    BOUCLIER_TRY(const auto tables, vault::SnapshotTables::Open(receipt, vault::TableDoor::kIngest,
                                                                {reader.get(), parts.store, parts.tables}, published));
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
  }));
  return check;
}

}  // namespace bouclier::ingest

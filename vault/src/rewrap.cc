// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/host_move.h"
#include "stored_record.h"
#include "tables.h"
#include "upload_state.h"

namespace bouclier::vault {
namespace {

constexpr size_t kChunk = 4096;

struct Row {
  Bytes key, value;
};

// Up to kChunk rows behind `after` whose KEK version is older than the newest; `after` moves on. Empty: the end.
struct Chunk {
  std::vector<Row> rows;
  Bytes after;
  bool end = false;
};

Result<Chunk> NextRecords(ports::StateReader& reader, const DatasetKeys& keys, Bytes after) {
  Chunk chunk{{}, std::move(after), true};
  size_t seen = 0;
  BOUCLIER_TRY_VOID(reader.Scan(
      tables::kRecord, keys.dataset().bytes, Bytes(chunk.after),
      [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
        BOUCLIER_TRY(StoredRecord stored, DecodeStored(value));
        chunk.after = ToBytes(key);
        if (stored.record.kek_version != keys.newest_version()) {
          BOUCLIER_TRY(const SecretBytes* old_kek, keys.Version(stored.record.kek_version));
          BOUCLIER_TRY_VOID(Rewrap(stored.record, *old_kek, keys.newest(), keys.newest_version()));
          chunk.rows.push_back({ToBytes(key), EncodeStored(stored.record, stored.sealed_meta, stored.leaves)});
        }
        if (++seen < kChunk) return ports::ScanNext::kGoOn;
        chunk.end = false;
        return ports::ScanNext::kStop;
      }));
  return chunk;
}

Result<uint64_t> RewrapUploads(ports::StateTransaction& transaction, const DatasetKeys& keys) {
  std::vector<Row> rows;
  BOUCLIER_TRY_VOID(
      transaction.Scan(tables::kUpload, {}, {}, [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
        BOUCLIER_TRY(UploadRecord record, DecodeUploadRecord(value));
        if (record.dataset != keys.dataset() || record.kek_version == keys.newest_version())
          return ports::ScanNext::kGoOn;
        BOUCLIER_TRY(const SecretBytes* old_kek, keys.Version(record.kek_version));
        BOUCLIER_TRY(const SecretBytes dek, UnwrapUploadDek(record, *old_kek));
        record.kek_version = keys.newest_version();
        WrapUploadDek(record, dek, keys.newest());
        rows.push_back({ToBytes(key), EncodeUploadRecord(record)});
        return ports::ScanNext::kGoOn;
      }));
  for (const Row& row : rows) {
    BOUCLIER_TRY_VOID(transaction.Put(tables::kUpload, row.key, row.value));
  }
  return uint64_t{rows.size()};
}

// Whether any record or open upload is still under an older version.
Result<bool> UsesOlder(ports::StateReader& reader, DatasetId dataset, uint32_t newest) {
  bool older = false;
  BOUCLIER_TRY_VOID(
      reader.Scan(tables::kRecord, dataset.bytes, {}, [&](ByteView, ByteView value) -> Result<ports::ScanNext> {
        BOUCLIER_TRY(const StoredRecord stored, DecodeStored(value));
        older = stored.record.kek_version != newest;
        return older ? ports::ScanNext::kStop : ports::ScanNext::kGoOn;
      }));
  if (older) return true;
  BOUCLIER_TRY_VOID(reader.Scan(tables::kUpload, {}, {}, [&](ByteView, ByteView value) -> Result<ports::ScanNext> {
    BOUCLIER_TRY(const UploadRecord record, DecodeUploadRecord(value));
    older = record.dataset == dataset && record.kek_version != newest;
    return older ? ports::ScanNext::kStop : ports::ScanNext::kGoOn;
  }));
  return older;
}

}  // namespace

Result<RewrapReport> RewrapDataset(ports::StateStore& state, const DatasetKeys& keys) {
  RewrapReport report{0, keys.newest_version()};
  Bytes after;
  for (bool end = false; !end;) {
    BOUCLIER_TRY(const auto transaction, state.Begin());
    BOUCLIER_TRY(const Chunk chunk, NextRecords(*transaction, keys, std::move(after)));
    for (const Row& row : chunk.rows) {
      BOUCLIER_TRY_VOID(transaction->Put(tables::kRecord, row.key, row.value));
    }
    uint64_t uploads = 0;
    if (chunk.end) {
      BOUCLIER_TRY(uploads, RewrapUploads(*transaction, keys));
    }
    if (!chunk.rows.empty() || uploads != 0) {
      BOUCLIER_TRY_VOID(transaction->Commit());
    }
    report.records += chunk.rows.size();
    after = chunk.after;
    end = chunk.end;
  }
  return report;
}

Result<uint32_t> ForgetOldVersions(ports::StateTransaction& transaction, DatasetId dataset) {
  std::vector<Bytes> versions;
  BOUCLIER_TRY_VOID(
      transaction.Scan(tables::kKek, dataset.bytes, {}, [&](ByteView key, ByteView) -> Result<ports::ScanNext> {
        versions.push_back(ToBytes(key));
        return ports::ScanNext::kGoOn;
      }));
  if (versions.empty()) return Error(ErrorCode::kNotFound, "forget old keys: no such dataset in this vault");
  const uint32_t newest = static_cast<uint32_t>(LoadBe64(versions.back().data() + 16));
  BOUCLIER_TRY(const bool older, UsesOlder(transaction, dataset, newest));
  if (older)
    return Error(ErrorCode::kPrecondition, "forget old keys: a record is still under one",
                 "run the re-wrap to its end");
  versions.pop_back();
  for (const Bytes& version : versions) {
    BOUCLIER_TRY_VOID(transaction.Delete(tables::kKek, version));
  }
  return static_cast<uint32_t>(versions.size());
}

}  // namespace bouclier::vault

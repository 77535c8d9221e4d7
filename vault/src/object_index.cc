// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/object_index.h"

#include <algorithm>

#include "bouclier/vault/seal.h"
#include "stored_record.h"
#include "tables.h"

namespace bouclier::vault {
namespace {

Error Damaged() {
  return Error(ErrorCode::kCorruption, "read object index: a row is damaged", "restore the metadata database");
}

template <typename IdType>
Result<IdType> IdFromRow(ByteView row) {
  if (row.size() != 16) return Damaged();
  IdType id;
  std::copy(row.begin(), row.end(), id.bytes.begin());
  return id;
}

}  // namespace

Bytes EncodeStored(const KeyRecord& record, ByteView sealed_meta, const std::vector<Digest32>& leaves) {
  const Bytes encoded = EncodeKeyRecord(record);
  Bytes out;
  out.reserve(8 + encoded.size() + sealed_meta.size() + leaves.size() * 32);
  AppendSized(out, encoded);
  AppendSized(out, sealed_meta);
  for (const Digest32& leaf : leaves) Append(out, leaf);
  return out;
}

Result<StoredRecord> DecodeStored(ByteView row) {
  ByteReader reader(row);
  StoredRecord stored;
  BOUCLIER_TRY(const ByteView record, reader.Sized());
  BOUCLIER_TRY(stored.record, DecodeKeyRecord(record));
  BOUCLIER_TRY(const ByteView meta, reader.Sized());
  stored.sealed_meta = ToBytes(meta);
  if (reader.left() != LeafCount(stored.record.padded_length()) * 32) return Damaged();
  stored.leaves.resize(reader.left() / 32);
  for (Digest32& leaf : stored.leaves) {
    BOUCLIER_TRY(leaf, reader.Array<32>());
  }
  if (CiphertextRoot(stored.leaves) != stored.record.root) return Damaged();
  return stored;
}

Result<std::optional<ObjectId>> ObjectIndex::FindByName(const DatasetKeys& keys, std::string_view name,
                                                        std::string_view snapshot) {
  Bytes key = tables::Key(keys.dataset());
  Append(key, keys.NameTag(name, snapshot));
  BOUCLIER_TRY(const std::optional<Bytes> row, reader_.Get(tables::kName, key));
  if (!row) return std::optional<ObjectId>();
  BOUCLIER_TRY(const ObjectId object, IdFromRow<ObjectId>(*row));
  return std::optional<ObjectId>(object);
}

Result<std::optional<DatasetId>> ObjectIndex::DatasetOf(ObjectId object) {
  BOUCLIER_TRY(const std::optional<Bytes> row, reader_.Get(tables::kObject, object.bytes));
  if (!row) return std::optional<DatasetId>();
  BOUCLIER_TRY(const DatasetId dataset, IdFromRow<DatasetId>(*row));
  return std::optional<DatasetId>(dataset);
}

Result<std::vector<uint64_t>> ObjectIndex::GenerationsOf(ObjectId object) {
  std::vector<uint64_t> generations;
  BOUCLIER_TRY(const std::optional<DatasetId> dataset, DatasetOf(object));
  if (!dataset) return generations;
  BOUCLIER_TRY_VOID(reader_.Scan(tables::kRecord, tables::RecordKey(*dataset, object), {},
                                 [&](ByteView key, ByteView) -> Result<ports::ScanNext> {
                                   if (key.size() != 40) return Damaged();
                                   generations.push_back(LoadBe64(key.data() + 32));
                                   return ports::ScanNext::kGoOn;
                                 }));
  return generations;
}

Result<std::optional<StoredRecord>> ObjectIndex::Newest(ObjectId object) {
  BOUCLIER_TRY(const std::vector<uint64_t> generations, GenerationsOf(object));
  if (generations.empty()) return std::optional<StoredRecord>();
  return Generation(object, generations.back());
}

Result<std::optional<StoredRecord>> ObjectIndex::Generation(ObjectId object, uint64_t generation) {
  BOUCLIER_TRY(const std::optional<DatasetId> dataset, DatasetOf(object));
  if (!dataset) return std::optional<StoredRecord>();
  BOUCLIER_TRY(const std::optional<Bytes> row,
               reader_.Get(tables::kRecord, tables::RecordKey(*dataset, object, generation)));
  if (!row) return std::optional<StoredRecord>();
  BOUCLIER_TRY(StoredRecord stored, DecodeStored(*row));
  if (stored.record.id.object != object || stored.record.id.generation != generation ||
      stored.record.dataset != *dataset)
    return Damaged();
  return std::optional<StoredRecord>(std::move(stored));
}

Result<void> ObjectIndex::ForEach(DatasetId dataset, Generations which, const RecordVisitor& visit) {
  // Generations of one object follow one another in key order: the newest is the last before another object begins.
  std::optional<StoredRecord> held;
  BOUCLIER_TRY_VOID(
      reader_.Scan(tables::kRecord, dataset.bytes, {}, [&](ByteView, ByteView value) -> Result<ports::ScanNext> {
        BOUCLIER_TRY(StoredRecord stored, DecodeStored(value));
        if (held && (which == Generations::kAll || held->record.id.object != stored.record.id.object)) {
          BOUCLIER_TRY_VOID(visit(*held));
        }
        held = std::move(stored);
        return ports::ScanNext::kGoOn;
      }));
  return held ? visit(*held) : Result<void>();
}

Result<std::vector<DatasetId>> ObjectIndex::Datasets() {
  std::vector<DatasetId> datasets;
  BOUCLIER_TRY_VOID(reader_.Scan(tables::kDataset, {}, {}, [&](ByteView key, ByteView) -> Result<ports::ScanNext> {
    BOUCLIER_TRY(const DatasetId dataset, IdFromRow<DatasetId>(key));
    datasets.push_back(dataset);
    return ports::ScanNext::kGoOn;
  }));
  return datasets;
}

Result<void> ObjectIndex::List(const DatasetKeys& keys, Generations which, const MetaVisitor& visit) {
  return ForEach(keys.dataset(), which, [&](const StoredRecord& stored) -> Result<void> {
    BOUCLIER_TRY(const ObjectMeta meta, UnsealMeta(stored, keys));
    return visit(stored.record, meta);
  });
}

Result<ObjectMeta> UnsealMeta(const StoredRecord& stored, const DatasetKeys& keys) {
  BOUCLIER_TRY(const SecretBytes* kek, keys.Version(stored.record.kek_version));
  BOUCLIER_TRY(const SecretBytes dek, UnwrapDek(stored.record, *kek));
  return OpenMeta(stored.sealed_meta, stored.record.id, dek);
}

}  // namespace bouclier::vault

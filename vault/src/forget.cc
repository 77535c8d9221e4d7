// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/forget.h"

#include "bouclier/vault/object_index.h"
#include "tables.h"

namespace bouclier::vault {

Result<std::vector<std::string>> ForgetObjects(ports::StateTransaction& transaction, const DatasetKeys& keys,
                                               const std::vector<ObjectId>& objects) {
  std::vector<std::string> bodies;
  ObjectIndex index(transaction);
  for (const ObjectId& object : objects) {
    BOUCLIER_TRY(const std::optional<DatasetId> dataset, index.DatasetOf(object));
    if (!dataset || *dataset != keys.dataset()) continue;
    BOUCLIER_TRY(const std::vector<uint64_t> generations, index.GenerationsOf(object));
    for (const uint64_t generation : generations) {
      BOUCLIER_TRY(const std::optional<StoredRecord> stored, index.Generation(object, generation));
      if (!stored) continue;
      BOUCLIER_TRY(const ObjectMeta meta, UnsealMeta(*stored, keys));
      Bytes name = tables::Key(keys.dataset());
      Append(name, keys.NameTag(meta.name, meta.snapshot));
      BOUCLIER_TRY_VOID(transaction.Delete(tables::kName, name));
      BOUCLIER_TRY_VOID(transaction.Delete(tables::kRecord, tables::RecordKey(keys.dataset(), object, generation)));
      for (size_t piece = 0; piece < stored->record.pieces.size(); ++piece)
        bodies.push_back(PieceKey(stored->record.id, piece, stored->record.pieces.size()));
    }
    BOUCLIER_TRY_VOID(transaction.Delete(tables::kObject, object.bytes));
  }
  return bodies;
}

}  // namespace bouclier::vault

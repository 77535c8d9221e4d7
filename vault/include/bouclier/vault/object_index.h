// SPDX-License-Identifier: Apache-2.0
// Finds and lists committed objects. In the database names are HMAC tags; a listing unseals each object's metadata.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"
#include "bouclier/vault/key_record.h"
#include "bouclier/vault/object_meta.h"

namespace bouclier::vault {

struct StoredRecord {
  KeyRecord record;
  Bytes sealed_meta;
  std::vector<Digest32> leaves;
};
enum class Generations { kNewest, kAll };
using RecordVisitor = std::function<Result<void>(const StoredRecord&)>;
using MetaVisitor = std::function<Result<void>(const KeyRecord&, const ObjectMeta&)>;

// Without keys: what the host check, the sweep and a host move need.
class ObjectIndex {
 public:
  explicit ObjectIndex(ports::StateReader& reader) : reader_(reader) {}
  // **Errors:** corruption (a damaged row is refused, never half-read). Absent: nullopt.
  Result<std::optional<ObjectId>> FindByName(const DatasetKeys& keys, std::string_view name,
                                             std::string_view snapshot = "");
  Result<std::optional<DatasetId>> DatasetOf(ObjectId object);
  Result<std::optional<StoredRecord>> Newest(ObjectId object);
  Result<std::optional<StoredRecord>> Generation(ObjectId object, uint64_t generation);
  Result<std::vector<uint64_t>> GenerationsOf(ObjectId object);  // ascending
  Result<void> ForEach(DatasetId dataset, Generations which, const RecordVisitor& visit);
  Result<std::vector<DatasetId>> Datasets();  // with keys in this vault
  // Unseals every metadata blob of a dataset.
  Result<void> List(const DatasetKeys& keys, Generations which, const MetaVisitor& visit);

 private:
  ports::StateReader& reader_;
};

// **Errors:** corruption.
Result<ObjectMeta> UnsealMeta(const StoredRecord& stored, const DatasetKeys& keys);

}  // namespace bouclier::vault

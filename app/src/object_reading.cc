// SPDX-License-Identifier: Apache-2.0
#include "object_reading.h"

#include "streamed_file.h"

namespace bouclier::app {

using crypto::Json;

Json::Object FoundObject::Body() const {
  return {
      {"dataset", dataset.ToString()}, {"object", record.id.object.ToString()}, {"generation", record.id.generation}};
}

Result<FoundObject> FindObject(Hub& hub, DatasetId dataset, const ObjectName& object) {
  const Error absent(ErrorCode::kNotFound, "find object: there is none of that name in the dataset",
                     "see: bouclier object list " + object.dataset);
  BOUCLIER_TRY(vault::DatasetKeysPtr keys, hub.Keys(dataset));
  BOUCLIER_TRY(const auto reader, hub.state().Read());
  vault::ObjectIndex index(*reader);
  BOUCLIER_TRY(const std::optional<ObjectId> id, index.FindByName(*keys, object.name));
  if (!id) return absent;
  BOUCLIER_TRY(std::optional<vault::StoredRecord> stored,
               object.generation == 0 ? index.Newest(*id) : index.Generation(*id, object.generation));
  if (!stored || stored->record.dataset != dataset) return absent;
  return FoundObject{dataset, std::move(keys), std::move(stored->record)};
}

vault::ReadRequest RequestOf(const FoundObject& found, ports::StateReader& reader, ports::ObjectStore& host) {
  vault::ReadRequest request;
  request.state = &reader;
  request.store = &host;
  request.keys = found.keys;
  request.object = found.record.id.object;
  request.generation = found.record.id.generation;
  return request;
}

Result<void> WriteReceiptFile(const std::optional<std::filesystem::path>& path, const ports::LedgerReceipt& receipt) {
  return path ? WriteTextFile(*path, receipt.text()) : Result<void>();
}

Result<void> RecordEnd(Hub& hub, ports::EntryClass entry_class, const std::string& verb, uint64_t actor,
                       const ports::LedgerReceipt& intent, Result<void> end) {
  Json::Object body{{"intent", intent.index()}};
  if (!end.ok()) body["code"] = ErrorCodeName(end.error().code);
  const auto receipt = hub.Record(entry_class, verb + (end.ok() ? ".done" : ".failed"), actor, std::move(body));
  if (end.ok() && !receipt.ok()) return receipt.error();
  return end;
}

}  // namespace bouclier::app

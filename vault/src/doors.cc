// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/doors.h"

#include <algorithm>

#include "bouclier/crypto/json.h"
#include "bouclier/vault/table_snapshot.h"

namespace bouclier::vault {
namespace {

using crypto::Json;

Error NotThis() {
  return Error(ErrorCode::kDenied, "open object: the ledger receipt is not about opening this object");
}

bool ListsDataset(const Json& body, const std::string& dataset) {
  if (body.Says("dataset", dataset)) return true;
  const Json* list = body.Find("datasets");
  if (list == nullptr || list->if_array() == nullptr) return false;
  return std::any_of(list->if_array()->begin(), list->if_array()->end(),
                     [&](const Json& item) { return item.if_string() != nullptr && *item.if_string() == dataset; });
}

// The body of the entry the receipt proves; denied when its action is another.
Result<Json> BodyOf(const ports::LedgerReceipt& receipt, std::string_view action) {
  const auto entry = Json::ParseCanonical(AsText(receipt.entry()));
  if (receipt.action() != action || !entry.ok() || !entry->Says("action", action)) return NotThis();
  auto body = entry->Get("body");
  if (!body.ok() || body->if_object() == nullptr) return NotThis();
  return body;
}

}  // namespace

class ReadDoor {
 public:
  static Result<SealedReader> OpenDatasetWide(const ports::LedgerReceipt& receipt, std::string_view action,
                                              const ReadRequest& request) {
    BOUCLIER_TRY(const Json body, BodyOf(receipt, action));
    if (!ListsDataset(body, request.keys->dataset().ToString())) return NotThis();
    BOUCLIER_TRY(StoredRecord stored, Find(request));
    return Open(std::move(stored), request);
  }

  static Result<SealedReader> OpenOne(const ports::LedgerReceipt& receipt, std::string_view action,
                                      const ReadRequest& request) {
    BOUCLIER_TRY(const Json body, BodyOf(receipt, action));
    if (!body.Says("dataset", request.keys->dataset().ToString()) || !body.Says("object", request.object.ToString()))
      return NotThis();
    BOUCLIER_TRY(StoredRecord stored, Find(request));
    const auto generation = body.GetCount("generation");
    if (!generation.ok() || *generation != stored.record.id.generation) return NotThis();
    return Open(std::move(stored), request);
  }

 private:
  static Result<StoredRecord> Find(const ReadRequest& request) {
    ObjectIndex index(*request.state);
    BOUCLIER_TRY(std::optional<StoredRecord> stored, request.generation == 0
                                                         ? index.Newest(request.object)
                                                         : index.Generation(request.object, request.generation));
    // What lies in another dataset does not exist for the holder of this one's keys.
    if (!stored || stored->record.dataset != request.keys->dataset())
      return Error(ErrorCode::kNotFound, "open object: no such object");
    if (request.record && RecordDigest(stored->record) != *request.record)
      return Error(ErrorCode::kCorruption, "open object: its key record is not the one the snapshot names",
                   "restore the metadata database");
    return std::move(*stored);
  }

  static Result<SealedReader> Open(StoredRecord stored, const ReadRequest& request) {
    BOUCLIER_TRY(const SecretBytes* kek, request.keys->Version(stored.record.kek_version));
    BOUCLIER_TRY(const SecretBytes dek, UnwrapDek(stored.record, *kek));
    BOUCLIER_TRY(ObjectMeta meta, OpenMeta(stored.sealed_meta, stored.record.id, dek));
    return SealedReader(std::move(stored), std::move(meta), dek, *request.store);
  }
};

Result<SealedReader> OpenForMigrationOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request) {
  return ReadDoor::OpenDatasetWide(receipt, kMigrationVerifyAction, request);
}

Result<SealedReader> OpenForStewardOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request) {
  return ReadDoor::OpenOne(receipt, kObjectGetAction, request);
}

Result<SealedReader> OpenForExportOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request) {
  return ReadDoor::OpenOne(receipt, kObjectExportAction, request);
}

Result<SealedReader> OpenForIngestOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request) {
  return ReadDoor::OpenDatasetWide(receipt, kIngestAction, request);
}

Result<SealedReader> OpenForProvisionOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request) {
  return ReadDoor::OpenDatasetWide(receipt, kProvisionAction, request);
}

Result<SealedReader> OpenForProjectOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request) {
  return ReadDoor::OpenDatasetWide(receipt, kExtractAction, request);
}

Result<SealedReader> OpenForProjectExportOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request) {
  return ReadDoor::OpenDatasetWide(receipt, kProjectExportAction, request);
}

}  // namespace bouclier::vault

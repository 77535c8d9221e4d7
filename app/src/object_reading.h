// SPDX-License-Identifier: Apache-2.0
// What the loud doors share: find the object, record the intent, record the end.
#pragma once

#include "admission.h"
#include "bouclier/app/objects.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/object_index.h"

namespace bouclier::app {

struct FoundObject {
  DatasetId dataset;
  vault::DatasetKeysPtr keys;
  vault::KeyRecord record;
  crypto::Json::Object Body() const;  // dataset, object, generation: what an intent says of it
};
// **Errors:** not_found.
Result<FoundObject> FindObject(Hub& hub, DatasetId dataset, const ObjectName& object);

vault::ReadRequest RequestOf(const FoundObject& found, ports::StateReader& reader, ports::ObjectStore& host);

// Nothing when no path was given.
Result<void> WriteReceiptFile(const std::optional<std::filesystem::path>& path, const ports::LedgerReceipt& receipt);

// `<verb>.done`, or `<verb>.failed` with the code; returns `end`, or the error of recording it.
Result<void> RecordEnd(Hub& hub, ports::EntryClass entry_class, const std::string& verb, uint64_t actor,
                       const ports::LedgerReceipt& intent, Result<void> end);

}  // namespace bouclier::app

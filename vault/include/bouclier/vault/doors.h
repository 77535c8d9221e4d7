// SPDX-License-Identifier: Apache-2.0
// The loud doors: the only ways to plaintext. Each demands a receipt whose ledger entry is the intent to open exactly
// this.
// **Ledger:** the caller recorded the intent; the receipt is the proof. **Errors:** denied (the receipt is about
// something else), not_found (no such object), corruption.
#pragma once

#include <optional>

#include "bouclier/ports/audit.h"
#include "bouclier/vault/sealed_reader.h"

namespace bouclier::vault {

constexpr const char* kMigrationVerifyAction =
    "migrate.verify.intent";                                   // body: `datasets` (array of hex ids) or `dataset`
constexpr const char* kObjectGetAction = "object.get.intent";  // body: `dataset`, `object`, `generation`
constexpr const char* kObjectExportAction =
    "object.export.intent";                                  // body: `dataset`, `object`, `generation`, `recipients`
constexpr const char* kIngestAction = "ingest.open.intent";  // body: `datasets`: raw ones and the base's own
constexpr const char* kProvisionAction =
    "provision.open.intent";  // body: `dataset` of the tables, `snapshot`, `permit`, `permit_version`
constexpr const char* kExtractAction = "extract.open.intent";  // body: `dataset` of the project
constexpr const char* kProjectExportAction =
    "project.export.intent";  // body: `dataset` of the project, `snapshot`, `recipients`

struct ReadRequest {
  ports::StateReader* state = nullptr;
  ports::ObjectStore* store = nullptr;
  DatasetKeysPtr keys;
  ObjectId object;
  uint64_t generation = 0;         // 0: the newest; a steward's or export receipt names the one opened
  std::optional<Digest32> record;  // what the record must be, as a snapshot names it (RecordDigest)
};

// For migrate to re-read what it wrote. One receipt covers whole datasets.
Result<SealedReader> OpenForMigrationOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request);
// For the steward's `object get`. One receipt, one generation of one object.
Result<SealedReader> OpenForStewardOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request);
// For `object export` to named Crypt4GH keys.
Result<SealedReader> OpenForExportOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request);

// For ingest: raw files, the crosswalk, tables of an earlier snapshot. One receipt covers the datasets it names.
Result<SealedReader> OpenForIngestOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request);
// For provision: table files and the crosswalk of one base, under a permit.
Result<SealedReader> OpenForProvisionOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request);
// For the project space: files of the extract.
Result<SealedReader> OpenForProjectOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request);
// For `project export` to named Crypt4GH keys.
Result<SealedReader> OpenForProjectExportOnly(const ports::LedgerReceipt& receipt, const ReadRequest& request);

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
// Whoever holds a record and its key still opens nothing without a door.
// expect: SealedReader::SealedReader\(.*is private
#include <utility>

#include "bouclier/vault/doors.h"

using namespace bouclier;

#ifdef BOUCLIER_BAD
vault::SealedReader Bypass(vault::StoredRecord stored, vault::ObjectMeta meta, const SecretBytes& dek,
                           ports::ObjectStore& store) {
  return vault::SealedReader(std::move(stored), std::move(meta), dek, store);
}
#endif

Result<vault::SealedReader> Use(const ports::LedgerReceipt& receipt, const vault::ReadRequest& request) {
  return vault::OpenForMigrationOnly(receipt, request);
}

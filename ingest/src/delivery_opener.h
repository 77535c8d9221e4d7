// SPDX-License-Identifier: Apache-2.0
// The one door through which a delivery opens what is sealed: raw files, the crosswalk before, reports, quarantine.
#pragma once

#include <optional>
#include <vector>

#include "bouclier/ingest/delivery.h"
#include "bouclier/vault/sealed_reader.h"

namespace bouclier::ingest {

class Opener {
 public:
  // **Ledger:** ingest.open.intent, with the base's datasets.
  static Result<Opener> Make(const DeliveryParts& parts);
  Result<vault::SealedReader> Open(DatasetId dataset, const vault::SealedRef& sealed) const;
  Result<Bytes> ReadWhole(DatasetId dataset, const vault::SealedRef& sealed) const;

 private:
  Opener(const DeliveryParts& parts, std::vector<vault::DatasetKeysPtr> keys, ports::LedgerReceipt receipt)
      : parts_(parts), keys_(std::move(keys)), receipt_(std::move(receipt)) {}
  const DeliveryParts& parts_;
  std::vector<vault::DatasetKeysPtr> keys_;
  ports::LedgerReceipt receipt_;
};

// The newest snapshot in force, if there is one; the number that the next one gets.
Result<std::optional<vault::TableSnapshot>> NewestOf(const DeliveryParts& parts, uint64_t& next);

}  // namespace bouclier::ingest

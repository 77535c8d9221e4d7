// SPDX-License-Identifier: Apache-2.0
// One file of a delivery: what it is and where its sealed bytes are. Plain data.
#pragma once

#include <functional>
#include <string>

#include "bouclier/catalog/file_name.h"
#include "bouclier/vault/sealed_reader.h"
#include "bouclier/vault/table_snapshot.h"

namespace bouclier::ingest {

struct DeliveredFile {
  std::string name;  // of the object: the deliverer's words, untrusted
  DatasetId dataset;
  vault::SealedRef sealed;
  uint64_t bytes = 0;
  const catalog::Table* table = nullptr;  // of the tables that the hub knows
  catalog::FilePeriod period;
};

// YYYYMM, YYYY or empty.
std::string PeriodText(catalog::FilePeriod period);

// Gives a file's plaintext, whole and in order. What came is believed only when it returned ok.
using ReadFile = std::function<Result<void>(const DeliveredFile&, const vault::PlaintextSink&)>;

}  // namespace bouclier::ingest

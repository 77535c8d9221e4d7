// SPDX-License-Identifier: Apache-2.0
// Which of the sealed files are files of which table, and which are not taken and why.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bouclier/ingest/delivery.h"
#include "delivered_file.h"

namespace bouclier::ingest {

struct DeliveredFiles {
  std::vector<DeliveredFile> taken;  // by period, table
  std::vector<FileReport> others;
  std::map<std::string, Digest32> Periods() const;  // digest of the taken files of each
};

// Reasons: not_a_table · unsupported · same_period_twice. **Errors:** those of the database; corruption.
Result<DeliveredFiles> ListDelivered(ports::StateReader& reader, const std::vector<vault::DatasetKeysPtr>& raw);

}  // namespace bouclier::ingest

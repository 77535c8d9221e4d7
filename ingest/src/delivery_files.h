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
  // Of each a digest of the taken files, and of what tables they are taken for where these are not built in: another
  // load of the catalogue makes such a period anew.
  std::map<std::string, Digest32> Periods() const;
};

// Reasons: not_a_table · period_missing · unsupported · same_period_twice. **Errors:** those of the database;
// corruption.
Result<DeliveredFiles> ListDelivered(ports::StateReader& reader, const DeliveryParts& parts);

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
// Reading back what was recorded: start-up does it to finish or abandon what a stop left between intent and outcome.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/result.h"

namespace bouclier::ports {

struct LoggedEntry {
  uint64_t index = 0;
  std::string action;
  std::string body;  // canonical JSON, as in AuditEntry
  Bytes entry;       // the whole canonical entry
};

class AuditTrail {
 public:
  virtual ~AuditTrail() = default;
  virtual Result<uint64_t> Size() = 0;
  // At most `count` entries from `from`, in order; fewer at the end. **Errors:** corruption, unavailable.
  virtual Result<std::vector<LoggedEntry>> Read(uint64_t from, uint64_t count) = 0;
};

}  // namespace bouclier::ports

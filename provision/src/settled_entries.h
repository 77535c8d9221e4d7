// SPDX-License-Identifier: Apache-2.0
// The ledger's entries of one kind of change, each with its outcome: what was done, in order, and what is open.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/time.h"
#include "bouclier/crypto/json.h"
#include "bouclier/ports/audit_trail.h"

namespace bouclier::provision {

struct ChangeEntry {
  std::string change;  // of `permit.issue.intent`: issue
  uint64_t index = 0;  // of the intent
  uint64_t actor = 0;
  TimePoint time{};
  crypto::Json body;
};

struct ChangeEntries {
  std::vector<ChangeEntry> done;  // in the order in which they were
  std::vector<ChangeEntry> open;  // an intent, and no outcome yet
};

// Intents `<prefix><change>.intent` of that class, written by the commit order. **Errors:** corruption, those of the
// ledger. **Cost:** reads the whole ledger.
Result<ChangeEntries> ReadChanges(ports::AuditTrail& trail, std::string_view prefix, std::string_view entry_class);

Error LedgerMalformed(const std::string& cause, uint64_t index);

}  // namespace bouclier::provision

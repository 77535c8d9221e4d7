// SPDX-License-Identifier: Apache-2.0
// What the ledger says of each permit: the chain of its entries, from its first issue on. The database only keeps
// texts; whether a permit is in force, suspended or revoked is what its chain says. docs/formats/permit.md.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/policy/permit_decision.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::provision {

// One entry that counts: its intent is in the ledger, and so is the outcome `done`.
struct PermitEvent {
  std::string change;  // issue, suspend, resume, revoke
  uint64_t step = 0;   // place in the permit's chain
  uint64_t version = 0;
  uint64_t entry = 0;  // index of the intent
  uint64_t actor = 0;
  TimePoint time{};
  std::string reason;    // of a suspension, resumption or revocation
  std::string digest;    // of an issue: SHA-256(salt ‖ signed text), hex
  uint64_t changes = 0;  // of an issue: changes of the directory of actors
};

struct PermitChain {
  std::vector<PermitEvent> events;
  bool unsettled = false;  // an intent without outcome: whoever changes a permit next settles it first
  // While unsettled, what stops access counts already and what opens it does not yet.
  policy::Standing standing = policy::Standing::kInForce;

  const PermitEvent& last() const { return events.back(); }
  const PermitEvent& issue() const;  // of the newest version
  policy::PermitLife Life() const { return {standing, issue().time, last().time}; }
};

struct PermitChains {
  std::map<std::string, PermitChain, std::less<>> issued;  // by permit id
  std::set<std::string, std::less<>> opening;              // whose first issue has no outcome yet
};

// `mark_key`: a key of the hub that seals, in the database, how far the
// ledger was read; null: all of it is read. **Errors:** corruption: an entry that cannot be read, a gap, a change that
// cannot follow the one before, a ledger shorter or of another history than the mark.
Result<PermitChains> ReadPermitChains(ports::AuditTrail& trail, ports::StateStore& state, const SecretBytes* mark_key);

}  // namespace bouclier::provision

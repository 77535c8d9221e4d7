// SPDX-License-Identifier: Apache-2.0
// The ledger's entries of one kind of change, each with its outcome: what was done, in order, and what is open. A mark
// in the database spares reading the whole ledger each time. It is sealed by a key of the hub: whoever edits it loses
// it, and one put back to an older day only makes the next reading longer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/base/time.h"
#include "bouclier/crypto/json.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::vault {

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

struct ChangeLog {
  ports::AuditTrail& trail;
  ports::StateStore& state;
  const SecretBytes* mark_key;  // null: no marks, the whole ledger is read
};
constexpr std::string_view kMarkTable = "vault.mark";  // prefix → MAC(32) ‖ mark
constexpr uint64_t kMarkEvery = 4096;                  // entries read beyond a mark before the next one is written

// Intents `<prefix><change>.intent` of that class, written by the commit order. **Errors:** corruption: an entry is
// malformed, or the ledger is shorter than the mark, or of another history; those of the ledger. **Cost:** the entries
// beyond the mark, and one each of the changes before it.
Result<ChangeEntries> ReadChanges(const ChangeLog& log, std::string_view prefix, std::string_view entry_class);

Error LedgerMalformed(const std::string& cause, uint64_t index);

// Plays a log over again: `done` for each change that was done, in order, then `open` for each without an outcome, both
// with what `parse` makes of its entry. **Errors:** corruption where `parse` fails; those of `done`.
template <typename Parse, typename Done, typename Open>
Result<void> Replay(const ChangeEntries& changes, const Parse& parse, const Done& done, const Open& open) {
  for (const ChangeEntry& entry : changes.done) {
    auto read = parse(entry);
    if (!read.ok()) return LedgerMalformed("an entry is malformed", entry.index);
    BOUCLIER_TRY_VOID(done(std::move(read).value()));
  }
  for (const ChangeEntry& entry : changes.open) {
    const auto read = parse(entry);
    if (!read.ok()) return LedgerMalformed("an entry is malformed", entry.index);
    open(*read);
  }
  return {};
}

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
// A receipt says that an entry is in the ledger: only a ledger can say so.
// expect: Passkey::Passkey\(\).* is private
#include "bouclier/ports/audit.h"

using namespace bouclier;

Result<ports::LedgerReceipt> Use(ports::AuditSink& ledger, const ports::AuditEntry& entry) {
#ifdef BOUCLIER_BAD
  return ports::LedgerReceipt(ports::LedgerReceipt::Passkey{}, 0, "object.get.intent", {}, "");
#endif
  return ledger.RecordOne(entry);
}

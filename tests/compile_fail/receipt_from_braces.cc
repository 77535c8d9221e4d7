// SPDX-License-Identifier: Apache-2.0
// Empty braces do not stand for the passkey either.
// expect: (Passkey::Passkey\(\).* is private|no matching function for call to .*LedgerReceipt)
#include "bouclier/ports/audit.h"

using namespace bouclier;

Result<ports::LedgerReceipt> Use(ports::AuditSink& ledger, const ports::AuditEntry& entry) {
#ifdef BOUCLIER_BAD
  return ports::LedgerReceipt({}, 0, "object.get.intent", {}, "");
#endif
  return ledger.RecordOne(entry);
}

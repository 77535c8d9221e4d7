// SPDX-License-Identifier: Apache-2.0
// Who holds a ledger can have an entry recorded, not a receipt without one.
// expect: MakeReceipt\(.*is protected
#include "bouclier/ports/audit.h"

using namespace bouclier;

Result<ports::LedgerReceipt> Use(ports::AuditSink& ledger, const ports::AuditEntry& entry) {
#ifdef BOUCLIER_BAD
  return ledger.MakeReceipt(0, entry.action, {}, "");
#endif
  return ledger.RecordOne(entry);
}

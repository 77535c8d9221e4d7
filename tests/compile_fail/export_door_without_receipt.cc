// SPDX-License-Identifier: Apache-2.0
// Nothing is exported that is not in the ledger.
// expect: (too few arguments|invalid initialization of reference).*
#include "bouclier/vault/doors.h"

using namespace bouclier;

Result<vault::SealedReader> Use(const ports::LedgerReceipt& receipt, const vault::ReadRequest& request) {
#ifdef BOUCLIER_BAD
  return vault::OpenForExportOnly(request);
#endif
  return vault::OpenForExportOnly(receipt, request);
}

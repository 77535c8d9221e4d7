// SPDX-License-Identifier: Apache-2.0
// A query as it was asked: a salted digest in the ledger, its text sealed beside the extract. What asks to leave is
// named by the ledger's number of it (bouclier/airlock/recorded_query.h reads the entry).
#pragma once

#include <string>

#include "bouclier/airlock/recorded_query.h"
#include "bouclier/policy/permit.h"
#include "bouclier/ports/audit.h"
#include "bouclier/vault/dataset_keys.h"
#include "hub.h"

namespace bouclier::app {

// **Ledger:** extract.open.intent. The receipt opens that extract.
Result<ports::LedgerReceipt> RecordQuery(Hub& hub, const vault::DatasetKeys& keys, uint64_t actor,
                                         const policy::Permit& permit, uint64_t extract, const std::string& text);

struct QueryText {
  Bytes salt;
  std::string text;
};
// **Errors:** not_found: no text was kept; corruption: it is not the one that the ledger names.
Result<QueryText> ReadQueryText(Hub& hub, const vault::DatasetKeys& keys, const airlock::RecordedQuery& query);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// A query as it was asked: a salted digest in the ledger, its text sealed beside the extract. What asks to leave is
// named by the ledger's number of it.
#pragma once

#include <string>

#include "bouclier/ports/audit.h"
#include "bouclier/provision/permit_book.h"
#include "bouclier/vault/dataset_keys.h"
#include "hub.h"

namespace bouclier::app {

struct RecordedQuery {
  uint64_t index = 0;  // of its entry in the ledger
  uint64_t actor = 0;
  uint64_t extract = 0;
  std::string permit;
  uint64_t permit_version = 0;
  std::string text;
  Bytes salt;          // the certificate of a release says both, so that a stranger can compare
  std::string digest;  // as the entry has it: SHA-256(salt ‖ text), hex
};

// **Ledger:** extract.open.intent. The receipt opens that extract.
Result<ports::LedgerReceipt> RecordQuery(Hub& hub, const vault::DatasetKeys& keys, uint64_t actor,
                                         const policy::Permit& permit, uint64_t extract, const std::string& text);

// **Errors:** not_found: the entry of that number is no query of this project; corruption: its text is not the one that
// the ledger names.
Result<RecordedQuery> ReadRecordedQuery(Hub& hub, const vault::DatasetKeys& keys, uint64_t index);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// A query that somebody ran in the workspace, as the ledger recorded it. Only such a query can be submitted: never a
// text, never a file. Its text rests sealed beside the extract.
#pragma once

#include <string>
#include <string_view>

#include "bouclier/ports/audit_trail.h"

namespace bouclier::airlock {

constexpr std::string_view kQueryDoneAction = "workspace.sql.done";  // body: `intent`, the index of the query's entry

struct RecordedQuery {
  uint64_t entry = 0;
  uint64_t actor = 0;
  std::string project;
  uint64_t permit_version = 0, extract = 0;
  std::string digest;  // SHA-256(salt ‖ text), hex
};

// **Errors:** not_found: that entry is no query; precondition: the query did not run to its end; those of the ledger.
// **Cost:** the entries between the query and its outcome; all later ones when there is none.
Result<RecordedQuery> FindRecordedQuery(ports::AuditTrail& trail, uint64_t entry);

}  // namespace bouclier::airlock

// SPDX-License-Identifier: Apache-2.0
// Compares what the host holds with what the records say, without any key: bodies leaf by leaf, lengths, bodies no
// record names.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bouclier/ports/object_store.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/object_index.h"

namespace bouclier::vault {

enum class CheckDepth { kLengths, kLeaves };

struct CheckProgress {
  uint64_t objects_done = 0, objects = 0, bytes_done = 0, bytes = 0;
};
using CheckProgressFn = std::function<void(const CheckProgress&)>;

struct CheckFinding {
  AttemptId id;
  Error error{ErrorCode::kCorruption, ""};  // names the leaf or the length; no name of the object
};
struct CheckReport {
  uint64_t objects = 0, bytes = 0, leaves = 0;
  std::vector<CheckFinding> findings;  // empty: all bodies are as recorded
};
// Every generation of every dataset. **Errors:** those that stop the check as a whole (host down); damage is a finding.
Result<CheckReport> CheckBodies(ports::StateStore& state, ports::ObjectStore& store, CheckDepth depth, size_t threads,
                                const CheckProgressFn& progress);
// One body. **Errors:** corruption, not_found (the body is gone), those of the store.
Result<void> CheckBody(const StoredRecord& stored, ports::ObjectStore& store, CheckDepth depth);

enum class SweepMode { kList, kDelete };
struct SweepReport {
  uint64_t listed = 0, orphans = 0, orphan_bytes = 0, deleted = 0;
  uint64_t orphan_uploads = 0, aborted = 0;
  bool may_delete = true, may_abort = true, may_list_uploads = true;  // false: the host refused it for want of a right
  std::vector<std::string> keys;                                      // the first thousand orphans
};
// Bodies under `o/` that neither a record nor an open upload names, and multipart uploads nobody owns. Not beside a
// running job: a body whose commit is under way is not yet named.
Result<SweepReport> SweepOrphans(ports::StateStore& state, ports::ObjectStore& store, SweepMode mode,
                                 const CheckProgressFn& progress);

}  // namespace bouclier::vault

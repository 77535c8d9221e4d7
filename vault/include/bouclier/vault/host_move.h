// SPDX-License-Identifier: Apache-2.0
// Leaving a host with keys alone: bodies are copied as they are, checked leaf by leaf on the way, and records
// re-wrapped.
#pragma once

#include "bouclier/vault/check.h"
#include "bouclier/vault/dataset_keys.h"

namespace bouclier::vault {

struct MoveReport {
  uint64_t objects = 0, bytes = 0;        // at the new host when it ended
  uint64_t copied = 0, bytes_copied = 0;  // by this run
  std::vector<CheckFinding> findings;     // bodies the old host no longer holds as recorded: not copied
};
// Copies every recorded body. Resumable: a body already at the new host with the recorded length, and marked as copied
// by an earlier run of the same `job`, is left. Without keys. **Errors:** those of the stores and the database; damage
// is a finding.
Result<MoveReport> MoveBodies(ports::StateStore& state, ports::ObjectStore& from, ports::ObjectStore& to, JobId job,
                              size_t threads, const CheckProgressFn& progress);

struct RewrapReport {
  uint64_t records = 0;  // re-wrapped by this run
  uint32_t version = 0;  // now in use by all
};
// Re-wraps every record, open upload and the book key of the dataset from older KEK versions to the newest (after
// DatasetKeys::BeginRewrap), in transactions of some thousand records; resumable at any point. No token call.
Result<RewrapReport> RewrapDataset(ports::StateStore& state, const DatasetKeys& keys);
// Forgets the wraps of all versions but the newest, once no record uses them. **Errors:** precondition (a record still
// does).
Result<uint32_t> ForgetOldVersions(ports::StateTransaction& transaction, DatasetId dataset);

}  // namespace bouclier::vault

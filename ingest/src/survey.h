// SPDX-License-Identifier: Apache-2.0
// The first reading of a delivery: whether each file can be taken at all, how many rows it has, and all identifiers
// that stand in it. Values are not looked at yet but for beneficiaries, whose rows must be sound to make a person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/mutex.h"
#include "delivered_file.h"
#include "people.h"

namespace bouclier::ingest {

struct FileSurvey {
  uint64_t rows = 0;                          // readable or not
  std::vector<std::string> missing, unknown;  // columns; the latter are the file's own words
  std::optional<Error> refused;               // the whole file, and why; denied: an incident
  std::string suspicion;                      // of plain identities, refused for or not: columns and counts
};

class Survey {
 public:
  // Thread-safe. A file that cannot be taken is an answer, not an error. **Errors:** those of reading it.
  Result<FileSurvey> Take(const DeliveredFile& file, const ReadFile& read);
  // After the last file.
  Identified TakeIdentified() {
    const MutexLock lock(mutex_);
    return std::move(all_);
  }
  uint64_t memory() const;

 private:
  void Merge(const IdentitySet& keys, const std::vector<BeneficiaryRow>& rows);

  mutable Mutex mutex_;
  Identified all_ BOUCLIER_GUARDED_BY(mutex_);
};

}  // namespace bouclier::ingest

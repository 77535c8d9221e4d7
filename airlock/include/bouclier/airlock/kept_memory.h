// SPDX-License-Identifier: Apache-2.0
// The release memory of one base in the metadata database: a sealed row for each release, whose digest is in the
// release's entry of the ledger. docs/formats/release-memory.md.
#pragma once

#include <vector>

#include "bouclier/airlock/release_memory.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"

namespace bouclier::airlock {

// Writes the row; the caller commits it with the release, and puts what is returned into the release's entry.
// **Errors:** conflict (this release is remembered already), those of the store.
Result<Digest32> KeepRemembered(ports::StateTransaction& transaction, const vault::DatasetKeys& keys,
                                const Remembered& output);

// What the ledger says of a release.
struct KeptRelease {
  uint64_t release = 0;
  Digest32 digest{};
};

// Believes the ledger: a row that is missing, more, altered or another release's ends the reading.
class KeptMemory final : public ReleaseMemory {
 public:
  // The pointed-to things outlive it. `releases`: all of this base, by number.
  KeptMemory(ports::StateReader& reader, const vault::DatasetKeys& keys, std::vector<KeptRelease> releases)
      : reader_(reader), keys_(keys), releases_(std::move(releases)) {}
  Result<void> ForEach(const Visitor& visit) override;

 private:
  ports::StateReader& reader_;
  const vault::DatasetKeys& keys_;
  const std::vector<KeptRelease> releases_;
};

}  // namespace bouclier::airlock

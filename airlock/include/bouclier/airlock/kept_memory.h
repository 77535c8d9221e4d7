// SPDX-License-Identifier: Apache-2.0
// The release memory of one base in the metadata database: a sealed row for each release, whose digest is in the
// release's entry of the ledger. docs/formats/release-memory.md.
#pragma once

#include <vector>

#include "bouclier/airlock/release_memory.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"

namespace bouclier::airlock {

// What is remembered of a release, with its salt: its digest goes into the entry before the row is written.
class SaltedRemembered {
 public:
  explicit SaltedRemembered(const Remembered& output);
  uint64_t release() const { return release_; }
  const Bytes& bytes() const { return bytes_; }  // salt ‖ encoded
  Digest32 digest() const;

 private:
  uint64_t release_;
  Bytes bytes_;
};

// Writes the row in the transaction that commits the release. **Errors:** conflict (another release took this number),
// those of the store.
Result<void> KeepRemembered(ports::StateTransaction& transaction, const vault::DatasetKeys& keys,
                            const SaltedRemembered& output);

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

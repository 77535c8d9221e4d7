// SPDX-License-Identifier: Apache-2.0
// The release memory of one base in the metadata database: of each release a sealed row of prints, whose digest is in
// the release's entry of the ledger, and one of persons, whose digest is in the prints. docs/formats/release-memory.md.
#pragma once

#include <vector>

#include "bouclier/airlock/release_memory.h"
#include "bouclier/base/mutex.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"

namespace bouclier::airlock {

// What is remembered of a release, with its salt: its digest goes into the entry before the rows are written.
class SaltedRemembered {
 public:
  explicit SaltedRemembered(const Remembered& output);
  uint64_t release() const { return release_; }
  const Bytes& prints() const { return prints_; }  // salt ‖ encoded
  const Bytes& persons() const { return persons_; }
  Digest32 digest() const;

 private:
  uint64_t release_;
  Bytes prints_, persons_;
};

// Writes both rows in the transaction that commits the release. **Errors:** conflict (another release took this
// number), those of the store.
Result<void> KeepRemembered(ports::StateTransaction& transaction, const vault::DatasetKeys& keys,
                            const SaltedRemembered& output);

// What the ledger says of a release.
struct KeptRelease {
  uint64_t release = 0;
  Digest32 digest{};
};

// Names a state of the memory: the ledger says the same digests, so that anybody who reads it can compute this.
Digest32 DigestOf(const std::vector<KeptRelease>& releases);

// Believes the ledger: a row that is missing, more, altered or another release's ends the reading.
class KeptMemory final : public ReleaseMemory {
 public:
  // The pointed-to things outlive it. `releases`: all of this base, by number.
  KeptMemory(ports::StateReader& reader, const vault::DatasetKeys& keys, std::vector<KeptRelease> releases)
      : reader_(reader), keys_(keys), releases_(std::move(releases)) {}
  Result<void> ForEach(const Visitor& visit) override;
  Result<CellPersons> PersonsOf(const RememberedPrints& output) override;

 private:
  Result<std::optional<Bytes>> Get(std::string_view table, ByteView key);
  Result<RememberedPrints> Read(const KeptRelease& kept);

  Mutex mutex_;
  ports::StateReader& reader_ BOUCLIER_GUARDED_BY(mutex_);
  const vault::DatasetKeys& keys_;
  const std::vector<KeptRelease> releases_;
};

}  // namespace bouclier::airlock

// SPDX-License-Identifier: Apache-2.0
// The opened keys of one dataset: its KEK versions, and its book key (name index and manifest), which is itself wrapped
// under the newest KEK, so that a change of KEK re-wraps it and touches neither names nor manifest lines.
// docs/formats/kek-record.md is the wrap inside the tokens; docs/formats/key-record.md the use made of a KEK. Immutable
// once opened; thread-safe. **Secrets:** wiped on destruction.
#pragma once

#include <map>
#include <memory>

#include "bouclier/base/ids.h"
#include "bouclier/base/secret_bytes.h"
#include "bouclier/ports/key_wrapper.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::vault {

// What a KEK opens. Part of every wrap's context: a crosswalk's key is never opened as a table's.
enum class KeyDomain : uint8_t {
  kDataset = 1,    // objects, tables
  kCrosswalk = 2,  // source identifiers
  kProject = 3,    // a project's extract
  kPseudonym = 4,  // the hub's secret of project pseudonyms
  kRelease = 5,    // who is in what was released
};

class DatasetKeys {
 public:
  // First KEK version and book key of a dataset, in `transaction` (the caller commits). Two token calls.
  // **Errors:** conflict (it has keys already), and those of KeyWrapper.
  static Result<std::shared_ptr<const DatasetKeys>> Create(ports::StateTransaction& transaction,
                                                           ports::KeyWrapper& wrapper, DatasetId dataset,
                                                           KeyDomain domain = KeyDomain::kDataset);
  // Opens every KEK version still kept: two token calls each (one version, but during a re-wrap). **Errors:**
  // not_found, corruption, unavailable.
  static Result<std::shared_ptr<const DatasetKeys>> Open(ports::StateReader& reader, ports::KeyWrapper& wrapper,
                                                         DatasetId dataset);
  // Adds the next version; records are re-wrapped by RewrapDataset. An unfinished earlier re-wrap is taken up, not
  // doubled.
  static Result<std::shared_ptr<const DatasetKeys>> BeginRewrap(ports::StateTransaction& transaction,
                                                                ports::KeyWrapper& wrapper, DatasetId dataset);

  DatasetId dataset() const { return dataset_; }
  KeyDomain domain() const { return domain_; }
  KekId kek_id() const { return KekId{dataset_.bytes}; }  // a dataset's KEK has the dataset's id
  uint32_t newest_version() const { return keks_.rbegin()->first; }
  const SecretBytes& newest() const { return keks_.rbegin()->second; }
  std::vector<uint32_t> versions() const;
  // **Errors:** not_found (destroyed, or never there).
  Result<const SecretBytes*> Version(uint32_t version) const;
  // For object name, snapshot: HMAC under the name-index key derived from the book key.
  Digest32 NameTag(std::string_view name, std::string_view snapshot) const;
  const SecretBytes& manifest_key() const { return manifest_key_; }

 private:
  DatasetKeys() = default;
  friend class DatasetKeyBuilder;
  DatasetId dataset_;
  KeyDomain domain_ = KeyDomain::kDataset;
  std::map<uint32_t, SecretBytes> keks_;
  SecretBytes name_key_;
  SecretBytes manifest_key_;
};
using DatasetKeysPtr =
    std::shared_ptr<const DatasetKeys>;  // shared: jobs, readers and sessions of one dataset keep it alive

}  // namespace bouclier::vault

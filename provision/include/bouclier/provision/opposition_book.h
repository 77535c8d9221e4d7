// SPDX-License-Identifier: Apache-2.0
// The opposition lists of a hub, in versions: each sealed in the vault under its base's crosswalk keys, counted and
// bound by a salted digest in the ledger. Which version is the newest is what the ledger says. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "bouclier/base/time.h"
#include "bouclier/provision/opposition_list.h"
#include "bouclier/vault/commit.h"
#include "bouclier/vault/doors.h"
#include "bouclier/vault/upload.h"

namespace bouclier::provision {

struct OppositionVersion {
  std::string base, list;
  uint64_t version = 0, people = 0;
  std::string form;
  std::string digest;  // SHA-256(salt ‖ list in its one form), hex
  uint64_t entry = 0;  // index of the intent
  TimePoint time{};
};

struct OppositionRequest {
  std::string base, list;  // names: letters, digits, `_`, `.`, `-`
  uint64_t actor = 0;
};

class OppositionBook {
 public:
  // All outlive the book. `mark_key`: see ReadPermitChains.
  OppositionBook(ports::StateStore& state, ports::AuditTrail& trail, const SecretBytes* mark_key = nullptr)
      : state_(state), trail_(trail), mark_key_(mark_key) {}

  // The newest version of each list, by base and name.
  Result<std::vector<OppositionVersion>> Newest();
  // Seals the next version of a list; `target` holds the keys of the base's crosswalk. **Ledger:** opposition.load:
  // base, list, version, people, form, digest. **Errors:** invalid_argument (a name), conflict, those of the store.
  Result<vault::Committed> Load(vault::Committer& committer, const vault::UploadTarget& target,
                                const OppositionRequest& request, const OppositionList& list);
  // The newest version of a list, for an extract: `receipt` is of kProvisionAction and names the dataset of `keys`.
  // **Errors:** not_found; denied (the receipt is about something else); corruption: what is sealed is not what the
  // ledger says was loaded.
  Result<OppositionList> Read(const ports::LedgerReceipt& receipt, ports::ObjectStore& store,
                              const vault::DatasetKeysPtr& keys, const std::string& base, const std::string& list);

 private:
  ports::StateStore& state_;
  ports::AuditTrail& trail_;
  const SecretBytes* mark_key_;
};

}  // namespace bouclier::provision

// SPDX-License-Identifier: Apache-2.0
// A hub, opened: database, tokens, ledger, directory of actors, places. What every use-case stands on. Not thread-safe
// but for the ports it hands out. **Secrets:** the directory key, wiped on destruction; KEKs live in the keys it opens.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/app/actors.h"
#include "bouclier/app/config.h"
#include "bouclier/base/file.h"
#include "bouclier/keys/two_custodian_wrapper.h"
#include "bouclier/ledger/ledger.h"
#include "bouclier/ports/object_store.h"
#include "bouclier/state/sqlite_state_store.h"
#include "bouclier/vault/commit.h"
#include "bouclier/vault/dataset_keys.h"
#include "hub_record.h"
#include "places.h"
#include "system_clock.h"
#include "tokens.h"

namespace bouclier::app {

enum class Custodian : uint8_t { kA, kB };

class Hub {
 public:
  // **Errors:** precondition (no finished hub: `bouclier init`), those of tokens, database and ledger; unauthenticated:
  // the tokens are not those the hub was made with.
  static Result<std::unique_ptr<Hub>> Open(const Config& config);

  const Config& config() const { return config_; }
  const HubRecord& record() const { return record_; }
  const Places& places() const { return places_; }
  ports::StateStore& state() { return *state_; }
  ledger::Ledger& ledger() { return *ledger_; }
  keys::TwoCustodianWrapper& wrapper() { return *wrapper_; }
  ports::Clock& clock() { return clock_; }
  const SecretBytes& directory_key() const { return directory_key_; }
  const SecretBytes& mark_key() const { return mark_key_; }  // seals how far the ledger was read
  ports::Signer& signer(Custodian which) { return which == Custodian::kA ? *signer_a_ : *signer_b_; }
  ports::Signer& certificate_signer() { return *certificate_signer_; }  // Ed25519, of the hub's token
  vault::Committer committer() { return {*state_, *ledger_, *ledger_}; }

  Result<ActorDirectory> Directory();
  Result<vault::DatasetKeysPtr> Keys(DatasetId dataset);
  Result<vault::DatasetKeysPtr> InnerKeys(const std::string& name);
  Result<std::vector<vault::DatasetKeysPtr>> AllKeys();
  Result<std::unique_ptr<ports::ObjectStore>> CurrentHost() { return places_.OpenHost(record_.current_host); }
  // Reads the record anew: after a change of it.
  Result<void> Refresh();

  // One entry with that body. **Errors:** those of the ledger.
  Result<ports::LedgerReceipt> Record(ports::EntryClass entry_class, const std::string& action, uint64_t actor,
                                      crypto::Json::Object body);

  // The lock of jobs that change the hub, taken; whatever a stop left between intent and outcome is settled first.
  // **Errors:** conflict: another job runs.
  Result<FileLock> BeginJob();

 private:
  friend class HubMaker;
  Hub(const Config& config, Places places) : config_(config), places_(std::move(places)) {}

  Config config_;
  Places places_;
  SystemClock clock_;
  HubRecord record_;
  std::unique_ptr<state::SqliteStateStore> state_;
  std::unique_ptr<ports::Signer> signer_a_, signer_b_, ledger_signer_, certificate_signer_;
  std::unique_ptr<keys::TwoCustodianWrapper> wrapper_;
  std::unique_ptr<ledger::Ledger> ledger_;  // signs with ledger_signer_
  SecretBytes directory_key_, mark_key_;
};

ledger::LedgerOptions LedgerOptionsOf(const Config& config);
ports::KekContext DirectoryContext(const HubRecord& record);
// **Errors:** precondition: there is no hub in this folder.
Result<std::unique_ptr<state::SqliteStateStore>> OpenState(const Config& config);
// **Errors:** conflict: another job of this hub runs.
Result<FileLock> TakeJobLock(const Config& config);
// Of changes of permits, one at a time; taken after the job's lock where both are. **Errors:** as TakeJobLock.
Result<FileLock> TakePermitLock(const Config& config);
Error NoHubYet();

}  // namespace bouclier::app

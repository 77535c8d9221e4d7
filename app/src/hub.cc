// SPDX-License-Identifier: Apache-2.0
#include "hub.h"

#include "bouclier/crypto/hash.h"
#include "bouclier/vault/object_index.h"

namespace bouclier::app {

ledger::LedgerOptions LedgerOptionsOf(const Config& config) {
  return {config.LedgerFolder(), config.LedgerWriterFolder(), config.ledger_origin};
}

ports::KekContext DirectoryContext(const HubRecord& record) { return {"directory", record.hub_id, 1}; }

Error NoHubYet() {
  return Error(ErrorCode::kPrecondition, "open hub: there is no finished hub in its folder", "run: bouclier init",
               Retry::kAfterFix);
}

Result<std::unique_ptr<state::SqliteStateStore>> OpenState(const Config& config) {
  auto opened = state::SqliteStateStore::Open(config.StateFile());
  if (!opened.ok() && opened.error().code == ErrorCode::kNotFound) return NoHubYet();
  return opened;
}

Result<FileLock> TakeJobLock(const Config& config) {
  auto lock = FileLock::TakeNow(config.folder / "state" / "job.lock");
  if (!lock.ok() && lock.error().code == ErrorCode::kConflict)
    return Error(ErrorCode::kConflict, "begin job: another job of this hub runs",
                 "wait until it ended, then type this again", Retry::kBackoff);
  return lock;
}

Result<FileLock> TakePermitLock(const Config& config) {
  auto lock = FileLock::TakeNow(config.folder / "state" / "permits.lock");
  if (!lock.ok() && lock.error().code == ErrorCode::kConflict)
    return Error(ErrorCode::kConflict, "change permit: another change of a permit is under way",
                 "type this again in a moment", Retry::kBackoff);
  return lock;
}

class HubMaker {
 public:
  static Result<std::unique_ptr<Hub>> Make(const Config& config) {
    BOUCLIER_TRY(Places places, Places::Make(config));
    std::unique_ptr<Hub> hub(new Hub(config, std::move(places)));
    BOUCLIER_TRY(hub->state_, OpenState(config));
    BOUCLIER_TRY_VOID(hub->Refresh());
    if (!hub->record_.finished) return NoHubYet();
    BOUCLIER_TRY(Tokens tokens, OpenTokens(config));
    BOUCLIER_TRY(hub->signer_a_, keys::OpenSigner(tokens.custodian_a, keys::kCustodianSignKey));
    BOUCLIER_TRY(hub->signer_b_, keys::OpenSigner(tokens.custodian_b, keys::kCustodianSignKey));
    if (hub->signer_a_->public_key() != hub->record_.custodians.a ||
        hub->signer_b_->public_key() != hub->record_.custodians.b)
      return Error(ErrorCode::kUnauthenticated, "open hub: a custodian's token is not the one this hub was made with",
                   "check `tokens` in the configuration (label and serial)", Retry::kAfterFix);
    BOUCLIER_TRY(hub->ledger_signer_, keys::OpenSigner(tokens.hub, keys::kLedgerKey));
    BOUCLIER_TRY(hub->certificate_signer_, keys::OpenSigner(tokens.hub, keys::kCertificateKey));
    BOUCLIER_TRY(hub->wrapper_, keys::TwoCustodianWrapper::Make(tokens.custodian_a, tokens.custodian_b));
    BOUCLIER_TRY(hub->ledger_,
                 ledger::Ledger::Open(LedgerOptionsOf(config), *hub->ledger_signer_, hub->clock_, RealFileSystem()));
    if (ledger::FormatVkey(hub->ledger_->vkey()) != hub->record_.vkey)
      return Error(ErrorCode::kUnauthenticated, "open hub: the hub's token holds another ledger key",
                   "check `tokens.hub` in the configuration (label and serial)", Retry::kAfterFix);
    BOUCLIER_TRY_VOID(OpenDirectory(*hub));
    return hub;
  }

 private:
  static Result<void> OpenDirectory(Hub& hub) {
    BOUCLIER_TRY(const auto reader, hub.state_->Read());
    BOUCLIER_TRY(const std::optional<Bytes> kek, ReadHubRow(*reader, kDirectoryKekRow));
    if (!kek) return NoHubYet();
    BOUCLIER_TRY(hub.directory_key_, hub.wrapper_->Open(DirectoryContext(hub.record_), *kek));
    hub.mark_key_ = crypto::HkdfSha256(hub.directory_key_, {}, AsBytes("bouclier/ledger-marks/v1"), 32);
    return {};
  }
};

Result<std::unique_ptr<Hub>> Hub::Open(const Config& config) { return HubMaker::Make(config); }

Result<void> Hub::Refresh() {
  BOUCLIER_TRY(const auto reader, state_->Read());
  BOUCLIER_TRY(std::optional<HubRecord> record, ReadHubRecord(*reader));
  if (!record) return NoHubYet();
  record_ = std::move(*record);
  return {};
}

Result<ActorDirectory> Hub::Directory() {
  BOUCLIER_TRY(const auto reader, state_->Read());
  return ActorDirectory::Load(*reader, directory_key_, record_.custodians);
}

Result<vault::DatasetKeysPtr> Hub::Keys(DatasetId dataset) {
  BOUCLIER_TRY(const auto reader, state_->Read());
  return vault::DatasetKeys::Open(*reader, *wrapper_, dataset);
}

Result<vault::DatasetKeysPtr> Hub::InnerKeys(const std::string& name) {
  BOUCLIER_TRY(const DatasetId id, record_.Inner(name));
  return Keys(id);
}

Result<std::vector<vault::DatasetKeysPtr>> Hub::AllKeys() {
  std::vector<vault::DatasetKeysPtr> all;
  for (const auto& [name, id] : record_.datasets) {
    BOUCLIER_TRY(vault::DatasetKeysPtr keys, Keys(id));
    all.push_back(std::move(keys));
  }
  return all;
}

Result<ports::LedgerReceipt> Hub::Record(ports::EntryClass entry_class, const std::string& action, uint64_t actor,
                                         crypto::Json::Object body) {
  return ledger_->RecordOne({entry_class, action, actor, crypto::Json(std::move(body)).Canonical()});
}

Result<FileLock> Hub::BeginJob() {
  BOUCLIER_TRY(FileLock lock, TakeJobLock(config_));
  BOUCLIER_TRY(const vault::RecoveryReport settled, committer().Recover());
  static_cast<void>(settled);  // the ledger tells what was settled
  BOUCLIER_TRY_VOID(Refresh());
  return lock;
}

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// Each step looks first at what is there: the whole of it may be stopped anywhere and typed again.
#include <algorithm>

#include "bouclier/app/setup.h"
#include "bouclier/crypto/random.h"
#include "bouclier/crypto/signature.h"
#include "hub.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

std::vector<std::string> DatasetNames(const Config& config) {
  std::vector<std::string> names;
  for (const DatasetRule& rule : config.datasets)
    if (std::ranges::find(names, rule.name) == names.end()) names.push_back(rule.name);
  return names;
}

// The inner datasets of the configured bases, and the domain of their keys.
std::vector<std::pair<std::string, vault::KeyDomain>> InnerNames(const Config& config) {
  std::vector<std::pair<std::string, vault::KeyDomain>> names;
  for (const BaseConfig& base : config.bases) {
    names.emplace_back(base.name + "/tables", vault::KeyDomain::kDataset);
    names.emplace_back(base.name + "/quarantine", vault::KeyDomain::kDataset);
    names.emplace_back(base.name + "/crosswalk", vault::KeyDomain::kCrosswalk);
    names.emplace_back(base.name + "/releases", vault::KeyDomain::kRelease);
  }
  return names;
}

// What is made, as the dry run foretells it and the run tells it.
constexpr const char* kFolder = "the hub's folder";
constexpr const char* kDatabase = "metadata database";
constexpr const char* kDirectoryKey = "key of the directory of actors, under both custodians' tokens";
constexpr const char* kLedger = "ledger";
std::string CustodianKeysOn(const keys::Token& token) {
  return "root epoch 1 and signing key on token " + token.name().label;
}
std::string HubKeysOn(const keys::Token& token) {
  return "ledger key and certificate key on token " + token.name().label;
}
std::string KeyOfDataset(const std::string& name) {
  return "key of dataset " + name + ", under both custodians' tokens";
}

class Maker {
 public:
  Maker(const Config& config, Tokens tokens) : config_(config), tokens_(std::move(tokens)) {}

  Result<Json::Object> Make(const InitOptions& options) {
    BOUCLIER_TRY_VOID(MakeFolders());
    BOUCLIER_TRY(const FileLock lock, TakeJobLock(config_));
    BOUCLIER_TRY_VOID(MakeTokenKeys());
    BOUCLIER_TRY_VOID(MakeState());
    BOUCLIER_TRY_VOID(MakeRecord());
    BOUCLIER_TRY_VOID(MakeLedger());
    vault::Committer committer(*state_, *ledger_, *ledger_);
    BOUCLIER_TRY(const vault::RecoveryReport settled, committer.Recover());
    static_cast<void>(settled);
    BOUCLIER_TRY_VOID(CommitDatasets(committer));
    BOUCLIER_TRY(const std::string checkpoint, FirstCheckpoint());
    const std::string vkey = record_.vkey;
    if (options.vkey_out) BOUCLIER_TRY_VOID(WriteTextFile(*options.vkey_out, vkey + "\n"));
    if (options.checkpoint_out) BOUCLIER_TRY_VOID(WriteTextFile(*options.checkpoint_out, checkpoint));
    Json::Object datasets;
    for (const auto& [name, id] : record_.datasets) datasets[name] = id.ToString();
    return Json::Object{{"hub", config_.hub_name},
                        {"made", std::move(made_)},
                        {"datasets", std::move(datasets)},
                        {"custodian_a", crypto::Fingerprint(record_.custodians.a)},
                        {"custodian_b", crypto::Fingerprint(record_.custodians.b)},
                        {"ledger_fingerprint", ledger::VkeyFingerprint(ledger_->vkey())},
                        {"ledger_vkey", vkey},
                        {"first_checkpoint", checkpoint}};
  }

 private:
  Result<void> MakeFolders() {
    FileSystem& files = RealFileSystem();
    if (!files.Exists(config_.folder)) made_.emplace_back(kFolder);
    for (const auto& folder : {config_.folder, config_.folder / "state", config_.LogFolder(), config_.ActorsFolder()}) {
      BOUCLIER_TRY_VOID(files.MakeDirectories(folder));
      std::error_code error;
      std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
      if (error) return ErrnoError(error.value(), "protect folder " + folder.string());
    }
    return {};
  }

  Result<void> MakeTokenKeys() {
    for (auto* token : {&tokens_.custodian_a, &tokens_.custodian_b}) {
      if (!keys::OpenSigner(*token, keys::kCustodianSignKey).ok()) made_.emplace_back(CustodianKeysOn(**token));
      BOUCLIER_TRY_VOID((*token)->CreateCustodianKeys());
    }
    if (!keys::OpenSigner(tokens_.hub, keys::kLedgerKey).ok()) made_.emplace_back(HubKeysOn(*tokens_.hub));
    BOUCLIER_TRY_VOID(tokens_.hub->CreateHubKeys());
    BOUCLIER_TRY(signer_a_, keys::OpenSigner(tokens_.custodian_a, keys::kCustodianSignKey));
    BOUCLIER_TRY(signer_b_, keys::OpenSigner(tokens_.custodian_b, keys::kCustodianSignKey));
    BOUCLIER_TRY(ledger_signer_, keys::OpenSigner(tokens_.hub, keys::kLedgerKey));
    BOUCLIER_TRY(wrapper_, keys::TwoCustodianWrapper::Make(tokens_.custodian_a, tokens_.custodian_b));
    return {};
  }

  Result<void> MakeState() {
    auto opened = state::SqliteStateStore::Open(config_.StateFile());
    if (!opened.ok() && opened.error().code == ErrorCode::kNotFound) {
      made_.emplace_back(kDatabase);
      opened = state::SqliteStateStore::Create(config_.StateFile());
    }
    BOUCLIER_TRY(state_, std::move(opened));
    return {};
  }

  Result<void> MakeRecord() {
    BOUCLIER_TRY(const auto transaction, state_->Begin());
    BOUCLIER_TRY(const std::optional<HubRecord> there, ReadHubRecord(*transaction));
    BOUCLIER_TRY(const ledger::Vkey vkey, ledger::MakeVkey(config_.ledger_origin, ledger_signer_->public_key()));
    if (there) {
      record_ = *there;
      if (record_.custodians.a != signer_a_->public_key() || record_.custodians.b != signer_b_->public_key() ||
          record_.vkey != ledger::FormatVkey(vkey))
        return Error(ErrorCode::kUnauthenticated,
                     "init hub: this folder holds a hub that was made with other tokens, or under another origin",
                     "check `tokens` and `ledger.origin` in the configuration, or choose an empty `hub.folder`",
                     Retry::kAfterFix);
      return {};
    }
    record_.hub_id = crypto::RandomArray<16>();
    record_.vkey = ledger::FormatVkey(vkey);
    record_.custodians = {signer_a_->public_key(), signer_b_->public_key()};
    record_.current_host = config_.first_host;
    BOUCLIER_TRY(const ports::KeyWrapper::NewKek directory, wrapper_->Create(DirectoryContext(record_)));
    BOUCLIER_TRY_VOID(WriteHubRow(*transaction, kDirectoryKekRow, directory.record));
    BOUCLIER_TRY_VOID(WriteHubRecord(record_, *transaction));
    BOUCLIER_TRY_VOID(transaction->Commit());
    made_.emplace_back(kDirectoryKey);
    return {};
  }

  Result<void> MakeLedger() {
    const ledger::LedgerOptions options = LedgerOptionsOf(config_);
    auto opened = ledger::Ledger::Open(options, *ledger_signer_, clock_, RealFileSystem());
    if (!opened.ok() && opened.error().code == ErrorCode::kNotFound) {
      if (record_.finished)
        return Error(ErrorCode::kCorruption, "init hub: the hub's ledger is gone",
                     "restore the ledger folder and the state folder from their backup", Retry::kAfterFix);
      made_.emplace_back(kLedger);
      opened = ledger::Ledger::Create(options, *ledger_signer_, clock_, RealFileSystem());
    }
    BOUCLIER_TRY(ledger_, std::move(opened));
    return {};
  }

  // The hub's first entry, and keys for the datasets that have none yet.
  Result<void> CommitDatasets(vault::Committer& committer) {
    HubRecord changed = record_;
    std::vector<std::pair<DatasetId, vault::KeyDomain>> fresh;
    const auto add = [&](std::map<std::string, DatasetId>& ids, const std::string& name, vault::KeyDomain domain) {
      if (ids.contains(name)) return;
      const DatasetId id{crypto::RandomArray<16>()};
      ids[name] = id;
      fresh.emplace_back(id, domain);
      made_.emplace_back(KeyOfDataset(name));
    };
    for (const std::string& name : DatasetNames(config_)) add(changed.datasets, name, vault::KeyDomain::kDataset);
    for (const auto& [name, domain] : InnerNames(config_)) add(changed.inner, name, domain);
    if (record_.finished && fresh.empty()) return {};
    vault::CommitBatch batch;
    batch.action = record_.finished ? "hub.datasets" : "hub.init";
    batch.entry_class = ports::EntryClass::kAdministration;
    Json::Array ids;
    for (const auto& [id, domain] : fresh) ids.emplace_back(id.ToString());
    batch.body["datasets"] = std::move(ids);
    if (!record_.finished) {
      batch.body["custodian_a"] = crypto::Fingerprint(record_.custodians.a);
      batch.body["custodian_b"] = crypto::Fingerprint(record_.custodians.b);
      batch.body["root_epoch"] = 1;
      batch.body["processing_place"] = config_.processing_place;
    }
    changed.finished = true;
    batch.also = [&](ports::StateTransaction& transaction) -> Result<void> {
      for (const auto& [id, domain] : fresh) {
        BOUCLIER_TRY(const vault::DatasetKeysPtr made, vault::DatasetKeys::Create(transaction, *wrapper_, id, domain));
        static_cast<void>(made);
      }
      return WriteHubRecord(changed, transaction);
    };
    BOUCLIER_TRY(const vault::Committed committed, committer.Commit(std::move(batch)));
    static_cast<void>(committed);
    record_ = std::move(changed);
    return {};
  }

  Result<std::string> FirstCheckpoint() {
    BOUCLIER_TRY(const auto transaction, state_->Begin());
    BOUCLIER_TRY(const std::optional<Bytes> kept, ReadHubRow(*transaction, kFirstCheckpointRow));
    if (kept) return std::string(AsText(*kept));
    BOUCLIER_TRY(std::string note, ledger_->CheckpointNote());
    BOUCLIER_TRY_VOID(WriteHubRow(*transaction, kFirstCheckpointRow, AsBytes(note)));
    BOUCLIER_TRY_VOID(transaction->Commit());
    return note;
  }

  const Config& config_;
  Tokens tokens_;
  SystemClock clock_;
  Json::Array made_;
  HubRecord record_;
  std::unique_ptr<ports::Signer> signer_a_, signer_b_, ledger_signer_;
  std::unique_ptr<keys::TwoCustodianWrapper> wrapper_;
  std::unique_ptr<state::SqliteStateStore> state_;
  std::unique_ptr<ledger::Ledger> ledger_;
};

// What Make would do, told without doing it.
Result<Json::Object> Foretell(const Config& config, const Tokens& tokens) {
  Json::Array would;
  if (!RealFileSystem().Exists(config.folder)) would.emplace_back(kFolder);
  for (const auto& token : {tokens.custodian_a, tokens.custodian_b})
    if (!keys::OpenSigner(token, keys::kCustodianSignKey).ok()) would.emplace_back(CustodianKeysOn(*token));
  if (!keys::OpenSigner(tokens.hub, keys::kLedgerKey).ok()) would.emplace_back(HubKeysOn(*tokens.hub));
  HubRecord record;
  if (RealFileSystem().Exists(config.StateFile())) {
    BOUCLIER_TRY(const auto state, OpenState(config));
    BOUCLIER_TRY(const auto reader, state->Read());
    BOUCLIER_TRY(const std::optional<HubRecord> there, ReadHubRecord(*reader));
    if (there) record = *there;
  } else {
    would.emplace_back(kDatabase);
    would.emplace_back(kDirectoryKey);
    would.emplace_back(kLedger);
  }
  for (const std::string& name : DatasetNames(config))
    if (!record.datasets.contains(name)) would.emplace_back(KeyOfDataset(name));
  for (const auto& [name, domain] : InnerNames(config))
    if (!record.inner.contains(name)) would.emplace_back(KeyOfDataset(name));
  return Json::Object{{"hub", config.hub_name}, {"would_make", std::move(would)}};
}

}  // namespace

Result<Report> InitHub(const Config& config, const InitOptions& options) {
  BOUCLIER_TRY(const Places places, Places::Make(config));  // a wrong address is said before a key is made
  static_cast<void>(places);
  BOUCLIER_TRY(Tokens tokens, OpenTokens(config));
  if (options.dry_run == DryRun::kYes) {
    BOUCLIER_TRY(Json::Object data, Foretell(config, tokens));
    return Report{"init.dry_run", std::move(data)};
  }
  BOUCLIER_TRY(Json::Object data, Maker(config, std::move(tokens)).Make(options));
  return Report{"init", std::move(data)};
}

}  // namespace bouclier::app

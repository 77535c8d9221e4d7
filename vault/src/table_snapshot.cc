// SPDX-License-Identifier: Apache-2.0
// docs/formats/table-snapshot.md: the rows, and what the ledger says of them. A row is bound to its dataset only; that
// it stands in this snapshot is what the published root says, and nothing else.
#include "bouclier/vault/table_snapshot.h"

#include <algorithm>

#include "bouclier/vault/json_member.h"
#include "salted.h"
#include "sealed_box.h"
#include "tables.h"

namespace bouclier::vault {
namespace {

using crypto::Json;

constexpr std::string_view kHeadLabel = "bouclier/snapshot-head/v1";
constexpr std::string_view kFileLabel = "bouclier/snapshot-file/v1";
constexpr uint64_t kTrailPage = 1024;

Error NotPublished(const char* what) {
  return Error(ErrorCode::kCorruption, std::string("read table snapshot: ") + what,
               "restore the metadata database of the moment of that ledger entry");
}

Bytes SnapshotKey(const DatasetId& dataset, uint64_t number) { return WithBe64(tables::Key(dataset), number); }

// The publications and revocations of one dataset, as entries of the ledger come by.
class Chain {
 public:
  explicit Chain(DatasetId dataset) : dataset_(dataset.ToString()) {}

  Result<void> Note(const ports::LoggedEntry& entry) {
    const std::string action = entry.action;
    if (!Publishes(action) && !Revokes(action)) return {};
    BOUCLIER_TRY(const Json body, Json::ParseCanonical(entry.body));
    if (action.ends_with(".intent")) return Open(entry, action, body);
    const auto open = open_.find(body.GetString("batch").ok() ? *body.GetString("batch") : std::string());
    if (open == open_.end()) return {};
    const Pending pending = open->second;
    open_.erase(open);
    return action.ends_with(".done") ? Settle(pending) : Result<void>();
  }

  std::vector<PublishedSnapshot> Take() { return std::move(published_); }

 private:
  static bool Publishes(std::string_view action) {
    return action.starts_with(kPublishAction) || action.starts_with(kExtractPublishAction);
  }
  static bool Revokes(std::string_view action) {
    return action.starts_with(kRevokeAction) || action.starts_with(kExtractRevokeAction);
  }

  struct Pending {
    PublishedSnapshot snapshot;
    bool revokes = false;
  };

  Result<void> Open(const ports::LoggedEntry& entry, const std::string& action, const Json& body) {
    if (!body.Says("dataset", dataset_)) return {};
    BOUCLIER_TRY(const std::string batch, body.GetString("batch"));
    Pending pending;
    pending.revokes = Revokes(action);
    pending.snapshot.entry = entry.index;
    BOUCLIER_TRY(pending.snapshot.number, body.GetCount("snapshot"));
    if (!pending.revokes) {
      BOUCLIER_TRY(pending.snapshot.files, body.GetCount("files"));
      BOUCLIER_TRY(pending.snapshot.head, HexMember<32>(body, "head"));
      BOUCLIER_TRY(pending.snapshot.root, HexMember<32>(body, "files_root"));
    }
    open_[batch] = pending;
    return {};
  }

  Result<void> Settle(const Pending& pending) {
    if (!pending.revokes) {
      if (pending.snapshot.number != published_.size() + 1)
        return Error(ErrorCode::kCorruption, "read snapshots: their numbers in the ledger do not follow one another");
      published_.push_back(pending.snapshot);
      return {};
    }
    if (pending.snapshot.number == 0 || pending.snapshot.number > published_.size())
      return Error(ErrorCode::kCorruption, "read snapshots: the ledger revokes one that was never published");
    published_[pending.snapshot.number - 1].revoked = true;
    return {};
  }

  const std::string dataset_;
  std::map<std::string, Pending> open_;  // by batch
  std::vector<PublishedSnapshot> published_;
};

}  // namespace

Result<std::vector<PublishedSnapshot>> ReadPublished(ports::AuditTrail& trail, DatasetId dataset) {
  Chain chain(dataset);
  BOUCLIER_TRY(const uint64_t size, trail.Size());
  for (uint64_t from = 0; from < size;) {
    BOUCLIER_TRY(const std::vector<ports::LoggedEntry> page, trail.Read(from, std::min(kTrailPage, size - from)));
    if (page.empty()) return Error(ErrorCode::kCorruption, "read snapshots: the ledger ends early");
    for (const ports::LoggedEntry& entry : page) BOUCLIER_TRY_VOID(chain.Note(entry));
    from += page.size();
  }
  return chain.Take();
}

Result<PublishedSnapshot> NewestSnapshot(const std::vector<PublishedSnapshot>& published) {
  for (auto it = published.rbegin(); it != published.rend(); ++it)
    if (!it->revoked) return *it;
  return Error(ErrorCode::kNotFound, "find snapshot: this base has none yet", "run: bouclier ingest run BASE");
}

Result<void> WriteSnapshot(ports::StateTransaction& transaction, const DatasetKeys& keys,
                           const TableSnapshot& snapshot) {
  const Bytes key = SnapshotKey(keys.dataset(), snapshot.number);
  BOUCLIER_TRY(const std::optional<Bytes> taken, transaction.Get(tables::kSnapshot, key));
  if (taken) return Error(ErrorCode::kConflict, "write table snapshot: there is one of this number already");
  const auto seal = [&](std::string_view label, const std::string& text) {
    return SealBox(keys.manifest_key(), label, keys.dataset().bytes, AsBytes(text));
  };
  BOUCLIER_TRY_VOID(transaction.Put(tables::kSnapshot, key, seal(kHeadLabel, SnapshotHeadText(snapshot))));
  uint64_t place = 0;
  for (const TableFile& file : snapshot.files)
    BOUCLIER_TRY_VOID(
        transaction.Put(tables::kSnapshotFile, WithBe64(key, place++), seal(kFileLabel, TableFileText(file))));
  return {};
}

Result<TableSnapshot> LoadSnapshot(ports::StateReader& reader, const DatasetKeys& keys,
                                   const PublishedSnapshot& published) {
  const Bytes key = SnapshotKey(keys.dataset(), published.number);
  BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(tables::kSnapshot, key));
  if (!row) return NotPublished("the ledger knows this snapshot, the database does not");
  const auto open = [&](std::string_view label, ByteView box) {
    return OpenBox(keys.manifest_key(), label, keys.dataset().bytes, box);
  };
  BOUCLIER_TRY(const Bytes text, open(kHeadLabel, *row));
  BOUCLIER_TRY(SnapshotHead head, ParseSnapshotHead(AsText(text)));
  TableSnapshot snapshot = std::move(head.snapshot);
  if (SaltedDigest(snapshot.salt, AsText(text)) != published.head || snapshot.number != published.number ||
      snapshot.dataset != keys.dataset() || head.root != published.root || head.files != published.files)
    return NotPublished("its head is not the one that was published");
  BOUCLIER_TRY_VOID(
      reader.Scan(tables::kSnapshotFile, key, {}, [&](ByteView, ByteView value) -> Result<ports::ScanNext> {
        BOUCLIER_TRY(const Bytes line, open(kFileLabel, value));
        BOUCLIER_TRY(TableFile file, ParseTableFile(AsText(line)));
        snapshot.files.push_back(std::move(file));
        return ports::ScanNext::kGoOn;
      }));
  if (snapshot.files.size() != published.files || snapshot.Root() != published.root)
    return NotPublished("its list of files is not the one that was published");
  return snapshot;
}

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
// Snapshots of a base's tables: which files make up which table, at one moment, for good. The ledger entry that
// publishes a snapshot binds its head and the root over its files, so a file dropped, added or put back to an older one
// shows. docs/formats/table-snapshot.md. Pure but for the rows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/ids.h"
#include "bouclier/crypto/json.h"
#include "bouclier/crypto/merkle.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/state_store.h"
#include "bouclier/vault/dataset_keys.h"
#include "bouclier/vault/key_record.h"

namespace bouclier::vault {

constexpr uint32_t kNoPerson = UINT32_MAX;  // of a row that belongs to no known person; never an ordinal

// One generation of one sealed object, and what must be in its key record: all but the wrap.
struct SealedRef {
  ObjectId object;
  uint64_t generation = 1;
  Digest32 record{};
  bool operator==(const SealedRef&) const = default;
};
SealedRef RefOf(const KeyRecord& record);
crypto::Json RefJson(const SealedRef& ref);
Result<SealedRef> RefMember(const crypto::Json& json, std::string_view member);  // **Errors:** corruption
// SHA-256 over every field of the record that a re-wrap leaves as it is.
Digest32 RecordDigest(const KeyRecord& record);

struct TableFile {
  ByteArray<16> salt{};
  std::string table;
  std::string period;   // YYYYMM of settlement, YYYY, or empty
  uint32_t bucket = 0;  // of persons: ordinal / width; the last one holds rows without a person
  SealedRef sealed;
  uint64_t bytes = 0;  // of the Parquet file
  uint64_t rows = 0;   // none: a granted table of an extract, of which no row passed
  uint32_t first_person = kNoPerson, last_person = kNoPerson;  // both included
  bool operator==(const TableFile&) const = default;
};

struct TableColumn {
  std::string name;
  std::string type;  // as catalog names it, or ordinal, line, flags
  bool operator==(const TableColumn&) const = default;
};

struct TableSnapshot {
  ByteArray<16> salt{};
  DatasetId dataset;  // of the base's tables
  uint64_t number = 0;
  uint64_t predecessor = 0;  // 0: none
  std::string made_at;       // RFC 3339
  uint64_t persons = 0;
  uint32_t bucket_width = 1;
  std::map<std::string, Digest32> periods;  // period → digest of the files it was made of
  SealedRef crosswalk;
  SealedRef report;  // of the delivery
  std::map<std::string, std::vector<TableColumn>> tables;
  std::vector<TableFile> files;  // by (table, period, bucket)

  crypto::MerkleHash Root() const;  // over the files' leaves
};

// Canonical JSON of the head (everything but the files, and their count and root), and of one file.
std::string SnapshotHeadText(const TableSnapshot& snapshot);
std::string TableFileText(const TableFile& file);
// Without files. **Errors:** corruption.
struct SnapshotHead {
  TableSnapshot snapshot;
  uint64_t files = 0;
  crypto::MerkleHash root{};
};
Result<SnapshotHead> ParseSnapshotHead(std::string_view text);
Result<TableFile> ParseTableFile(std::string_view text);

// What the ledger says of a snapshot.
struct PublishedSnapshot {
  uint64_t number = 0;
  uint64_t entry = 0;  // index of its publication
  Digest32 head{};     // salted digest
  crypto::MerkleHash root{};
  uint64_t files = 0;
  bool revoked = false;
};
// Of a base's tables, and of a project's extract: whose snapshot it is, the dataset says.
constexpr const char* kPublishAction = "ingest.publish";
constexpr const char* kRevokeAction = "ingest.revoke";  // body: dataset, snapshot
constexpr const char* kExtractPublishAction = "extract.publish";
constexpr const char* kExtractRevokeAction = "extract.revoke";
// Members for the intent that publishes it.
crypto::Json::Object PublishBody(const TableSnapshot& snapshot);
// All published snapshots of a dataset, ascending: those whose publication came to its end.
// **Errors:** corruption (numbers that do not follow one another), those of the trail. **Cost:** reads the ledger.
Result<std::vector<PublishedSnapshot>> ReadPublished(ports::AuditTrail& trail, DatasetId dataset);
// The newest that is not revoked. **Errors:** not_found.
Result<PublishedSnapshot> NewestSnapshot(const std::vector<PublishedSnapshot>& published);

// The rows of a snapshot, sealed one by one under the dataset's manifest key.
Result<void> WriteSnapshot(ports::StateTransaction& transaction, const DatasetKeys& keys,
                           const TableSnapshot& snapshot);
// Exactly what was published. **Errors:** corruption: rows gone, added, altered or put back to older ones.
Result<TableSnapshot> LoadSnapshot(ports::StateReader& reader, const DatasetKeys& keys,
                                   const PublishedSnapshot& published);

}  // namespace bouclier::vault

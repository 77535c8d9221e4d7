// SPDX-License-Identifier: Apache-2.0
// The vault's tables in the metadata database, and their keys. Integers in keys are big-endian, so that byte order is
// number order.
#pragma once

#include <string_view>

#include "bouclier/base/bytes.h"
#include "bouclier/base/ids.h"
#include "bouclier/vault/layout.h"

namespace bouclier::vault::tables {

constexpr std::string_view kDataset = "vault_dataset";  // dataset → book key under the newest KEK
constexpr std::string_view kKek = "vault_kek";          // dataset ‖ version → wrap record of the tokens
constexpr std::string_view kRecord =
    "vault_record";  // dataset ‖ object ‖ generation → record, sealed meta, leaf digests
constexpr std::string_view kObject = "vault_object";               // object → dataset
constexpr std::string_view kName = "vault_name";                   // dataset ‖ name tag → object
constexpr std::string_view kUpload = "vault_upload";               // object ‖ generation ‖ attempt → upload record
constexpr std::string_view kUploadIds = "vault_upload_ids";        // same key → upload ids at the host, one a piece
constexpr std::string_view kUploadPart = "vault_upload_part";      // same key ‖ part → part record
constexpr std::string_view kManifest = "vault_manifest";           // manifest ‖ ordinal → dataset ‖ sealed line
constexpr std::string_view kManifestOld = "vault_manifest_old";    // the same, for lines replaced by a later one
constexpr std::string_view kManifestUnit = "vault_manifest_unit";  // manifest ‖ unit tag → ordinal
constexpr std::string_view kManifestNext = "vault_manifest_next";  // manifest → next ordinal
constexpr std::string_view kBatch = "vault_batch";                 // batch → done or abandoned
constexpr std::string_view kSettled = "vault_settled";             // "settled" → every ledger entry below is settled
constexpr std::string_view kSnapshot = "vault_snapshot";           // dataset ‖ number → sealed head
constexpr std::string_view kSnapshotFile = "vault_snapshot_file";  // dataset ‖ number ‖ place → sealed line
constexpr std::string_view kMove = "vault_move";                   // job ‖ object ‖ generation ‖ attempt → copied

template <typename Tag>
Bytes Key(const Id128<Tag>& id) {
  return ToBytes(id.bytes);
}

inline Bytes RecordKey(const DatasetId& dataset, const ObjectId& object) {
  Bytes key = Key(dataset);
  Append(key, object.bytes);
  return key;
}
inline Bytes RecordKey(const DatasetId& dataset, const ObjectId& object, uint64_t generation) {
  return WithBe64(RecordKey(dataset, object), generation);
}
inline Bytes UploadKey(const AttemptId& id) { return WithBe64(WithBe64(Key(id.object), id.generation), id.attempt); }
inline Bytes KekKey(const DatasetId& dataset, uint32_t version) { return WithBe64(Key(dataset), version); }

}  // namespace bouclier::vault::tables

// SPDX-License-Identifier: Apache-2.0
// docs/formats/table-snapshot.md: the documents.
#include <algorithm>

#include "bouclier/base/time.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/vault/json_member.h"
#include "bouclier/vault/table_snapshot.h"
#include "salted.h"

namespace bouclier::vault {
namespace {

using crypto::Json;

constexpr std::string_view kRecordLabel = "bouclier/record-digest/v1";

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "read table snapshot: " + why); }

Result<uint32_t> SmallCount(const Json& json, std::string_view member) {
  BOUCLIER_TRY(const uint64_t value, json.GetCount(member));
  if (value > UINT32_MAX) return Bad("malformed " + std::string(member));
  return static_cast<uint32_t>(value);
}

Json TablesJson(const TableSnapshot& snapshot) {
  Json::Object tables;
  for (const auto& [name, columns] : snapshot.tables) {
    Json::Array list;
    for (const TableColumn& column : columns) list.emplace_back(Json::Array{column.name, column.type});
    tables[name] = std::move(list);
  }
  return tables;
}

Json PeriodsJson(const TableSnapshot& snapshot) {
  Json::Object periods;
  for (const auto& [period, digest] : snapshot.periods) periods[period] = Hex(digest);
  return periods;
}

Result<std::vector<TableColumn>> ParseColumns(const Json& json) {
  std::vector<TableColumn> columns;
  if (json.if_array() == nullptr) return Bad("malformed columns");
  for (const Json& item : *json.if_array()) {
    const Json::Array* pair = item.if_array();
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].if_string() || !(*pair)[1].if_string())
      return Bad("malformed columns");
    columns.push_back({*(*pair)[0].if_string(), *(*pair)[1].if_string()});
  }
  return columns;
}

// `what` names no value of the document, which is confidential.
Result<Json> ParseDocument(std::string_view text) {
  auto json = Json::ParseCanonical(text);
  if (!json.ok() || json->if_object() == nullptr) return Bad("not a canonical document");
  return json;
}

Result<SnapshotHead> HeadFrom(const Json& json) {
  BOUCLIER_TRY_VOID(json.OnlyMembers({"bucket_width", "crosswalk", "dataset", "files", "made_at", "number", "persons",
                                      "periods", "predecessor", "report", "root", "salt", "tables", "v"}));
  BOUCLIER_TRY(const uint64_t version, json.GetCount("v"));
  if (version != 1) return Error(ErrorCode::kUnsupported, "read table snapshot: unknown version");
  SnapshotHead head;
  TableSnapshot& snapshot = head.snapshot;
  BOUCLIER_TRY(snapshot.salt, HexMember<16>(json, "salt"));
  BOUCLIER_TRY(snapshot.dataset.bytes, HexMember<16>(json, "dataset"));
  BOUCLIER_TRY(snapshot.number, json.GetCount("number"));
  BOUCLIER_TRY(snapshot.predecessor, json.GetCount("predecessor"));
  BOUCLIER_TRY(snapshot.made_at, json.GetString("made_at"));
  BOUCLIER_TRY(snapshot.persons, json.GetCount("persons"));
  BOUCLIER_TRY(snapshot.bucket_width, SmallCount(json, "bucket_width"));
  BOUCLIER_TRY(snapshot.crosswalk, RefMember(json, "crosswalk"));
  BOUCLIER_TRY(snapshot.report, RefMember(json, "report"));
  BOUCLIER_TRY(head.files, json.GetCount("files"));
  BOUCLIER_TRY(head.root, HexMember<32>(json, "root"));
  BOUCLIER_TRY(const Json periods, json.Get("periods"));
  BOUCLIER_TRY(const Json tables, json.Get("tables"));
  if (tables.if_object() == nullptr || periods.if_object() == nullptr) return Bad("malformed tables");
  for (const auto& [period, digest] : *periods.if_object()) {
    BOUCLIER_TRY(snapshot.periods[period], HexMember<32>(periods, period));
  }
  for (const auto& [name, columns] : *tables.if_object()) {
    BOUCLIER_TRY(snapshot.tables[name], ParseColumns(columns));
  }
  if (snapshot.number == 0 || snapshot.predecessor >= snapshot.number || snapshot.bucket_width == 0 ||
      !ParseTime(snapshot.made_at).ok())
    return Bad("numbers that cannot be");
  return head;
}

Result<TableFile> FileFrom(const Json& json) {
  BOUCLIER_TRY_VOID(json.OnlyMembers(
      {"bucket", "bytes", "first_person", "last_person", "period", "rows", "salt", "sealed", "table"}));
  TableFile file;
  BOUCLIER_TRY(file.salt, HexMember<16>(json, "salt"));
  BOUCLIER_TRY(file.table, json.GetString("table"));
  BOUCLIER_TRY(file.period, json.GetString("period"));
  BOUCLIER_TRY(file.bucket, SmallCount(json, "bucket"));
  BOUCLIER_TRY(file.sealed, RefMember(json, "sealed"));
  BOUCLIER_TRY(file.bytes, json.GetCount("bytes"));
  BOUCLIER_TRY(file.rows, json.GetCount("rows"));
  BOUCLIER_TRY(file.first_person, SmallCount(json, "first_person"));
  BOUCLIER_TRY(file.last_person, SmallCount(json, "last_person"));
  if (file.first_person > file.last_person || file.table.empty()) return Bad("numbers that cannot be");
  return file;
}

// Every fault of a document is corruption: nobody outside of the hub wrote it.
template <typename T>
Result<T> AsCorruption(Result<T> result) {
  if (result.ok() || result.error().code == ErrorCode::kUnsupported) return result;
  return Bad(result.error().message);
}

}  // namespace

Json RefJson(const SealedRef& ref) {
  return Json::Object{{"generation", ref.generation}, {"object", ref.object.ToString()}, {"record", Hex(ref.record)}};
}

Result<SealedRef> RefMember(const Json& json, std::string_view member) {
  const Json* value = json.Find(member);
  if (value == nullptr) return Bad("it lacks " + std::string(member));
  BOUCLIER_TRY_VOID(AsCorruption(value->OnlyMembers({"generation", "object", "record"})));
  SealedRef ref;
  BOUCLIER_TRY(ref.object.bytes, HexMember<16>(*value, "object"));
  BOUCLIER_TRY(ref.generation, AsCorruption(value->GetCount("generation")));
  BOUCLIER_TRY(ref.record, HexMember<32>(*value, "record"));
  if (ref.generation == 0) return Bad("no generation");
  return ref;
}

Digest32 RecordDigest(const KeyRecord& record) {
  KeyRecord bare = record;
  bare.kek_version = 0;
  bare.record_nonce = {};
  bare.wrapped_dek = {};
  crypto::Sha256 hash;
  hash.Update(AsBytes(kRecordLabel));
  hash.Update(EncodeKeyRecord(bare));
  return hash.Finish();
}

SealedRef RefOf(const KeyRecord& record) { return {record.id.object, record.id.generation, RecordDigest(record)}; }

std::string TableFileText(const TableFile& file) {
  return Json(Json::Object{{"bucket", uint64_t{file.bucket}},
                           {"bytes", file.bytes},
                           {"first_person", uint64_t{file.first_person}},
                           {"last_person", uint64_t{file.last_person}},
                           {"period", file.period},
                           {"rows", file.rows},
                           {"salt", Hex(file.salt)},
                           {"sealed", RefJson(file.sealed)},
                           {"table", file.table}})
      .Canonical();
}

std::string SnapshotHeadText(const TableSnapshot& snapshot) {
  return Json(Json::Object{{"bucket_width", uint64_t{snapshot.bucket_width}},
                           {"crosswalk", RefJson(snapshot.crosswalk)},
                           {"dataset", snapshot.dataset.ToString()},
                           {"files", uint64_t{snapshot.files.size()}},
                           {"made_at", snapshot.made_at},
                           {"number", snapshot.number},
                           {"periods", PeriodsJson(snapshot)},
                           {"persons", snapshot.persons},
                           {"predecessor", snapshot.predecessor},
                           {"report", RefJson(snapshot.report)},
                           {"root", Hex(snapshot.Root())},
                           {"salt", Hex(snapshot.salt)},
                           {"tables", TablesJson(snapshot)},
                           {"v", 1}})
      .Canonical();
}

crypto::MerkleHash TableSnapshot::Root() const {
  crypto::MerkleAccumulator tree;
  for (const TableFile& file : files) tree.Add(crypto::MerkleLeaf(SaltedDigest(file.salt, TableFileText(file))));
  return tree.Root();
}

crypto::Json::Object PublishBody(const TableSnapshot& snapshot) {
  return {{"dataset", snapshot.dataset.ToString()},
          {"files", uint64_t{snapshot.files.size()}},
          {"files_root", Hex(snapshot.Root())},
          {"head", Hex(SaltedDigest(snapshot.salt, SnapshotHeadText(snapshot)))},
          {"snapshot", snapshot.number}};
}

Result<SnapshotHead> ParseSnapshotHead(std::string_view text) {
  BOUCLIER_TRY(const Json json, ParseDocument(text));
  return AsCorruption(HeadFrom(json));
}

Result<TableFile> ParseTableFile(std::string_view text) {
  BOUCLIER_TRY(const Json json, ParseDocument(text));
  return AsCorruption(FileFrom(json));
}

}  // namespace bouclier::vault

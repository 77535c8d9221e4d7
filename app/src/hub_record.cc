// SPDX-License-Identifier: Apache-2.0
#include "hub_record.h"

#include <algorithm>

#include "bouclier/crypto/json.h"

namespace bouclier::app {
namespace {

using crypto::Json;

constexpr std::string_view kTable = "app.hub";
constexpr std::string_view kRecordRow = "record";

Error Damaged(const std::string& cause) {
  return Error(ErrorCode::kCorruption, "read the hub's record: " + cause,
               "restore the metadata database from its backup");
}

Result<PublicKey> CustodianKey(const Json& json, std::string_view member) {
  BOUCLIER_TRY(const std::string text, json.GetString(member));
  BOUCLIER_TRY(Bytes bytes, ParseHex(text));
  return PublicKey{SignatureAlgorithm::kEcdsaP384Sha384, std::move(bytes)};
}

Result<std::map<std::string, DatasetId>> Ids(const Json& json, std::string_view member) {
  BOUCLIER_TRY(const Json object, json.Get(member));
  if (object.if_object() == nullptr) return Damaged("a list of datasets is no object");
  std::map<std::string, DatasetId> ids;
  for (const auto& [name, value] : *object.if_object()) {
    if (value.if_string() == nullptr) return Damaged("a dataset has no id");
    BOUCLIER_TRY(ids[name], DatasetId::Parse(*value.if_string()));
  }
  return ids;
}

Result<HubRecord> Parse(std::string_view text) {
  BOUCLIER_TRY(const Json json, Json::ParseCanonical(text));
  BOUCLIER_TRY_VOID(
      json.OnlyMembers({"custodian_a", "custodian_b", "datasets", "finished", "host", "hub_id", "inner", "v", "vkey"}));
  BOUCLIER_TRY(const uint64_t version, json.GetCount("v"));
  if (version != 1) return Damaged("another version");
  HubRecord record;
  BOUCLIER_TRY(const std::string id, json.GetString("hub_id"));
  BOUCLIER_TRY(const DatasetId parsed, DatasetId::Parse(id));
  record.hub_id = parsed.bytes;
  BOUCLIER_TRY(record.vkey, json.GetString("vkey"));
  BOUCLIER_TRY(record.custodians.a, CustodianKey(json, "custodian_a"));
  BOUCLIER_TRY(record.custodians.b, CustodianKey(json, "custodian_b"));
  BOUCLIER_TRY(record.current_host, json.GetString("host"));
  BOUCLIER_TRY(record.finished, json.GetBool("finished"));
  BOUCLIER_TRY(record.datasets, Ids(json, "datasets"));
  BOUCLIER_TRY(record.inner, Ids(json, "inner"));
  return record;
}

Json::Object IdsJson(const std::map<std::string, DatasetId>& ids) {
  Json::Object out;
  for (const auto& [name, id] : ids) out[name] = id.ToString();
  return out;
}

}  // namespace

Result<DatasetId> HubRecord::Dataset(const std::string& name) const {
  const auto it = datasets.find(name);
  if (it == datasets.end())
    return Error(ErrorCode::kNotFound, "find dataset: there is none of that name here", "see: bouclier status");
  return it->second;
}

std::string HubRecord::NameOf(DatasetId id) const {
  for (const auto* names : {&datasets, &inner}) {
    const auto it = std::ranges::find_if(*names, [&](const auto& pair) { return pair.second == id; });
    if (it != names->end()) return it->first;
  }
  return id.ToString();
}

std::vector<DatasetId> HubRecord::AllIds() const {
  std::vector<DatasetId> ids;
  for (const auto* names : {&datasets, &inner})
    for (const auto& [name, id] : *names) ids.push_back(id);
  return ids;
}

Result<DatasetId> HubRecord::Inner(const std::string& name) const {
  const auto it = inner.find(name);
  if (it == inner.end())
    return Error(ErrorCode::kNotFound, "find base: there is none of that name here",
                 "`bases` of the configuration names them; a new one gets its keys by: bouclier init");
  return it->second;
}

Result<std::optional<HubRecord>> ReadHubRecord(ports::StateReader& reader) {
  BOUCLIER_TRY(const std::optional<Bytes> row, ReadHubRow(reader, kRecordRow));
  if (!row) return std::optional<HubRecord>();
  Result<HubRecord> record = Parse(AsText(*row));
  if (!record.ok()) return Damaged(record.error().message);
  return std::optional<HubRecord>(std::move(*record));
}

Result<void> WriteHubRecord(const HubRecord& record, ports::StateTransaction& transaction) {
  const Json json(Json::Object{{"custodian_a", Hex(record.custodians.a.bytes)},
                               {"custodian_b", Hex(record.custodians.b.bytes)},
                               {"datasets", IdsJson(record.datasets)},
                               {"finished", record.finished},
                               {"host", record.current_host},
                               {"hub_id", Hex(record.hub_id)},
                               {"inner", IdsJson(record.inner)},
                               {"v", 1},
                               {"vkey", record.vkey}});
  return WriteHubRow(transaction, kRecordRow, AsBytes(json.Canonical()));
}

Result<std::optional<Bytes>> ReadHubRow(ports::StateReader& reader, std::string_view row) {
  return reader.Get(kTable, AsBytes(row));
}
Result<void> WriteHubRow(ports::StateTransaction& transaction, std::string_view row, ByteView value) {
  return transaction.Put(kTable, AsBytes(row), value);
}
Result<void> DeleteHubRow(ports::StateTransaction& transaction, std::string_view row) {
  return transaction.Delete(kTable, AsBytes(row));
}

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/object_meta.h"

#include <algorithm>

#include "bouclier/crypto/json.h"
#include "meta_check.h"
#include "sealed_box.h"

namespace bouclier::vault {
namespace {

using crypto::Json;
constexpr std::string_view kLabel = "bouclier/meta/v1";
constexpr std::string_view kFormat = "bouclier/meta/v1";

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "read object metadata: " + why); }

Json FromMap(const std::map<std::string, std::string>& map) {
  Json::Object object;
  for (const auto& [key, value] : map) object.emplace(key, value);
  return object;
}

Result<std::map<std::string, std::string>> ToMap(const Json& json, std::string_view member) {
  BOUCLIER_TRY(const Json value, json.Get(member));
  const Json::Object* object = value.if_object();
  if (object == nullptr) return Bad("not an object: " + std::string(member));
  std::map<std::string, std::string> map;
  for (const auto& [key, item] : *object) {
    if (item.if_string() == nullptr) return Bad("not a string in " + std::string(member));
    map.emplace(key, *item.if_string());
  }
  return map;
}

Bytes MetaBound(const AttemptId& id) {
  Bytes bound = ToBytes(id.object.bytes);
  AppendLe64(bound, id.generation);
  AppendLe64(bound, id.attempt);
  return bound;
}

Result<ObjectMeta> FromJson(const Json& json) {
  BOUCLIER_TRY_VOID(json.OnlyMembers({"format", "name", "snapshot", "source", "validator", "properties", "metadata",
                                      "tags", "source_md5", "md5_status", "sha256"}));
  BOUCLIER_TRY(const std::string format, json.GetString("format"));
  if (format != kFormat) return Error(ErrorCode::kUnsupported, "read object metadata: unknown format");
  ObjectMeta meta;
  BOUCLIER_TRY(meta.name, json.GetString("name"));
  BOUCLIER_TRY(meta.snapshot, json.GetString("snapshot"));
  BOUCLIER_TRY(meta.source, json.GetString("source"));
  BOUCLIER_TRY(meta.validator, json.GetString("validator"));
  BOUCLIER_TRY(meta.properties, ToMap(json, "properties"));
  BOUCLIER_TRY(meta.metadata, ToMap(json, "metadata"));
  BOUCLIER_TRY(meta.tags, ToMap(json, "tags"));
  BOUCLIER_TRY(const std::string status, json.GetString("md5_status"));
  BOUCLIER_TRY(meta.md5_status, ParseMd5Status(status));
  if (json.Find("source_md5") != nullptr) {
    BOUCLIER_TRY(const std::string hex, json.GetString("source_md5"));
    BOUCLIER_TRY(const Bytes md5, ParseHex(hex));
    if (md5.size() != 16 || Hex(md5) != hex) return Bad("not an MD5");
    meta.source_md5.emplace();
    std::copy(md5.begin(), md5.end(), meta.source_md5->begin());
  }
  BOUCLIER_TRY(const std::string sha_hex, json.GetString("sha256"));
  BOUCLIER_TRY(const Bytes sha, ParseHex(sha_hex));
  if (sha.size() != 32 || Hex(sha) != sha_hex) return Bad("not a SHA-256");
  std::copy(sha.begin(), sha.end(), meta.sha256.begin());
  return meta;
}

}  // namespace

std::string_view Md5StatusName(Md5Status status) {
  switch (status) {
    case Md5Status::kAbsent:
      return "absent";
    case Md5Status::kEqual:
      return "equal";
    case Md5Status::kStale:
      return "stale";
    case Md5Status::kDifferent:
      return "different";
  }
  return "absent";
}

Result<Md5Status> ParseMd5Status(std::string_view name) {
  for (Md5Status status : {Md5Status::kAbsent, Md5Status::kEqual, Md5Status::kStale, Md5Status::kDifferent})
    if (Md5StatusName(status) == name) return status;
  return Error(ErrorCode::kInvalidArgument, "read md5_status: none of absent, equal, stale, different");
}

Result<void> CheckMetaText(const ObjectMeta& meta) {
  bool fine = crypto::IsUtf8(meta.name) && crypto::IsUtf8(meta.snapshot) && crypto::IsUtf8(meta.source) &&
              crypto::IsUtf8(meta.validator);
  for (const auto* map : {&meta.properties, &meta.metadata, &meta.tags})
    for (const auto& [key, value] : *map) fine = fine && crypto::IsUtf8(key) && crypto::IsUtf8(value);
  if (!fine) return Error(ErrorCode::kInvalidArgument, "seal object metadata: a text of the source is not UTF-8");
  return {};
}

std::string MetaJson(const ObjectMeta& meta) {
  Json::Object object{{"format", kFormat},
                      {"name", meta.name},
                      {"snapshot", meta.snapshot},
                      {"source", meta.source},
                      {"validator", meta.validator},
                      {"properties", FromMap(meta.properties)},
                      {"metadata", FromMap(meta.metadata)},
                      {"tags", FromMap(meta.tags)},
                      {"md5_status", Md5StatusName(meta.md5_status)},
                      {"sha256", Hex(meta.sha256)}};
  if (meta.source_md5) object.emplace("source_md5", Hex(*meta.source_md5));
  return Json(std::move(object)).Canonical();
}

Result<ObjectMeta> ParseMeta(std::string_view json) {
  auto parsed = Json::ParseCanonical(json);
  if (!parsed.ok()) return Bad("not canonical JSON");
  auto meta = FromJson(*parsed);
  if (!meta.ok() && meta.error().code == ErrorCode::kInvalidArgument) return Bad(meta.error().message);
  return meta;
}

Bytes SealMeta(const ObjectMeta& meta, const AttemptId& id, const SecretBytes& dek) {
  return SealBox(dek, kLabel, MetaBound(id), AsBytes(MetaJson(meta)));
}

Result<ObjectMeta> OpenMeta(ByteView sealed, const AttemptId& id, const SecretBytes& dek) {
  auto json = OpenBox(dek, kLabel, MetaBound(id), sealed);
  if (!json.ok()) return Bad("altered, or of another object");
  return ParseMeta(AsText(*json));
}

}  // namespace bouclier::vault

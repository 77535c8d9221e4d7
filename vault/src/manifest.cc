// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/manifest.h"

#include <algorithm>

#include "bouclier/base/time.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/json_member.h"
#include "bouclier/vault/prepared_object.h"
#include "manifest_text.h"

namespace bouclier::vault {
namespace {

using crypto::Json;
constexpr std::string_view kSealedFormat = "bouclier/sealed/v1";

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "read manifest line: " + why); }

Json::Object ToObject(const ManifestLine& line) {
  Json::Array losses;
  for (const std::string& loss : line.property_losses) losses.emplace_back(loss);
  Json::Object object{{"leaf_salt", Hex(line.leaf_salt)},
                      {"batch", line.batch.ToString()},
                      {"outcome", OutcomeName(line.outcome)},
                      {"source", line.source},
                      {"name", line.name},
                      {"snapshot", line.snapshot},
                      {"validator", line.validator},
                      {"size", line.size},
                      {"md5_status", Md5StatusName(line.md5_status)},
                      {"property_losses", std::move(losses)}};
  if (line.source_md5) object.emplace("source_md5", Hex(*line.source_md5));
  if (line.outcome != Outcome::kMoved) {
    object.emplace("reason", line.reason);
    return object;
  }
  object.emplace("object", line.object.value_or(ObjectId{}).ToString());
  object.emplace("generation", line.generation);
  object.emplace("sha256", Hex(line.sha256));
  object.emplace("segments", line.segments);
  object.emplace("format", line.format);
  object.emplace("kek_version", int64_t{line.kek_version});
  object.emplace("destination", line.destination);
  object.emplace("verified_at", line.verified_at);
  return object;
}

Result<std::vector<std::string>> ReadLosses(const Json& json) {
  const Json* member = json.Find("property_losses");
  if (member == nullptr || member->if_array() == nullptr) return Bad("malformed property_losses");
  std::vector<std::string> losses;
  for (const Json& loss : *member->if_array()) {
    if (loss.if_string() == nullptr) return Bad("malformed property_losses");
    losses.push_back(*loss.if_string());
  }
  if (!std::is_sorted(losses.begin(), losses.end())) return Bad("property_losses are not sorted");
  return losses;
}

Result<void> ReadMoved(const Json& json, ManifestLine& line) {
  BOUCLIER_TRY(const auto object, HexMember<16>(json, "object"));
  line.object = ObjectId{object};
  BOUCLIER_TRY(line.generation, json.GetCount("generation"));
  BOUCLIER_TRY(line.sha256, HexMember<32>(json, "sha256"));
  BOUCLIER_TRY(line.segments, json.GetCount("segments"));
  BOUCLIER_TRY(line.format, json.GetString("format"));
  BOUCLIER_TRY(const uint64_t version, json.GetCount("kek_version"));
  if (version > UINT32_MAX) return Bad("malformed kek_version");
  line.kek_version = static_cast<uint32_t>(version);
  BOUCLIER_TRY(line.destination, json.GetString("destination"));
  BOUCLIER_TRY(line.verified_at, json.GetString("verified_at"));
  if (!line.verified_at.empty() && !ParseTime(line.verified_at).ok()) return Bad("malformed verified_at");
  return {};
}

Result<Outcome> ReadOutcome(const Json& json) {
  BOUCLIER_TRY(const std::string name, json.GetString("outcome"));
  for (Outcome outcome : {Outcome::kMoved, Outcome::kRefused, Outcome::kLost})
    if (OutcomeName(outcome) == name) return outcome;
  return Bad("unknown outcome");
}

Result<ManifestLine> FromJson(const Json& json) {
  ManifestLine line;
  BOUCLIER_TRY(line.outcome, ReadOutcome(json));
  if (line.outcome == Outcome::kMoved) {
    BOUCLIER_TRY_VOID(json.OnlyMembers({"leaf_salt", "batch", "outcome", "source", "name", "snapshot", "validator",
                                        "size", "source_md5", "md5_status", "property_losses", "object", "generation",
                                        "sha256", "segments", "format", "kek_version", "destination", "verified_at"}));
    BOUCLIER_TRY_VOID(ReadMoved(json, line));
  } else {
    BOUCLIER_TRY_VOID(json.OnlyMembers({"leaf_salt", "batch", "outcome", "source", "name", "snapshot", "validator",
                                        "size", "source_md5", "md5_status", "property_losses", "reason"}));
    BOUCLIER_TRY(line.reason, json.GetString("reason"));
    if (line.reason.empty()) return Bad("no reason");
  }
  BOUCLIER_TRY(line.leaf_salt, HexMember<16>(json, "leaf_salt"));
  BOUCLIER_TRY(line.batch.bytes, HexMember<16>(json, "batch"));
  BOUCLIER_TRY(line.source, json.GetString("source"));
  BOUCLIER_TRY(line.name, json.GetString("name"));
  BOUCLIER_TRY(line.snapshot, json.GetString("snapshot"));
  BOUCLIER_TRY(line.validator, json.GetString("validator"));
  BOUCLIER_TRY(line.size, json.GetCount("size"));
  BOUCLIER_TRY(const std::string status, json.GetString("md5_status"));
  BOUCLIER_TRY(line.md5_status, ParseMd5Status(status));
  BOUCLIER_TRY(line.property_losses, ReadLosses(json));
  if (json.Find("source_md5") != nullptr) {
    BOUCLIER_TRY(line.source_md5, HexMember<16>(json, "source_md5"));
  }
  return line;
}

}  // namespace

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kMoved:
      return "moved";
    case Outcome::kRefused:
      return "refused";
    case Outcome::kLost:
      return "lost";
  }
  return "lost";
}

ManifestLine MovedLine(const PreparedObject& object) {
  const ObjectMeta& meta = object.meta();
  ManifestLine line;
  line.leaf_salt = crypto::RandomArray<16>();
  line.source = meta.source;
  line.name = meta.name;
  line.snapshot = meta.snapshot;
  line.validator = meta.validator;
  line.size = object.record().plaintext_length;
  line.source_md5 = meta.source_md5;
  line.md5_status = meta.md5_status;
  line.object = object.record().id.object;
  line.generation = object.record().id.generation;
  line.sha256 = meta.sha256;
  line.segments = object.segments();
  line.format = kSealedFormat;
  line.kek_version = object.record().kek_version;
  line.destination = object.destination();
  return line;
}

ManifestLine UnmovedLine(Outcome outcome, std::string reason, std::string source, std::string name,
                         std::string snapshot, uint64_t size) {
  BOUCLIER_CHECK(outcome != Outcome::kMoved && !reason.empty());
  ManifestLine line;
  line.leaf_salt = crypto::RandomArray<16>();
  line.outcome = outcome;
  line.reason = std::move(reason);
  line.source = std::move(source);
  line.name = std::move(name);
  line.snapshot = std::move(snapshot);
  line.size = size;
  return line;
}

Result<void> CheckLineText(const ManifestLine& line) {
  bool fine = line.size <= kMaxPlaintext;
  for (const std::string* text : {&line.reason, &line.source, &line.name, &line.snapshot, &line.validator, &line.format,
                                  &line.destination, &line.verified_at})
    fine = fine && crypto::IsUtf8(*text);
  for (const std::string& loss : line.property_losses) fine = fine && crypto::IsUtf8(loss);
  if (!fine)
    return Error(ErrorCode::kInvalidArgument, "write manifest line: a text is not UTF-8, or the size is impossible");
  if (line.outcome == Outcome::kMoved && !line.object)
    return Error(ErrorCode::kInvalidArgument, "write manifest line: moved without an object");
  return {};
}

std::string LineText(const ManifestLine& line) { return Json(ToObject(line)).Canonical(); }

Result<ManifestLine> ParseLine(std::string_view text) {
  const auto json = Json::ParseCanonical(text);
  if (!json.ok() || json->if_object() == nullptr) return Bad("not a canonical JSON object");
  auto line = FromJson(*json);
  if (!line.ok())
    return line.error().code == ErrorCode::kCorruption ? std::move(line).error() : Bad(line.error().message);
  return line;
}

crypto::MerkleHash LineLeaf(const ManifestLine& line) {
  Json::Object object = ToObject(line);
  object.erase("leaf_salt");
  const std::string text = Json(std::move(object)).Canonical();
  return crypto::MerkleLeaf(crypto::Sha256::Of({ByteView(line.leaf_salt), AsBytes(text)}));
}

}  // namespace bouclier::vault

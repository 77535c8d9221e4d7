// SPDX-License-Identifier: Apache-2.0
#include "actor_change.h"

#include "bouclier/crypto/jws.h"
#include "bouclier/crypto/signature.h"

namespace bouclier::app {
namespace {

using crypto::Json;

Json GrantJson(const policy::Grant& grant) {
  Json::Array datasets;
  for (const DatasetId& id : grant.datasets) datasets.push_back(id.ToString());
  return Json::Object{{"datasets", std::move(datasets)}, {"role", policy::RoleName(grant.role)}};
}

Result<policy::Grant> ParseGrant(const Json& json) {
  BOUCLIER_TRY_VOID(json.OnlyMembers({"datasets", "role"}));
  policy::Grant grant;
  BOUCLIER_TRY(const std::string role, json.GetString("role"));
  BOUCLIER_TRY(grant.role, policy::ParseRole(role));
  BOUCLIER_TRY(const Json datasets, json.Get("datasets"));
  if (datasets.if_array() == nullptr) return DirectoryDamaged("datasets is not a list");
  for (const Json& item : *datasets.if_array()) {
    if (item.if_string() == nullptr) return DirectoryDamaged("a dataset is not an id");
    BOUCLIER_TRY(const DatasetId id, DatasetId::Parse(*item.if_string()));
    grant.datasets.push_back(id);
  }
  return grant;
}

Result<Digest32> ParseDigest(const Json& json, std::string_view key) {
  BOUCLIER_TRY(const std::string text, json.GetString(key));
  BOUCLIER_TRY(const Bytes bytes, ParseHex(text));
  if (bytes.size() != 32) return DirectoryDamaged("a digest is not 32 bytes");
  Digest32 digest;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

Result<ChangeDocument> Parse(std::string_view text) {
  BOUCLIER_TRY(const Json json, Json::ParseCanonical(text));
  BOUCLIER_TRY_VOID(
      json.OnlyMembers({"actor", "grants", "issuer", "key", "name_digest", "previous", "sequence", "status", "v"}));
  BOUCLIER_TRY(const uint64_t version, json.GetCount("v"));
  if (version != 1) return DirectoryDamaged("a change of another version");
  ChangeDocument document;
  BOUCLIER_TRY(document.sequence, json.GetCount("sequence"));
  BOUCLIER_TRY(document.previous, ParseDigest(json, "previous"));
  BOUCLIER_TRY(document.name_digest, ParseDigest(json, "name_digest"));
  BOUCLIER_TRY(document.actor.number, json.GetCount("actor"));
  BOUCLIER_TRY(document.actor.issuer, json.GetString("issuer"));
  BOUCLIER_TRY(const std::string key, json.GetString("key"));
  document.actor.key.algorithm = SignatureAlgorithm::kEcdsaP384Sha384;
  BOUCLIER_TRY(document.actor.key.bytes, ParseHex(key));
  BOUCLIER_TRY(const std::string status, json.GetString("status"));
  if (status != "active" && status != "revoked") return DirectoryDamaged("an unknown status");
  document.actor.status = status == "active" ? policy::ActorStatus::kActive : policy::ActorStatus::kRevoked;
  BOUCLIER_TRY(const Json grants, json.Get("grants"));
  if (grants.if_array() == nullptr) return DirectoryDamaged("grants is not a list");
  for (const Json& item : *grants.if_array()) {
    BOUCLIER_TRY(policy::Grant grant, ParseGrant(item));
    document.actor.grants.push_back(std::move(grant));
  }
  return document;
}

}  // namespace

Error DirectoryDamaged(const std::string& cause) {
  return Error(ErrorCode::kCorruption, "read directory of actors: " + cause,
               "restore the metadata database from its backup");
}

std::string WriteChangeDocument(const ChangeDocument& document) {
  Json::Array grants;
  for (const policy::Grant& grant : document.actor.grants) grants.push_back(GrantJson(grant));
  return Json(Json::Object{
                  {"actor", document.actor.number},
                  {"grants", std::move(grants)},
                  {"issuer", document.actor.issuer},
                  {"key", Hex(document.actor.key.bytes)},
                  {"name_digest", Hex(document.name_digest)},
                  {"previous", Hex(document.previous)},
                  {"sequence", document.sequence},
                  {"status", document.actor.status == policy::ActorStatus::kActive ? "active" : "revoked"},
                  {"v", 1},
              })
      .Canonical();
}

Result<ChangeDocument> ParseChangeDocument(std::string_view text) {
  Result<ChangeDocument> document = Parse(text);
  if (!document.ok() && document.error().code != ErrorCode::kCorruption)
    return DirectoryDamaged("a change is malformed");
  return document;
}

Result<ChangeDocument> VerifyChange(std::string_view text, const CustodianKeys& custodians) {
  Result<crypto::Jws> jws = crypto::ParseJws(text, kActorChangeType);
  if (!jws.ok()) return DirectoryDamaged("a change is not a signed document");
  const PublicKey* keys[] = {&custodians.a, &custodians.b};
  const char* kids[] = {"custodian-a", "custodian-b"};
  if (jws->signatures.size() != 2) return DirectoryDamaged("a change does not carry both custodians' signatures");
  for (size_t i = 0; i < 2; ++i) {
    if (jws->signatures[i].kid != kids[i] || !crypto::VerifyJws(*jws, i, *keys[i]).ok())
      return DirectoryDamaged(std::string("a change is not signed by ") + kids[i]);
  }
  return ParseChangeDocument(AsText(jws->payload));
}

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/people.h"

#include <algorithm>

#include "admission.h"
#include "bouclier/crypto/signature.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

// One grant for each role named.
Result<std::vector<policy::Grant>> ParseRoles(const Hub& hub, const std::vector<std::string>& roles) {
  std::vector<policy::Grant> grants;
  for (const std::string& text : roles) {
    const size_t colon = text.find(':');
    BOUCLIER_TRY(const policy::Role role, policy::ParseRole(text.substr(0, colon)));
    policy::Grant grant{role, {}};
    if (colon != std::string::npos) {
      BOUCLIER_TRY(const DatasetId dataset, hub.record().Dataset(text.substr(colon + 1)));
      grant.datasets.push_back(dataset);
    }
    grants.push_back(std::move(grant));
  }
  return grants;
}

Json::Array RolesJson(const Hub& hub, const policy::Actor& actor) {
  Json::Array roles;
  for (const policy::Grant& grant : actor.grants) {
    const std::string role(policy::RoleName(grant.role));
    if (grant.datasets.empty()) roles.emplace_back(role);
    for (DatasetId dataset : grant.datasets) roles.emplace_back(role + ":" + hub.record().NameOf(dataset));
  }
  return roles;
}

Json::Object PersonJson(const Hub& hub, const Person& person) {
  return {{"name", person.name},
          {"number", person.actor.number},
          {"roles", RolesJson(hub, person.actor)},
          {"status", person.actor.status == policy::ActorStatus::kActive ? "active" : "revoked"},
          {"key", crypto::Fingerprint(person.actor.key)}};
}

Result<void> Commit(Hub& hub, const std::string& action, const ActorChange& change) {
  vault::CommitBatch batch;
  batch.action = action;
  batch.entry_class = ports::EntryClass::kAdministration;
  batch.body = {{"subject", change.actor}, {"change", Hex(change.Digest())}, {"sequence", change.sequence}};
  batch.also = [&](ports::StateTransaction& transaction) { return ActorDirectory::Write(change, transaction); };
  BOUCLIER_TRY(const vault::Committed committed, hub.committer().Commit(std::move(batch)));
  static_cast<void>(committed);
  return {};
}

Result<Report> Changed(Hub& hub, const std::string& action, const Person& person, const ActorDirectory& directory) {
  BOUCLIER_TRY(const ActorChange change,
               directory.Replace(person, hub.signer(Custodian::kA), hub.signer(Custodian::kB)));
  BOUCLIER_TRY_VOID(Commit(hub, action, change));
  return Report{action, PersonJson(hub, person)};
}

}  // namespace

Result<Report> AddActor(const Config& config, const NewActor& actor) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const FileLock lock, hub->BeginJob());
  BOUCLIER_TRY(const std::vector<policy::Grant> grants, ParseRoles(*hub, actor.roles));
  BOUCLIER_TRY(const ActorDirectory directory, hub->Directory());
  BOUCLIER_TRY(const SecretBytes passphrase,
               ReadPassphrase(actor.passphrase, "New passphrase for the key of " + actor.name + ": "));
  if (passphrase.size() < 8)
    return Error(ErrorCode::kInvalidArgument, "add actor: a passphrase has at least 8 bytes", "choose a longer one");
  const crypto::PrivateKey key = crypto::PrivateKey::Generate(SignatureAlgorithm::kEcdsaP384Sha384);
  BOUCLIER_TRY(const ActorChange change, directory.Add(actor.name, key.public_key(), grants, hub->signer(Custodian::kA),
                                                       hub->signer(Custodian::kB)));
  // The key file first: a registered key nobody holds would be worse than a file nobody registered.
  const auto file = actor.key_out.value_or(KeyFileOf(config, change.actor));
  if (actor.key_out && RealFileSystem().Exists(file))
    return Error(ErrorCode::kConflict, "add actor: the key file is there already", "choose another --key-out");
  BOUCLIER_TRY_VOID(WriteTextFile(file, crypto::WriteKeyFile(key, passphrase)));
  BOUCLIER_TRY_VOID(Commit(*hub, "actor.add", change));
  Person person{{change.actor, "local", key.public_key(), grants, policy::ActorStatus::kActive}, actor.name};
  Json::Object data = PersonJson(*hub, person);
  data["key_file"] = file.string();
  return Report{"actor.add", std::move(data)};
}

Result<Report> ListActors(const Config& config) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const ActorDirectory directory, hub->Directory());
  Json::Array people;
  for (const Person& person : directory.people()) people.emplace_back(PersonJson(*hub, person));
  return Report{"actor.list", {{"people", std::move(people)}}};
}

Result<Report> GrantRoles(const Config& config, const std::string& name, const std::vector<std::string>& roles) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const FileLock lock, hub->BeginJob());
  BOUCLIER_TRY(const std::vector<policy::Grant> grants, ParseRoles(*hub, roles));
  BOUCLIER_TRY(const ActorDirectory directory, hub->Directory());
  BOUCLIER_TRY(Person person, directory.Find(name));
  const std::vector<policy::Grant> before = person.actor.grants;
  person.actor.status = policy::ActorStatus::kActive;
  for (const policy::Grant& grant : grants)
    if (std::ranges::find(person.actor.grants, grant) == person.actor.grants.end())
      person.actor.grants.push_back(grant);
  if (before == person.actor.grants)
    return Error(ErrorCode::kConflict, "grant role: the person has it already", "see: bouclier actor list");
  return Changed(*hub, "actor.grant", person, directory);
}

Result<Report> RevokeRoles(const Config& config, const std::string& name, const std::vector<std::string>& roles) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const FileLock lock, hub->BeginJob());
  BOUCLIER_TRY(const std::vector<policy::Grant> grants, ParseRoles(*hub, roles));
  BOUCLIER_TRY(const ActorDirectory directory, hub->Directory());
  BOUCLIER_TRY(Person person, directory.Find(name));
  const size_t before = person.actor.grants.size();
  if (roles.empty()) {
    if (person.actor.status == policy::ActorStatus::kRevoked)
      return Error(ErrorCode::kConflict, "revoke access: it is revoked already", "see: bouclier actor list");
    person.actor.status = policy::ActorStatus::kRevoked;
    person.actor.grants.clear();
  } else {
    std::erase_if(person.actor.grants,
                  [&](const policy::Grant& grant) { return std::ranges::find(grants, grant) != grants.end(); });
    if (person.actor.grants.size() == before)
      return Error(ErrorCode::kConflict, "revoke role: the person does not have it", "see: bouclier actor list");
  }
  return Changed(*hub, "actor.revoke", person, directory);
}

}  // namespace bouclier::app

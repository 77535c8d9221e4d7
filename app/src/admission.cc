// SPDX-License-Identifier: Apache-2.0
#include "admission.h"

#include "bouclier/crypto/json.h"
#include "bouclier/crypto/random.h"
#include "bouclier/policy/permit.h"

namespace bouclier::app {
namespace {

using crypto::Json;

Error NotKnown(const Asker& asker) {
  return Error(ErrorCode::kUnauthenticated, "authenticate: this name, key file and passphrase do not belong together",
               "check --as, --key and the passphrase; `bouclier actor list` shows the names", Retry::kAfterFix)
      .WithContext("asked as " + asker.name);
}

}  // namespace

std::filesystem::path KeyFileOf(const Config& config, uint64_t actor) {
  return config.ActorsFolder() / (std::to_string(actor) + ".key");  // by number: no name on the disk
}

Result<PersonWithKey> AuthenticateWithKey(Hub& hub, const Asker& asker) {
  if (asker.name.empty())
    return Error(ErrorCode::kInvalidArgument, "authenticate: nobody asks",
                 "say who you are: --as NAME, or BOUCLIER_AS");
  BOUCLIER_TRY(const ActorDirectory directory, hub.Directory());
  BOUCLIER_TRY(const SecretBytes passphrase, ReadPassphrase(asker.passphrase, "Passphrase of " + asker.name + ": "));
  const Result<Person> person = directory.Find(asker.name);
  if (!person.ok()) return NotKnown(asker);
  const auto file = asker.key_file.empty() ? KeyFileOf(hub.config(), person->actor.number) : asker.key_file;
  const Result<Bytes> text = RealFileSystem().Read(file, 64 * kKiB);
  if (!text.ok()) return NotKnown(asker);
  Result<crypto::PrivateKey> key = crypto::ReadKeyFile(AsText(*text), passphrase);
  if (!key.ok() && key.error().code == ErrorCode::kUnauthenticated) return NotKnown(asker);
  if (!key.ok()) return std::move(key).error();
  if (key->public_key() != person->actor.key) return NotKnown(asker);
  // The file's public half could be anybody's: it is the private one that has to answer.
  const auto challenge = crypto::RandomArray<32>();
  if (!crypto::Verify(person->actor.key, challenge, key->Sign(challenge)).ok()) return NotKnown(asker);
  return PersonWithKey{person->actor, std::move(key).value()};
}

Result<policy::Actor> Authenticate(Hub& hub, const Asker& asker) {
  BOUCLIER_TRY(PersonWithKey person, AuthenticateWithKey(hub, asker));
  return std::move(person.actor);
}

Result<void> Allow(Hub& hub, const policy::Actor& actor, policy::Action action,
                   const std::optional<DatasetId>& dataset) {
  Result<void> decision = policy::Decide(actor, action, dataset);
  if (decision.ok()) return decision;
  Json::Object body{{"asked", policy::ActionName(action)}};
  if (dataset) body["dataset"] = dataset->ToString();
  BOUCLIER_TRY_VOID(hub.Record(ports::EntryClass::kAccess, "access.denied", actor.number, std::move(body)));
  return decision;
}

Result<DatasetId> AllowDataset(Hub& hub, const policy::Actor& actor, policy::Action action, const std::string& name) {
  const Result<DatasetId> dataset = hub.record().Dataset(name);
  if (dataset.ok()) {
    BOUCLIER_TRY_VOID(Allow(hub, actor, action, *dataset));
    return *dataset;
  }
  BOUCLIER_TRY_VOID(Allow(hub, actor, action, DatasetId{crypto::RandomArray<16>()}));
  return dataset.error();
}

Result<void> RecordDenied(Hub& hub, const policy::Actor& actor, policy::Action action, const std::string& permit,
                          const Error& told, Json::Object more) {
  more["asked"] = policy::ActionName(action);
  more["code"] = ErrorCodeName(told.code);
  more["permit"] =
      policy::IsPermitName(permit) ? permit : std::string();  // whatever else was typed: the ledger takes no free text
  more["why"] = told.message;
  BOUCLIER_TRY_VOID(hub.Record(ports::EntryClass::kAccess, "access.denied", actor.number, std::move(more)));
  return {};
}

Result<policy::Actor> Admit(Hub& hub, const Asker& asker, policy::Action action) {
  BOUCLIER_TRY(policy::Actor actor, Authenticate(hub, asker));
  BOUCLIER_TRY_VOID(Allow(hub, actor, action, std::nullopt));
  return actor;
}

}  // namespace bouclier::app

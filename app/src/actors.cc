// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/actors.h"

#include <algorithm>
#include <map>

#include "actor_change.h"
#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/jws.h"
#include "bouclier/crypto/random.h"

namespace bouclier::app {
namespace {

constexpr std::string_view kChanges = "app.actor_changes";  // sequence (big-endian) → JWS
constexpr std::string_view kNames =
    "app.actor_names";  // actor number (big-endian) → nonce(32) ‖ sealed(salt(16) ‖ name)
constexpr size_t kSaltSize = 16, kNameNonce = 32;

Bytes NumberKey(uint64_t number) { return WithBe64({}, number); }

crypto::Aead NameCipher(const SecretBytes& directory_key, ByteView nonce) {
  return {crypto::AeadAlgorithm::kAes256Gcm,
          crypto::HkdfSha256(directory_key, nonce, AsBytes("bouclier/actor-name/v1"), 32)};
}

Bytes SealName(const SecretBytes& directory_key, uint64_t number, ByteView salt, std::string_view name) {
  const auto nonce = crypto::RandomArray<kNameNonce>();
  Bytes plain = ToBytes(salt);
  Append(plain, AsBytes(name));
  Bytes out = ToBytes(nonce);
  Append(out,
         NameCipher(directory_key, nonce).Seal(crypto::Nonce{}, NumberKey(number), plain));  // the key is used once
  return out;
}

struct OpenedName {
  ByteArray<kSaltSize> salt{};
  std::string name;
};

Result<OpenedName> OpenName(const SecretBytes& directory_key, uint64_t number, ByteView sealed) {
  if (sealed.size() < kNameNonce) return DirectoryDamaged("a name is cut");
  const ByteView nonce = sealed.first(kNameNonce);
  Result<Bytes> plain =
      NameCipher(directory_key, nonce).Open(crypto::Nonce{}, NumberKey(number), sealed.subspan(kNameNonce));
  if (!plain.ok() || plain->size() < kSaltSize) return DirectoryDamaged("a name does not open");
  OpenedName opened;
  std::copy_n(plain->begin(), kSaltSize, opened.salt.begin());
  opened.name.assign(plain->begin() + kSaltSize, plain->end());
  return opened;
}

Digest32 NameDigest(ByteView salt, std::string_view name) { return crypto::Sha256::Of({salt, AsBytes(name)}); }

}  // namespace

Digest32 ActorChange::Digest() const { return crypto::Sha256::Of(AsBytes(jws)); }

Result<ActorDirectory> ActorDirectory::Load(ports::StateReader& reader, const SecretBytes& directory_key,
                                            const CustodianKeys& custodians) {
  ActorDirectory directory;
  directory.directory_key_ = directory_key.Duplicate(SecretAccess{});
  std::map<uint64_t, ChangeDocument> newest;
  BOUCLIER_TRY_VOID(reader.Scan(kChanges, {}, {}, [&](ByteView key, ByteView value) -> Result<ports::ScanNext> {
    BOUCLIER_TRY(ChangeDocument document, VerifyChange(AsText(value), custodians));
    if (!Equal(key, NumberKey(directory.next_sequence_)) || document.sequence != directory.next_sequence_ ||
        document.previous != directory.head_)
      return DirectoryDamaged("the chain of changes has a gap");
    directory.head_ = crypto::Sha256::Of(value);
    ++directory.next_sequence_;
    const uint64_t number = document.actor.number;
    directory.history_.push_back(document.actor);
    newest.insert_or_assign(number, std::move(document));
    return ports::ScanNext::kGoOn;
  }));
  for (auto& [number, document] : newest) {
    BOUCLIER_TRY(const std::optional<Bytes> sealed, reader.Get(kNames, NumberKey(number)));
    if (!sealed) return DirectoryDamaged("a name is missing");
    BOUCLIER_TRY(OpenedName opened, OpenName(directory_key, number, *sealed));
    if (NameDigest(opened.salt, opened.name) != document.name_digest)
      return DirectoryDamaged("a name is not the one that was signed");
    directory.people_.push_back({std::move(document.actor), std::move(opened.name)});
  }
  return directory;
}

Result<Person> ActorDirectory::Find(std::string_view name) const {
  const auto it = std::ranges::find(people_, name, &Person::name);
  if (it == people_.end())
    return Error(ErrorCode::kNotFound, "find actor: there is no such person in this hub", "see: bouclier actor list");
  return *it;
}

Result<policy::Actor> ActorDirectory::ActorAt(uint64_t number, uint64_t changes) const {
  if (changes <= history_.size())
    for (uint64_t i = changes; i > 0; --i)
      if (history_[i - 1].number == number) return history_[i - 1];
  return Error(ErrorCode::kNotFound, "find actor: there was no such person in this hub at that time");
}

Result<ActorChange> ActorDirectory::Add(const std::string& name, const PublicKey& key,
                                        const std::vector<policy::Grant>& grants, ports::Signer& a,
                                        ports::Signer& b) const {
  if (name.empty() || name.size() > 100 || name.find('\n') != std::string::npos)
    return Error(ErrorCode::kInvalidArgument, "add actor: a name has 1 to 100 bytes on one line");
  if (Find(name).ok())
    return Error(ErrorCode::kConflict, "add actor: the name is taken",
                 "choose another name, or see: bouclier actor grant");
  Person person{
      {people_.empty() ? 1 : people_.back().actor.number + 1, "local", key, grants, policy::ActorStatus::kActive},
      name};
  return Sign(person, a, b);
}

Result<ActorChange> ActorDirectory::Replace(const Person& person, ports::Signer& a, ports::Signer& b) const {
  return Sign(person, a, b);
}

Result<ActorChange> ActorDirectory::Sign(const Person& person, ports::Signer& a, ports::Signer& b) const {
  const auto salt = crypto::RandomArray<kSaltSize>();
  const std::string document =
      WriteChangeDocument({next_sequence_, head_, person.actor, NameDigest(salt, person.name)});
  crypto::Jws jws{kActorChangeType, ToBytes(AsBytes(document)), {}};
  ports::Signer* signers[] = {&a, &b};
  const char* kids[] = {"custodian-a", "custodian-b"};
  for (size_t i = 0; i < 2; ++i) {
    constexpr auto kAlgorithm = SignatureAlgorithm::kEcdsaP384Sha384;
    BOUCLIER_TRY(Bytes signature,
                 signers[i]->Sign(crypto::JwsSigningInput(kAlgorithm, kids[i], kActorChangeType, jws.payload)));
    jws.signatures.push_back({kids[i], kAlgorithm, std::move(signature)});
  }
  return ActorChange{person.actor.number, next_sequence_, crypto::WriteJws(jws),
                     SealName(directory_key_, person.actor.number, salt, person.name)};
}

Result<void> ActorDirectory::Write(const ActorChange& change, ports::StateTransaction& transaction) {
  const Bytes key = NumberKey(change.sequence);
  BOUCLIER_TRY(const std::optional<Bytes> there, transaction.Get(kChanges, key));
  if (there)
    return Error(ErrorCode::kConflict, "change actor: somebody else changed the directory meanwhile",
                 "type the command again", Retry::kBackoff);
  BOUCLIER_TRY_VOID(transaction.Put(kChanges, key, AsBytes(change.jws)));
  return transaction.Put(kNames, NumberKey(change.actor), change.sealed_name);
}

}  // namespace bouclier::app

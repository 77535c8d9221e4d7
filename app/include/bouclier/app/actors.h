// SPDX-License-Identifier: Apache-2.0
// The people of a hub. What counts is a chain of changes, each signed by both custodians and bound to the one before
// it; the actors are what the chain says, computed anew at every start, so that a row written by anybody else is
// refused. Names are sealed apart. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/policy/actor.h"
#include "bouclier/ports/signer.h"
#include "bouclier/ports/state_store.h"

namespace bouclier::app {

struct Person {
  policy::Actor actor;
  std::string name;
};

struct CustodianKeys {
  PublicKey a, b;
};

// A signed change, ready to be committed.
struct ActorChange {
  uint64_t actor = 0;
  uint64_t sequence = 0;
  std::string jws;
  Bytes sealed_name;        // of the actor's row in the directory
  Digest32 Digest() const;  // of the JWS, for the ledger
};

class ActorDirectory {
 public:
  // Reads and verifies the whole chain. **Errors:** corruption (a change that does not verify, a gap, a name that does
  // not open).
  static Result<ActorDirectory> Load(ports::StateReader& reader, const SecretBytes& directory_key,
                                     const CustodianKeys& custodians);

  const std::vector<Person>& people() const { return people_; }
  // **Errors:** not_found.
  Result<Person> Find(std::string_view name) const;

  // How many changes the chain has, and an actor as the first `changes` of them said: who held which role when
  // something was signed. **Errors:** not_found: not there yet, or no such chain yet.
  uint64_t changes() const { return next_sequence_; }
  Result<policy::Actor> ActorAt(uint64_t number, uint64_t changes) const;

  // Changes, signed by both; they count once committed (Write). **Errors:** conflict (name taken), those of the
  // signers.
  Result<ActorChange> Add(const std::string& name, const PublicKey& key, const std::vector<policy::Grant>& grants,
                          ports::Signer& a, ports::Signer& b) const;
  Result<ActorChange> Replace(const Person& person, ports::Signer& a, ports::Signer& b) const;
  static Result<void> Write(const ActorChange& change, ports::StateTransaction& transaction);

 private:
  ActorDirectory() = default;
  Result<ActorChange> Sign(const Person& person, ports::Signer& a, ports::Signer& b) const;

  std::vector<Person> people_;
  std::vector<policy::Actor> history_;  // what each change said
  uint64_t next_sequence_ = 0;
  Digest32 head_{};  // digest of the newest change; zero: none
  SecretBytes directory_key_;
};

}  // namespace bouclier::app

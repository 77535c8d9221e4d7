// SPDX-License-Identifier: Apache-2.0
// tests/vectors/permit, and the directory of actors that stands there. Test support.
#pragma once

#include <filesystem>
#include <string>

#include "bouclier/base/file.h"
#include "bouclier/crypto/json.h"
#include "bouclier/provision/permit_document.h"
#include "bouclier/provision/signed_permit.h"

namespace bouclier::provision::test {

inline crypto::Json Vectors(const std::string& name) {
  namespace fs = std::filesystem;
  fs::path at = fs::read_symlink("/proc/self/exe").parent_path();
  while (at.has_relative_path() && !fs::exists(at / "tests/vectors/permit")) at = at.parent_path();
  return crypto::Json::Parse(AsText(RealFileSystem().Read(at / "tests/vectors/permit" / name, 1 << 22).value()))
      .value();
}
inline crypto::Json::Array List(const crypto::Json& json, std::string_view member) {
  return *json.Find(member)->if_array();
}
inline std::string Text(const crypto::Json& json, std::string_view member) { return json.GetString(member).value(); }

inline policy::Permit SmallPermit() {
  return ParsePermit(*List(Vectors("document.json"), "good")[0].if_string()).value();
}
inline policy::Permit LargePermit() {
  return ParsePermit(*List(Vectors("document.json"), "good")[1].if_string()).value();
}

// The vectors' directory, by its history.
inline ActorAt VectorDirectory() {
  return [people = List(Vectors("signed.json"), "directory")](uint64_t number,
                                                              uint64_t changes) -> Result<policy::Actor> {
    for (const crypto::Json& person : people) {
      if (person.GetCount("actor").value() != number) continue;
      policy::Actor actor;
      actor.number = 0;
      actor.key = {SignatureAlgorithm::kEcdsaP384Sha384, ParseHex(Text(person, "key")).value()};
      for (const crypto::Json& said : List(person, "history")) {
        if (said.GetCount("changes").value() > changes) break;
        actor.number = number;
        actor.status = Text(said, "status") == "active" ? policy::ActorStatus::kActive : policy::ActorStatus::kRevoked;
        actor.grants.clear();
        for (const crypto::Json& grant : List(said, "grants")) {
          policy::Grant one{policy::ParseRole(Text(grant, "role")).value(), {}};
          for (const crypto::Json& id : List(grant, "datasets"))
            one.datasets.push_back(DatasetId::Parse(*id.if_string()).value());
          actor.grants.push_back(std::move(one));
        }
      }
      if (actor.number != 0) return actor;
    }
    return Error(ErrorCode::kNotFound, "no such actor");
  };
}

}  // namespace bouclier::provision::test

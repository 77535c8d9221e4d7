// SPDX-License-Identifier: Apache-2.0
// Who is who: the crosswalk of a base out of what its files say, by the rules of BEN_IDT_ANO
// (docs/formats/crosswalk.md). What is not sure is marked, never guessed. Pure.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/vault/crosswalk.h"

namespace bouclier::ingest {

using IdentitySet = std::array<vault::IdentifierTable, vault::Crosswalk::kClasses>;  // keys by class

// A sound row of IR_BEN_R or IR_BEN_R_ARC. Numbers are places in the sets of identifiers.
struct BeneficiaryRow {
  uint32_t psa = vault::IdentifierTable::kAbsent;       // in the set of psa keys
  uint32_t person = vault::IdentifierTable::kAbsent;    // BEN_IDT_ANO, in the set of person keys
  uint32_t lifelong = vault::IdentifierTable::kAbsent;  // BEN_NIR_ANO, likewise
  bool archived = false;
  bool certified = true;    // BEN_IDT_TOP 1
  bool fictitious = false;  // BEN_CDI_NIR other than 00
};

struct Identified {
  IdentitySet keys;
  std::vector<BeneficiaryRow> beneficiaries;
};

// What changed or could not be told, for the report.
struct PeopleEvents {
  uint64_t merged = 0;          // an id that became another one's
  uint64_t ambiguous_psa = 0;   // a number and rank, or a number alone, that several persons have
  uint64_t without_id = 0;      // rows of beneficiaries that name no person
  uint64_t lifelong_twice = 0;  // a lifelong number that rows of two persons carry
  uint64_t moved_psa = 0;       // a number that was another person's in the snapshot before
};

struct People {
  vault::Crosswalk crosswalk;
  PeopleEvents events;
};

// Ordinals of `before` stay; new ones are given in the order of a keyed hash, which tells nothing of the files' order.
// **Errors:** exhausted: more identifiers of a class than ordinals.
Result<People> MakePeople(const Identified& identified, const vault::Crosswalk* before, const SecretBytes& order_key);

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
// The crosswalk of a base: which source identifier is which ordinal. The only place where source identifiers of
// accepted rows live; sealed under its own KEK. docs/formats/crosswalk.md. Immutable once made; thread-safe to read.
//
// Each identity class has a number space of its own. Several identifiers may be one person; a beneficiary number (psa)
// belongs to one person, to none, or to nobody can say which.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/catalog/table.h"
#include "bouclier/crypto/json.h"
#include "bouclier/vault/identifier_table.h"
#include "bouclier/vault/table_snapshot.h"

namespace bouclier::vault {

constexpr uint32_t kAmbiguousPerson = UINT32_MAX - 1;  // of a psa that several people have

// What is known of a person; bits.
enum PersonMark : uint8_t {
  kArchived = 1,     // only among beneficiaries without recent care
  kFictitious = 2,   // BEN_CDI_NIR other than 00
  kUnlisted = 4,     // in no table of beneficiaries: known by another table's person column
  kMerged = 8,       // had another id before
  kUncertified = 16  // BEN_IDT_TOP 0: the id is number and rank
};

// Keys of identifiers: what is looked up, written over `out` (whose memory is used again). A part never holds NUL: rows
// with NUL are refused.
void MakePsaKey(std::string& out, std::string_view number, std::string_view rank);  // rank empty: without one
void MakePersonKey(std::string& out, std::string_view ben_idt_ano);                 // the id
void MakeLifelongKey(std::string& out, std::string_view ben_nir_ano);               // the person's own pseudonym
void MakeCaseKey(std::string& out, std::string_view column, std::string_view value);
void MakeStayKey(std::string& out, std::string_view year, std::string_view establishment, std::string_view number);

class Crosswalk {
 public:
  using Identity = catalog::IdentityClass;
  static constexpr size_t kClasses = static_cast<size_t>(Identity::kEstablishment) + 1;

  struct Space {
    IdentifierTable keys;            // key → place
    std::vector<uint32_t> ordinals;  // place → ordinal
    uint32_t count = 0;              // ordinals in use: 0 … count − 1
  };

  // The ordinal of a key; kNoPerson when it is not known.
  uint32_t Find(Identity identity, std::string_view key) const {
    const Space& space = spaces[static_cast<size_t>(identity)];
    const uint32_t place = space.keys.Find(key);
    return place == IdentifierTable::kAbsent ? kNoPerson : space.ordinals[place];
  }
  // Person ordinal, kNoPerson or kAmbiguousPerson.
  uint32_t PersonOf(uint32_t psa) const { return psa_person[psa]; }
  uint32_t Count(Identity identity) const { return spaces[static_cast<size_t>(identity)].count; }
  uint64_t memory() const;

  std::array<Space, kClasses> spaces;
  std::vector<uint32_t> psa_person;   // one a psa ordinal
  std::vector<uint8_t> person_marks;  // one a person ordinal
};

// docs/formats/crosswalk.md. **Errors:** corruption, unsupported (version).
Bytes EncodeCrosswalk(const Crosswalk& crosswalk);
Result<Crosswalk> DecodeCrosswalk(ByteView encoded);

}  // namespace bouclier::vault

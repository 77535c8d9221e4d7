// SPDX-License-Identifier: Apache-2.0
// The ordinals of beneficiary numbers, with rank and without. A number alone (NIR_ANO_17 of a stay) is the same ordinal
// as its only rank while one rank is known, so that a stay joins the beneficiary by it; with several ranks it has an
// ordinal of its own. docs/formats/crosswalk.md. Pure; not thread-safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "bouclier/vault/crosswalk.h"
#include "keyed_order.h"

namespace bouclier::ingest {

class PsaNumbers {
 public:
  // `space` holds what was known before; it outlives the object.
  explicit PsaNumbers(vault::Crosswalk::Space& space);
  // Adds those of `keys` that are new. An ordinal that was given stays that of the ranked number; a number alone whose
  // second rank came up moves to a new one.
  void Extend(const vault::IdentifierTable& keys, const KeyedOrder& order);
  // Of each number alone that shares no ordinal: the person that all its ranks have; ambiguous when they differ or one
  // of them is not known; `psa_person` says so already of a number without any rank. Returns how many are ambiguous.
  uint64_t FillRankless(std::vector<uint32_t>& psa_person) const;

 private:
  struct Ranks {
    uint32_t count = 0;    // ranks known
    uint32_t ordinal = 0;  // of the first
  };
  static std::string_view NumberOf(std::string_view key) { return key.substr(0, key.find('\0') + 1); }
  static bool IsAlone(std::string_view key) { return key.ends_with('\0'); }
  Ranks& RanksOf(std::string_view key);
  void AddRanked(std::string_view key);
  void AddAlone(std::string_view key);
  void MoveShared();

  vault::Crosswalk::Space& space_;
  vault::IdentifierTable numbers_;  // without rank
  std::vector<Ranks> ranks_;        // by their place there
};

}  // namespace bouclier::ingest

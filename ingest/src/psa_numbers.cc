// SPDX-License-Identifier: Apache-2.0
#include "psa_numbers.h"

#include <algorithm>

namespace bouclier::ingest {
namespace {

using vault::IdentifierTable;

constexpr uint32_t kNone = vault::kNoPerson;
constexpr uint32_t kAmbiguous = vault::kAmbiguousPerson;

}  // namespace

PsaNumbers::PsaNumbers(vault::Crosswalk::Space& space) : space_(space) {
  for (uint32_t place = 0; place < space_.keys.size(); ++place) {
    const std::string_view key = space_.keys.Text(place);
    Ranks& ranks = RanksOf(key);
    if (!IsAlone(key) && ranks.count++ == 0) ranks.ordinal = space_.ordinals[place];
  }
}

PsaNumbers::Ranks& PsaNumbers::RanksOf(std::string_view key) {
  const uint32_t number = numbers_.Intern(NumberOf(key));
  if (number == ranks_.size()) ranks_.emplace_back();
  return ranks_[number];
}

void PsaNumbers::Extend(const IdentifierTable& keys, const KeyedOrder& order) {
  std::vector<uint32_t> fresh;
  for (uint32_t number = 0; number < keys.size(); ++number)
    if (space_.keys.Find(keys.Text(number)) == IdentifierTable::kAbsent) fresh.push_back(number);
  fresh = order.Sorted(keys, std::move(fresh));
  for (const uint32_t number : fresh)
    if (!IsAlone(keys.Text(number))) AddRanked(keys.Text(number));
  MoveShared();
  for (const uint32_t number : fresh)
    if (IsAlone(keys.Text(number))) AddAlone(keys.Text(number));
}

// The first rank of a number that was known alone takes its ordinal.
void PsaNumbers::AddRanked(std::string_view key) {
  Ranks& ranks = RanksOf(key);
  uint32_t ordinal = space_.count;
  if (ranks.count == 0) {
    const uint32_t alone = space_.keys.Find(NumberOf(key));
    if (alone != IdentifierTable::kAbsent) ordinal = space_.ordinals[alone];
    ranks.ordinal = ordinal;
  }
  ++ranks.count;
  space_.keys.Intern(key);
  space_.ordinals.push_back(ordinal);
  space_.count = std::max(space_.count, ordinal + 1);
}

// Numbers alone that shared the ordinal of a rank that is no longer the only one.
void PsaNumbers::MoveShared() {
  for (uint32_t place = 0; place < space_.keys.size(); ++place) {
    const std::string_view key = space_.keys.Text(place);
    if (!IsAlone(key)) continue;
    const Ranks& ranks = RanksOf(key);
    if (ranks.count > 1 && ranks.ordinal == space_.ordinals[place]) space_.ordinals[place] = space_.count++;
  }
}

void PsaNumbers::AddAlone(std::string_view key) {
  const Ranks& ranks = RanksOf(key);
  space_.keys.Intern(key);
  space_.ordinals.push_back(ranks.count == 1 ? ranks.ordinal : space_.count);
  space_.count = std::max(space_.count, space_.ordinals.back() + 1);
}

uint64_t PsaNumbers::FillRankless(std::vector<uint32_t>& psa_person) const {
  std::vector<uint32_t> owner(numbers_.size(), kNone);
  std::vector<bool> seen(numbers_.size());
  for (uint32_t place = 0; place < space_.keys.size(); ++place) {
    const std::string_view key = space_.keys.Text(place);
    if (IsAlone(key)) continue;
    const uint32_t number = numbers_.Find(NumberOf(key));
    const uint32_t person = psa_person[space_.ordinals[place]];
    if (seen[number] && owner[number] != person)
      owner[number] = kAmbiguous;
    else
      owner[number] = person;
    seen[number] = true;
  }
  uint64_t ambiguous = 0;
  for (uint32_t place = 0; place < space_.keys.size(); ++place) {
    const std::string_view key = space_.keys.Text(place);
    if (!IsAlone(key)) continue;
    const uint32_t number = numbers_.Find(key);
    if (ranks_[number].count < 2) continue;
    psa_person[space_.ordinals[place]] = owner[number];
    ambiguous += owner[number] == kAmbiguous;
  }
  return ambiguous;
}

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
#include "person.h"

#include <algorithm>

namespace bouclier::synth {
namespace {

// The standing of a person by its place in a group of 500: fixed shares, whatever the seed. Rows are shuffled later.
constexpr uint32_t kGroup = 500;
constexpr uint32_t kTwinsTo = 44;  // from 36 on: four pairs, three of one sex

Standing StandingAt(uint32_t place) {
  if (place < 16) return Standing::kChangedInsured;
  if (place < 19) return Standing::kMerged;
  if (place < 26) return Standing::kUncertified;
  if (place < 31) return Standing::kArchived;
  if (place < 34) return Standing::kFictitious;
  if (place == 34) return Standing::kUnlisted;
  if (place == 35) return Standing::kRefused;
  if (place < kTwinsTo - 2) return Standing::kTwinSameSex;
  if (place < kTwinsTo) return Standing::kTwinOtherSex;
  return Standing::kOrdinary;
}

bool IsTwin(Standing standing) { return standing == Standing::kTwinSameSex || standing == Standing::kTwinOtherSex; }

uint8_t PickRegion(const Setting& setting, Draws& draws) {
  double left = draws.Unit();
  for (size_t i = 0; i + 1 < setting.regions.size(); ++i) {
    left -= setting.regions[i].weight;
    if (left < 0) return static_cast<uint8_t>(i);
  }
  return static_cast<uint8_t>(setting.regions.size() - 1);
}

int PickAge(Draws& draws) {
  const double shape = draws.Unit();
  if (shape < 0.22) return draws.Between(0, 17);
  if (shape < 0.80) return draws.Between(18, 64);
  return shape < 0.97 ? draws.Between(65, 84) : draws.Between(85, 99);
}

void GiveHome(const Setting& setting, Draws& draws, Person& person) {
  person.region = PickRegion(setting, draws);
  const auto count = static_cast<uint32_t>(setting.regions[person.region].departments.size());
  person.department = static_cast<uint16_t>(draws.Below(count));
  person.commune = static_cast<uint16_t>(draws.Between(1, 400));
}

void GiveIllness(const Setting& setting, Draws& draws, int age, Person& person) {
  const double share = age < 40 ? 0.03 : age < 65 ? 0.13 : 0.40;
  if (!draws.Chance(share)) return;
  person.illness = static_cast<int8_t>(draws.Below(kLongIllnesses.size()));
  person.illness_from = std::max(setting.first_day - draws.Between(30, 3000), person.BornFrom());
  const bool closed = draws.Chance(0.2);
  const Day end = person.illness_from + draws.Between(900, 3600);
  if (closed) person.illness_to = end;
  person.need *= 2.2f;
}

void GiveDeath(const Setting& setting, Draws& draws, int age, Person& person) {
  const double yearly = age < 50 ? 0.001 : age < 70 ? 0.006 : age < 85 ? 0.04 : 0.15;
  const int days = setting.last_day - setting.first_day + 1;
  const bool dies = draws.Chance(std::min(0.9, yearly * days / 365.0));
  const Day day = setting.first_day + static_cast<Day>(draws.Below(static_cast<uint32_t>(days)));
  const bool kept = person.standing == Standing::kOrdinary || person.standing == Standing::kChangedInsured ||
                    person.standing == Standing::kUncertified || person.standing == Standing::kMerged;
  if (dies && kept) person.death = day;
}

void GiveStanding(const Setting& setting, Draws& draws, Person& person) {
  const int days = setting.last_day - setting.first_day + 1;
  const Day middle = setting.first_day + days / 4 + static_cast<Day>(draws.Below(static_cast<uint32_t>(days / 2 + 1)));
  const bool rank_moves = draws.Chance(0.3);
  if (person.standing == Standing::kChangedInsured || person.standing == Standing::kMerged) person.changed_on = middle;
  if (person.standing == Standing::kChangedInsured && rank_moves) person.rank_after = 2;
}

}  // namespace

std::string_view StandingName(Standing standing) {
  constexpr std::array<std::string_view, kStandings> kNames = {
      "ordinary",    "twin_same_sex", "twin_other_sex", "changed_insured", "merged",
      "uncertified", "archived",      "fictitious",     "unlisted",        "refused"};
  return kNames[static_cast<size_t>(standing)];
}

bool Person::Identified() const {
  return standing != Standing::kArchived && standing != Standing::kFictitious && standing != Standing::kUnlisted &&
         standing != Standing::kRefused;
}

Person MakePerson(const Setting& setting, uint32_t index) {
  Person person;
  person.index = index;
  person.standing = StandingAt(index % kGroup);
  const bool twin = IsTwin(person.standing);
  const uint32_t elder = twin ? index - index % 2 : index;
  if (twin && elder + 1 >= setting.people) person.standing = Standing::kOrdinary;  // the other one was never born
  // Twins are born on one day in one home: what they share is drawn for the elder.
  Draws shared(setting.seed, twin ? Stream::kTwinPair : Stream::kPerson, elder);
  const int age = twin ? shared.Between(1, 40) : PickAge(shared);
  person.birth_year = static_cast<int16_t>(YearOfMonth(setting.first_month) - age);
  // Everyone is born when care begins.
  const int last_month = age == 0 ? static_cast<int>(MonthInYear(setting.first_month)) : 12;
  person.birth_month = static_cast<uint8_t>(shared.Between(1, last_month));
  person.sex = static_cast<uint8_t>(shared.Between(1, 2));
  GiveHome(setting, shared, person);
  if (person.standing == Standing::kTwinSameSex) person.rank = person.rank_after = index == elder ? 1 : 2;
  if (person.standing == Standing::kTwinOtherSex) person.sex = index == elder ? 1 : 2;
  Draws own(setting.seed, Stream::kPerson, (uint64_t{1} << 32) + index);
  person.need = static_cast<float>((0.5 + own.Unit()) * (age < 6 ? 1.2 : age < 40 ? 0.7 : age < 65 ? 1.0 : 1.5));
  GiveIllness(setting, own, age, person);
  GiveStanding(setting, own, person);
  GiveDeath(setting, own, age, person);
  return person;
}

const catalog::Department& DepartmentOf(const Setting& setting, const Person& person) {
  return *setting.regions[person.region].departments[person.department];
}

Pseudonym::Pseudonym(uint64_t seed, std::string_view kind, uint64_t key) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  uint64_t domain = 0;
  for (const char c : kind) domain = domain * 257 + static_cast<unsigned char>(c);
  uint64_t bits = 0;
  for (size_t i = 0; i < text_.size(); ++i) {
    if (i % 9 == 0) bits = Hash(seed ^ domain, Stream::kIdentifier, key, i);
    text_[i] = kAlphabet[bits % kAlphabet.size()];
    bits /= kAlphabet.size();
  }
}

Affiliation AffiliationOn(const Person& person, Day day) {
  const bool changed = person.standing == Standing::kChangedInsured && day >= person.changed_on;
  return changed ? Affiliation::kSecond : Affiliation::kFirst;
}

Pseudonym Psa(const Setting& setting, const Person& person, Affiliation affiliation) {
  const uint32_t key = person.standing == Standing::kTwinSameSex ? person.index - person.index % 2 : person.index;
  return Pseudonym(setting.seed, affiliation == Affiliation::kFirst ? "psa" : "psa after", key);
}

int RankUnder(const Person& person, Affiliation affiliation) {
  return affiliation == Affiliation::kFirst ? person.rank : person.rank_after;
}

Pseudonym LifelongNumber(const Setting& setting, const Person& person) {
  return Pseudonym(setting.seed, "nir ano", person.index);
}

bool Certified(const Person& person) {
  return person.standing != Standing::kUncertified && person.standing != Standing::kFictitious;
}

std::string PersonId(const Setting& setting, const Person& person) {
  if (!Certified(person)) return UncertifiedId(setting, person, Affiliation::kFirst);
  return std::string(LifelongNumber(setting, person).text());
}

std::string UncertifiedId(const Setting& setting, const Person& person, Affiliation affiliation) {
  return std::string(Psa(setting, person, affiliation).text()) + std::to_string(RankUnder(person, affiliation));
}

}  // namespace bouclier::synth

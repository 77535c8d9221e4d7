// SPDX-License-Identifier: Apache-2.0
#include "people.h"

#include <algorithm>
#include <numeric>

#include "psa_numbers.h"

namespace bouclier::ingest {
namespace {

using vault::Crosswalk;
using vault::IdentifierTable;
using Identity = catalog::IdentityClass;

constexpr uint32_t kNone = vault::kNoPerson;
constexpr uint32_t kAmbiguous = vault::kAmbiguousPerson;

size_t IndexOf(Identity identity) { return static_cast<size_t>(identity); }

class Maker {
 public:
  Maker(const Identified& identified, const Crosswalk* before, const SecretBytes& order_key)
      : in_(identified), before_(before), order_key_(order_key) {}

  Result<People> Make() {
    for (size_t i = 0; i < Crosswalk::kClasses; ++i) {
      if (before_ != nullptr) CopySpace(before_->spaces[i], made_.crosswalk.spaces[i]);
      const uint64_t most = uint64_t{made_.crosswalk.spaces[i].count} + in_.keys[i].size();
      if (most >= kAmbiguous) return Error(ErrorCode::kExhausted, "make crosswalk: more identifiers than ordinals");
      const auto identity = static_cast<Identity>(i);
      if (identity != Identity::kPerson && identity != Identity::kPsa) ExtendPlain(identity);
    }
    PsaNumbers psa(Space(Identity::kPsa));
    psa.Extend(Keys(Identity::kPsa), KeyedOrder(order_key_, Identity::kPsa));
    if (before_ != nullptr) made_.crosswalk.person_marks = before_->person_marks;
    FindOwners();
    JoinIds();
    NumberPersons();
    FillNumbers();
    made_.events.ambiguous_psa += psa.FillRankless(made_.crosswalk.psa_person);
    return std::move(made_);
  }

 private:
  Crosswalk::Space& Space(Identity identity) { return made_.crosswalk.spaces[IndexOf(identity)]; }
  const IdentifierTable& Keys(Identity identity) const { return in_.keys[IndexOf(identity)]; }

  static void CopySpace(const Crosswalk::Space& from, Crosswalk::Space& to) {
    for (uint32_t place = 0; place < from.keys.size(); ++place) to.keys.Intern(from.keys.Text(place));
    to.ordinals = from.ordinals;
    to.count = from.count;
  }
  static void Add(Crosswalk::Space& space, std::string_view key, uint32_t ordinal) {
    space.keys.Intern(key);
    space.ordinals.push_back(ordinal);
    space.count = std::max(space.count, ordinal + 1);
  }

  // Each new text is a new ordinal.
  void ExtendPlain(Identity identity) {
    Crosswalk::Space& space = Space(identity);
    const IdentifierTable& keys = Keys(identity);
    std::vector<uint32_t> fresh;
    for (uint32_t number = 0; number < keys.size(); ++number)
      if (space.keys.Find(keys.Text(number)) == IdentifierTable::kAbsent) fresh.push_back(number);
    for (const uint32_t number : KeyedOrder(order_key_, identity).Sorted(keys, std::move(fresh)))
      Add(space, keys.Text(number), space.count);
  }

  // Which id each beneficiary number has. Current rows first, then the merges that archived rows tell, then the other
  // archived rows: so the order of rows does not decide (but for an id that two merges claim: the first counts).
  void FindOwners() {
    const size_t numbers = Keys(Identity::kPsa).size(), ids = Keys(Identity::kPerson).size();
    owner_.assign(numbers, kNone);
    became_.resize(ids);
    std::iota(became_.begin(), became_.end(), 0u);
    marks_.assign(ids, vault::kUnlisted);
    for (const BeneficiaryRow& row : in_.beneficiaries)
      if (!row.archived) TakeRow(row);
    const std::vector<uint32_t> current = owner_;
    std::vector<bool> merges(in_.beneficiaries.size());
    for (size_t i = 0; i < merges.size(); ++i) {
      const BeneficiaryRow& row = in_.beneficiaries[i];
      merges[i] = row.archived && row.psa != IdentifierTable::kAbsent && Merge(row, current[row.psa]);
    }
    for (size_t i = 0; i < merges.size(); ++i)
      if (in_.beneficiaries[i].archived && !merges[i]) TakeRow(in_.beneficiaries[i]);
  }

  void TakeRow(const BeneficiaryRow& row) {
    if (row.person == IdentifierTable::kAbsent) {
      ++made_.events.without_id;
      return;
    }
    uint8_t& marks = marks_[row.person];
    const bool listed_before = (marks & vault::kUnlisted) == 0;
    if (!listed_before) marks = row.archived ? vault::kArchived : 0;
    if (!row.archived) marks &= static_cast<uint8_t>(~vault::kArchived);
    if (row.fictitious) marks |= vault::kFictitious;
    if (!row.certified) marks |= vault::kUncertified;
    if (row.psa == IdentifierTable::kAbsent) return;
    uint32_t& owner = owner_[row.psa];
    if (owner == kNone) owner = row.person;
    if (owner != row.person) owner = kAmbiguous;
  }

  // An uncertified id under a number that is now someone's certified one was that person's. Whether it was.
  bool Merge(const BeneficiaryRow& row, uint32_t current) {
    if (current == kNone || current == kAmbiguous || row.person == IdentifierTable::kAbsent) return false;
    if (current == row.person || row.certified || (marks_[current] & vault::kUncertified) != 0) return false;
    if (became_[row.person] == current) return true;
    if ((marks_[row.person] & vault::kUnlisted) == 0 || became_[row.person] != row.person) return false;
    became_[row.person] = current;
    marks_[current] |= vault::kMerged;
    ++made_.events.merged;
    return true;
  }

  // Lifelong numbers are names of the person whose row carries them.
  void JoinIds() {
    std::vector<uint32_t> bearer(Keys(Identity::kPerson).size(), kNone);
    for (const BeneficiaryRow& row : in_.beneficiaries) {
      if (row.lifelong == IdentifierTable::kAbsent || row.person == IdentifierTable::kAbsent) continue;
      uint32_t& of = bearer[row.lifelong];
      const uint32_t person = became_[row.person];
      if (of == person) continue;
      if (of != kNone) ++made_.events.lifelong_twice;
      const IdentifierTable& keys = Keys(Identity::kPerson);  // the first in order of text: whatever the files' order
      if (of == kNone || keys.Text(person) < keys.Text(of)) of = person;
    }
    const IdentifierTable& keys = Keys(Identity::kPerson);
    std::string key;
    for (uint32_t number = 0; number < keys.size(); ++number) {
      if (keys.Text(number).front() != 'N') continue;
      if (bearer[number] == kNone) {  // a certified id is the lifelong number itself
        vault::MakePersonKey(key, keys.Text(number).substr(2));
        const uint32_t id = keys.Find(key);
        if (id != IdentifierTable::kAbsent) bearer[number] = became_[id];
      }
      if (bearer[number] != kNone) became_[number] = bearer[number];
    }
  }

  void NumberPersons() {
    Crosswalk::Space& space = Space(Identity::kPerson);
    const IdentifierTable& keys = Keys(Identity::kPerson);
    ordinal_.assign(keys.size(), kNone);
    InheritOrdinals(space, keys);
    std::vector<uint32_t> fresh;
    for (uint32_t number = 0; number < keys.size(); ++number)
      if (became_[number] == number && ordinal_[number] == kNone) fresh.push_back(number);
    for (const uint32_t number : KeyedOrder(order_key_, Identity::kPerson).Sorted(keys, std::move(fresh)))
      ordinal_[number] = space.count++;
    for (uint32_t number = 0; number < keys.size(); ++number) {
      const uint32_t ordinal = ordinal_[number] = ordinal_[became_[number]];
      const uint32_t place = space.keys.Find(keys.Text(number));
      if (place == IdentifierTable::kAbsent)
        Add(space, keys.Text(number), ordinal);
      else
        space.ordinals[place] = ordinal;
    }
    made_.crosswalk.person_marks.resize(space.count, 0);
    for (uint32_t number = 0; number < keys.size(); ++number)
      if (became_[number] == number) MarkPerson(ordinal_[number], marks_[number]);
  }

  // Whoever was known keeps the ordinal, which is one person's only; a person certified since then keeps that of the
  // uncertified id.
  void InheritOrdinals(const Crosswalk::Space& space, const IdentifierTable& keys) {
    std::vector<uint32_t> holder(space.count, kNone);  // ordinal → the key whose person has it
    for (const bool own : {true, false})
      for (uint32_t number = 0; number < keys.size(); ++number) {
        if ((became_[number] == number) != own) continue;
        const uint32_t place = space.keys.Find(keys.Text(number));
        uint32_t& ordinal = ordinal_[became_[number]];
        if (place == IdentifierTable::kAbsent || ordinal != kNone) continue;
        uint32_t& held = holder[space.ordinals[place]];
        if (!own && held != kNone) continue;  // ids that were one stay one; a lifelong number alone makes nobody one
        ordinal = space.ordinals[place];
        if (held == kNone || (marks_[held] & vault::kUnlisted) != 0) held = became_[number];
      }
    if (before_ == nullptr) return;
    const IdentifierTable& numbers = Keys(Identity::kPsa);
    for (const BeneficiaryRow& row : in_.beneficiaries) {
      if (row.archived || !row.certified || row.psa == IdentifierTable::kAbsent || owner_[row.psa] != row.person)
        continue;
      const uint32_t psa = before_->Find(Identity::kPsa, numbers.Text(row.psa));
      const uint32_t person = psa == kNone ? kNone : before_->PersonOf(psa);
      if (person == kNone || person == kAmbiguous || ordinal_[row.person] == person) continue;
      const bool listed = holder[person] != kNone && (marks_[holder[person]] & vault::kUnlisted) == 0;
      if (ordinal_[row.person] == kNone && !listed && (before_->person_marks[person] & vault::kUncertified) != 0) {
        ordinal_[row.person] = person;
        holder[person] = row.person;
        marks_[row.person] |= vault::kMerged;
        ++made_.events.merged;
      } else {
        ++made_.events.moved_psa;
      }
    }
  }

  // Ordinals of before whose every key is now another person's: what this delivery does not name again follows.
  void FollowMerged() {
    if (before_ == nullptr) return;
    const Crosswalk::Space& space = Space(Identity::kPerson);
    const Crosswalk::Space& old = before_->spaces[IndexOf(Identity::kPerson)];
    std::vector<uint32_t> now(old.count, kNone);
    for (uint32_t place = 0; place < old.keys.size(); ++place) {
      uint32_t& ordinal = now[old.ordinals[place]];
      const uint32_t moved = space.ordinals[place];  // places of before are kept
      if (ordinal == kNone || moved == old.ordinals[place]) ordinal = moved;
    }
    for (uint32_t& person : made_.crosswalk.psa_person)
      if (person < now.size() && now[person] != kNone) person = now[person];
  }

  // A delivery without the tables of beneficiaries tells nothing new of those who were listed.
  void MarkPerson(uint32_t ordinal, uint8_t marks) {
    uint8_t& kept = made_.crosswalk.person_marks[ordinal];
    const bool known = before_ != nullptr && ordinal < before_->person_marks.size();
    if ((marks & vault::kUnlisted) != 0 && known) return;
    kept = static_cast<uint8_t>(marks | (known ? kept & vault::kMerged : 0));
  }

  void FillNumbers() {
    Crosswalk& made = made_.crosswalk;
    if (before_ != nullptr) made.psa_person = before_->psa_person;
    FollowMerged();
    made.psa_person.resize(Space(Identity::kPsa).count, kNone);
    const IdentifierTable& numbers = Keys(Identity::kPsa);
    for (uint32_t number = 0; number < numbers.size(); ++number) {
      if (owner_[number] == kNone) continue;
      const uint32_t psa = made.Find(Identity::kPsa, numbers.Text(number));
      made.psa_person[psa] = owner_[number] == kAmbiguous ? kAmbiguous : ordinal_[owner_[number]];
      if (owner_[number] == kAmbiguous) ++made_.events.ambiguous_psa;
    }
  }

  const Identified& in_;
  const Crosswalk* before_;
  const SecretBytes& order_key_;
  People made_;
  std::vector<uint32_t> owner_;    // psa key → person key, kNone or kAmbiguous
  std::vector<uint32_t> became_;   // person key → the key whose person it is
  std::vector<uint8_t> marks_;     // by person key
  std::vector<uint32_t> ordinal_;  // by person key
};

}  // namespace

Result<People> MakePeople(const Identified& identified, const Crosswalk* before, const SecretBytes& order_key) {
  return Maker(identified, before, order_key).Make();
}

}  // namespace bouclier::ingest

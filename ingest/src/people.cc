// SPDX-License-Identifier: Apache-2.0
#include "people.h"

#include <algorithm>
#include <numeric>

#include "bouclier/crypto/hash.h"

namespace bouclier::ingest {
namespace {

using vault::Crosswalk;
using vault::IdentifierTable;
using Identity = catalog::IdentityClass;

constexpr uint32_t kNone = vault::kNoPerson;
constexpr uint32_t kAmbiguous = vault::kAmbiguousPerson;

size_t IndexOf(Identity identity) { return static_cast<size_t>(identity); }

// Texts in the order of HMAC(order key, class ‖ text).
class KeyedOrder {
 public:
  KeyedOrder(const SecretBytes& key, Identity identity) : key_(key), identity_(static_cast<uint8_t>(identity)) {}

  std::vector<uint32_t> Sorted(const IdentifierTable& texts, std::vector<uint32_t> numbers) const {
    std::vector<std::pair<Digest32, uint32_t>> order;
    order.reserve(numbers.size());
    for (const uint32_t number : numbers) {
      Bytes message{identity_};
      Append(message, AsBytes(texts.Text(number)));
      order.emplace_back(crypto::HmacSha256(key_, message), number);
    }
    std::sort(order.begin(), order.end());
    for (size_t i = 0; i < order.size(); ++i) numbers[i] = order[i].second;
    return numbers;
  }

 private:
  const SecretBytes& key_;
  uint8_t identity_;
};

class Maker {
 public:
  Maker(const Identified& identified, const Crosswalk* before, const SecretBytes& order_key)
      : in_(identified), before_(before), order_key_(order_key) {}

  Result<People> Make() {
    for (size_t i = 0; i < Crosswalk::kClasses; ++i) {
      if (before_ != nullptr) CopySpace(before_->spaces[i], made_.crosswalk.spaces[i]);
      const uint64_t most = uint64_t{made_.crosswalk.spaces[i].count} + in_.keys[i].size();
      if (most >= kAmbiguous) return Error(ErrorCode::kExhausted, "make crosswalk: more identifiers than ordinals");
      if (static_cast<Identity>(i) != Identity::kPerson) ExtendPlain(static_cast<Identity>(i));
    }
    if (before_ != nullptr) made_.crosswalk.person_marks = before_->person_marks;
    FindOwners();
    JoinIds();
    NumberPersons();
    FillNumbers();
    FillRankless();
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

  // Which id each beneficiary number has: of the current rows, and where these say nothing, of the archived ones.
  void FindOwners() {
    const size_t numbers = Keys(Identity::kPsa).size(), ids = Keys(Identity::kPerson).size();
    owner_.assign(numbers, kNone);
    became_.resize(ids);
    std::iota(became_.begin(), became_.end(), 0u);
    marks_.assign(ids, vault::kUnlisted);
    for (const BeneficiaryRow& row : in_.beneficiaries)
      if (!row.archived) TakeRow(row);
    const std::vector<uint32_t> current = owner_;
    for (const BeneficiaryRow& row : in_.beneficiaries)
      if (row.archived) TakeArchived(row, row.psa == IdentifierTable::kAbsent ? kNone : current[row.psa]);
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

  // An uncertified id under a number that is now someone's certified one was that person's.
  void TakeArchived(const BeneficiaryRow& row, uint32_t current) {
    const bool other = current != kNone && current != kAmbiguous && current != row.person;
    if (other && !row.certified && row.person != IdentifierTable::kAbsent &&
        (marks_[row.person] & vault::kUnlisted) != 0) {
      became_[row.person] = current;
      marks_[current] |= vault::kMerged;
      ++made_.events.merged;
      return;
    }
    TakeRow(row);
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

  // Whoever was known keeps the ordinal; a person certified since then keeps that of the uncertified id.
  void InheritOrdinals(const Crosswalk::Space& space, const IdentifierTable& keys) {
    for (uint32_t number = 0; number < keys.size(); ++number) {
      const uint32_t place = space.keys.Find(keys.Text(number));
      uint32_t& ordinal = ordinal_[became_[number]];
      if (place != IdentifierTable::kAbsent && (ordinal == kNone || became_[number] == number))
        ordinal = space.ordinals[place];
    }
    if (before_ == nullptr) return;
    const IdentifierTable& numbers = Keys(Identity::kPsa);
    for (const BeneficiaryRow& row : in_.beneficiaries) {
      if (row.archived || !row.certified || row.psa == IdentifierTable::kAbsent || owner_[row.psa] != row.person)
        continue;
      const uint32_t psa = before_->Find(Identity::kPsa, numbers.Text(row.psa));
      const uint32_t person = psa == kNone ? kNone : before_->PersonOf(psa);
      if (person == kNone || person == kAmbiguous || ordinal_[row.person] == person) continue;
      if (ordinal_[row.person] == kNone && (before_->person_marks[person] & vault::kUncertified) != 0) {
        ordinal_[row.person] = person;
        marks_[row.person] |= vault::kMerged;
        ++made_.events.merged;
      } else {
        ++made_.events.moved_psa;
      }
    }
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
    made.psa_person.resize(Space(Identity::kPsa).count, kNone);
    const IdentifierTable& numbers = Keys(Identity::kPsa);
    for (uint32_t number = 0; number < numbers.size(); ++number) {
      if (owner_[number] == kNone) continue;
      const uint32_t psa = made.Find(Identity::kPsa, numbers.Text(number));
      made.psa_person[psa] = owner_[number] == kAmbiguous ? kAmbiguous : ordinal_[owner_[number]];
      if (owner_[number] == kAmbiguous) ++made_.events.ambiguous_psa;
    }
  }

  // A number without its rank belongs to a person only if all its ranks do.
  void FillRankless() {
    Crosswalk& made = made_.crosswalk;
    const Crosswalk::Space& space = Space(Identity::kPsa);
    IdentifierTable bare;
    std::vector<uint32_t> owner;
    for (uint32_t place = 0; place < space.keys.size(); ++place) {
      const std::string_view key = space.keys.Text(place);
      const std::string_view number = key.substr(0, key.find('\0') + 1);
      const uint32_t person = made.psa_person[space.ordinals[place]];
      if (number.size() == key.size() || person == kNone) continue;
      const uint32_t seen = bare.Intern(number);
      if (seen == owner.size())
        owner.push_back(person);
      else if (owner[seen] != person)
        owner[seen] = kAmbiguous;
    }
    for (uint32_t place = 0; place < space.keys.size(); ++place) {
      const std::string_view key = space.keys.Text(place);
      if (key.back() != '\0') continue;
      const uint32_t seen = bare.Find(key);
      const uint32_t person = seen == IdentifierTable::kAbsent ? kNone : owner[seen];
      made.psa_person[space.ordinals[place]] = person;
      if (person == kAmbiguous) ++made_.events.ambiguous_psa;
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

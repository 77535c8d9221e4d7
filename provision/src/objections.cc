// SPDX-License-Identifier: Apache-2.0
#include "objections.h"

#include <algorithm>

#include <arrow/array/array_primitive.h>
#include <arrow/record_batch.h>

#include "bouclier/vault/doors.h"

namespace bouclier::provision {
namespace {

using Identity = catalog::IdentityClass;

constexpr std::string_view kBeneficiaries[] = {"IR_BEN_R", "IR_BEN_R_ARC"};

Result<vault::Crosswalk> ReadCrosswalk(const PermittedView& view, const ExtractParts& parts) {
  BOUCLIER_TRY(const auto reader, parts.state->Read());
  vault::ReadRequest request;
  request.state = reader.get();
  request.store = parts.store;
  request.keys = parts.crosswalk;
  request.object = view.snapshot().crosswalk.object;
  request.generation = view.snapshot().crosswalk.generation;
  request.record = view.snapshot().crosswalk.record;
  BOUCLIER_TRY(vault::SealedReader sealed, vault::OpenForProvisionOnly(view.receipt(), request));
  Bytes encoded;
  BOUCLIER_TRY_VOID(sealed.ReadAll([&](ByteView bytes) -> Result<void> {
    Append(encoded, bytes);
    return {};
  }));
  return vault::DecodeCrosswalk(encoded);
}

class Finder {
 public:
  Finder(const PermittedView& view, const vault::Crosswalk& crosswalk) : view_(view), crosswalk_(crosswalk) {}

  Result<FoundObjections> Find(const std::vector<OppositionList>& lists) {
    for (const OppositionList& list : lists)
      for (const OppositionIdentifier& who : list.people) Take(list.form, who);
    BOUCLIER_TRY_VOID(FindPossiblePersons());
    TakeNumbersOfPersons();
    TakeRanklessNumbers();
    BOUCLIER_TRY_VOID(FindDetails());
    found_.counts.persons = found_.out.persons.size();
    found_.counts.numbers = found_.out.numbers.size();
    return std::move(found_);
  }

 private:
  void Take(OppositionForm form, const OppositionIdentifier& who) {
    ++found_.counts.identifiers;
    std::string key;
    if (form == OppositionForm::kPerson) {
      vault::MakePersonKey(key, who.first);
      const uint32_t person = crosswalk_.Find(Identity::kPerson, key);
      if (person == vault::kNoPerson) return ++found_.counts.unknown, void();
      found_.out.persons.Add(person);
      return;
    }
    vault::MakePsaKey(key, who.first, who.rank);
    const uint32_t psa = crosswalk_.Find(Identity::kPsa, key);
    vault::MakePsaKey(key, who.first, "");
    const uint32_t bare = crosswalk_.Find(Identity::kPsa, key);
    if (psa != vault::kNoPerson) return TakeNumber(psa);
    // A number that the base knows without its rank only may be this person's, unless it is somebody else's.
    if (MayBeAnybodys(bare))
      found_.out.numbers.Add(bare);
    else
      ++found_.counts.unknown;
  }

  bool MayBeAnybodys(uint32_t bare) const {
    return bare != vault::kNoPerson && crosswalk_.PersonOf(bare) >= vault::kAmbiguousPerson;
  }

  void TakeNumber(uint32_t psa) {
    found_.out.numbers.Add(psa);
    const uint32_t person = crosswalk_.PersonOf(psa);
    if (person == vault::kAmbiguousPerson)
      ambiguous_.Add(psa);
    else if (person != vault::kNoPerson)
      found_.out.persons.Add(person);
  }

  // Everyone whom a row of beneficiaries gives an ambiguous number of the lists.
  Result<void> FindPossiblePersons() {
    if (ambiguous_.empty()) return {};
    for (const std::string_view table : kBeneficiaries)
      BOUCLIER_TRY_VOID(EachRow(table, {"person", "psa"}, [&](const auto& columns, int64_t row) {
        if (columns[0]->IsNull(row) || columns[1]->IsNull(row)) return;
        const uint32_t psa = static_cast<const arrow::UInt32Array&>(*columns[1]).Value(row);
        if (ambiguous_.Has(psa)) found_.out.persons.Add(static_cast<const arrow::UInt32Array&>(*columns[0]).Value(row));
      }));
    return {};
  }

  void TakeNumbersOfPersons() {
    for (uint32_t psa = 0; psa < crosswalk_.psa_person.size(); ++psa) {
      const uint32_t person = crosswalk_.PersonOf(psa);
      if (person < vault::kAmbiguousPerson && found_.out.persons.Has(person)) found_.out.numbers.Add(psa);
    }
  }

  // A number without rank that several people have may be theirs too.
  void TakeRanklessNumbers() {
    const vault::Crosswalk::Space& space = crosswalk_.spaces[static_cast<size_t>(Identity::kPsa)];
    for (uint32_t place = 0; place < space.keys.size(); ++place) {
      if (!found_.out.numbers.Has(space.ordinals[place])) continue;
      const std::string_view key = space.keys.Text(place);
      const uint32_t bare = crosswalk_.Find(Identity::kPsa, key.substr(0, key.find('\0') + 1));
      if (MayBeAnybodys(bare)) rankless_.push_back(bare);
    }
    for (const uint32_t bare : rankless_) found_.out.numbers.Add(bare);
  }

  // Lines and stays of rows that name no person, but such a number.
  Result<void> FindDetails() {
    for (const auto& [table, columns] : view_.snapshot().tables) {
      const auto has = [&, &at_rest = columns](const char* name) {
        return std::ranges::find(at_rest, name, &vault::TableColumn::name) != at_rest.end();
      };
      if (!has("psa")) continue;
      for (const char* join : {"care_line", "stay"}) {
        if (!has(join)) continue;
        const bool lines = std::string_view(join) == "care_line";
        BOUCLIER_TRY_VOID(EachRow(table, {"psa", join}, [&](const auto& found, int64_t row) {
          if (found[0]->IsNull(row) || found[1]->IsNull(row)) return;
          if (!found_.out.numbers.Has(static_cast<const arrow::UInt32Array&>(*found[0]).Value(row))) return;
          if (lines)
            found_.out.lines.insert(static_cast<const arrow::UInt64Array&>(*found[1]).Value(row));
          else
            found_.out.stays.Add(static_cast<const arrow::UInt32Array&>(*found[1]).Value(row));
        }));
      }
    }
    return {};
  }

  // Rows of nobody are in files of their own: those of persons are left out by their person.
  template <typename Visit>
  Result<void> EachRow(std::string_view table, std::vector<std::string> columns, const Visit& visit) {
    const bool of_nobody = columns.front() == "psa";
    for (const vault::TableFile& file : view_.snapshot().files) {
      if (file.table != table || (of_nobody && file.last_person != vault::kNoPerson)) continue;
      BOUCLIER_TRY(const auto rows, view_.Rows(file, columns, {}));
      while (true) {
        BOUCLIER_TRY(const auto batch, vault::NextBatch(*rows));
        if (!batch) break;
        for (int64_t row = 0; row < batch->num_rows(); ++row) visit(batch->columns(), row);
      }
    }
    return {};
  }

  const PermittedView& view_;
  const vault::Crosswalk& crosswalk_;
  FoundObjections found_;
  NumberBits ambiguous_;
  std::vector<uint32_t> rankless_;
};

}  // namespace

Result<std::vector<OppositionVersion>> ListsOf(OppositionBook& book, const policy::Permit& permit) {
  std::vector<OppositionVersion> lists;
  if (permit.opposition.scope == policy::OppositionScope::kNone) return lists;
  BOUCLIER_TRY(std::vector<OppositionVersion> newest, book.Newest());
  const bool named = permit.opposition.scope == policy::OppositionScope::kNamed;
  for (OppositionVersion& version : newest) {
    if (version.base != permit.base) continue;
    if (named && std::ranges::find(permit.opposition.lists, version.list) == permit.opposition.lists.end()) continue;
    lists.push_back(std::move(version));
  }
  if (named && lists.size() != permit.opposition.lists.size())
    return Error(ErrorCode::kNotFound, "extract: an opposition list that the permit names was never loaded",
                 "see: bouclier opposition list", Retry::kAfterFix);
  return lists;
}

Result<FoundObjections> FindObjections(const PermittedView& view, const ExtractParts& parts,
                                       const std::vector<OppositionVersion>& lists) {
  FoundObjections none;
  none.counts.lists = lists.size();
  if (lists.empty()) return none;
  BOUCLIER_TRY(const vault::Crosswalk crosswalk, ReadCrosswalk(view, parts));
  OppositionBook book(*parts.state, *parts.trail, parts.marks);
  std::vector<OppositionList> read;
  for (const OppositionVersion& version : lists) {
    BOUCLIER_TRY(OppositionList list,
                 book.Read(view.receipt(), *parts.store, parts.crosswalk, version.base, version.list));
    read.push_back(std::move(list));
  }
  BOUCLIER_TRY(FoundObjections found, Finder(view, crosswalk).Find(read));
  found.counts.lists = lists.size();
  return found;
}

}  // namespace bouclier::provision

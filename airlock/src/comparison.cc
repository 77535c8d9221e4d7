// SPDX-License-Identifier: Apache-2.0
#include "comparison.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "reopening.h"

namespace bouclier::airlock {
namespace {

using kernels::ComparedGroup;
using kernels::GroupSignature;
using kernels::NearCandidate;
using kernels::PersonSet;

constexpr size_t kMostHits = 100;  // named of an output; one is enough to refuse

// What equal groups have in common; unlike ones may share it.
uint64_t KeyOf(const GroupSignature& signature) {
  uint64_t key = signature.size;
  for (const kernels::ClassPrint& print : signature.classes) key += print.sum;
  return key;
}

// Of a released group.
InBoth NameOf(const kernels::OutputTable& table, const ComparedGroup& group) {
  return {kernels::GroupName(table, group, kernels::kEnglishNames),
          kernels::GroupName(table, group, kernels::kFrenchNames)};
}
InBoth NameOf(const RememberedPrints& prints, size_t layer, const ComparedGroup& group) {
  const InBoth name = NameOf(prints.table, group);
  const std::string& of = prints.layers[layer].name;
  return of.empty() ? name : InBoth{name.en + " of " + of, name.fr + " de " + of};
}

class Comparer {
 public:
  Comparer(const std::vector<OwnGroups>& outputs, uint32_t threshold, std::vector<Assessment>& assessments)
      : outputs_(outputs), threshold_(threshold), assessments_(assessments), index_(threshold) {
    for (size_t output = 0; output < outputs.size(); ++output)
      for (size_t layer = 0; layer < outputs[output].layers.size(); ++layer) {
        assessments[output].compared.groups += outputs[output].groups.size();
        for (size_t group = 0; group < outputs[output].groups.size(); ++group) {
          index_.Add(outputs[output].layers[layer][group]);
          places_.push_back({output, layer, group});
        }
      }
  }

  // A person may stand in several cells. Two numbers of one table are then as near as those of two releases. What the
  // numbers of one cell tell together is the rules' matter: kernels::FewApart.
  void CompareWithThemselves() {
    for (size_t i = 0; i < places_.size(); ++i)
      for (const NearCandidate& found : index_.Candidates(SignatureAt(places_[i]))) {
        if (found.group >= i || found.nearness == kernels::Nearness::kLooksEqual) continue;
        if (places_[found.group].output == places_[i].output) NoteNearItself(places_[i], places_[found.group]);
      }
  }

  Result<void> CompareWith(Released& old) {
    const bool hides = std::ranges::find(old.prints().hidden, true) != old.prints().hidden.end();
    std::set<uint32_t> again;  // groups of this output, by their place in the index
    std::vector<std::tuple<uint32_t, size_t, size_t>> near;
    for (size_t layer = 0; layer < old.prints().layers.size(); ++layer) {
      const std::vector<GroupSignature>& groups = old.prints().layers[layer].groups;
      for (Assessment& assessment : assessments_) assessment.compared.released_groups += groups.size();
      for (size_t group = 0; group < groups.size(); ++group)
        for (const NearCandidate& found : index_.Candidates(groups[group])) {
          if (found.nearness != kernels::Nearness::kLooksEqual) {
            near.emplace_back(found.group, layer, group);
            continue;
          }
          BOUCLIER_TRY(const bool tells, TellsMore(places_[found.group], old, group));
          if (!tells) again.insert(found.group);
          if (tells && hides && layer == 0) BOUCLIER_TRY_VOID(NoteToldOf(places_[found.group], old, group));
        }
    }
    for (const auto& [own, layer, group] : near)
      if (!again.contains(own)) BOUCLIER_TRY_VOID(NoteNear(places_[own], old, layer, group));
    for (Assessment& assessment : assessments_) {
      ++assessment.compared.releases;
      assessment.compared.releases_of[old.prints().project].push_back(old.prints().release);
    }
    return {};
  }

  std::vector<ToldOf> TakeToldOf() { return std::move(told_of_); }

 private:
  const ComparedGroup& GroupAt(Place at) const { return outputs_[at.output].groups[at.group]; }
  const GroupSignature& SignatureAt(Place at) const { return outputs_[at.output].layers[at.layer][at.group]; }
  const std::vector<PersonSet>& CellsAt(Place at) const { return outputs_[at.output].output->layers[at.layer].cells; }
  bool IsFull(Place at) const { return assessments_[at.output].hits.size() == kMostHits; }

  // That a reader has: shown, or the sum of what is shown.
  bool IsNumber(Place at) const {
    return AllShown(GroupAt(at).cells, *outputs_[at.output].hidden) &&
           kernels::IsSumOfCells(GroupAt(at), SignatureAt(at), CellsAt(at));
  }

  void NoteNearItself(Place one, Place other) {
    const ComparedGroup &a = GroupAt(one), &b = GroupAt(other);
    if (IsFull(one) || !IsNumber(one) || !IsNumber(other)) return;
    const bool share =
        std::ranges::any_of(a.cells, [&](uint32_t cell) { return std::ranges::find(b.cells, cell) != b.cells.end(); });
    if (share && one.layer != other.layer) return;
    const PersonSet persons = kernels::PersonsOf(a, CellsAt(one)), others = kernels::PersonsOf(b, CellsAt(other));
    if (!kernels::AreNear(persons, others, threshold_)) return;
    InBoth name = NameOf(outputs_[one.output].output->figures.table, b);
    assessments_[one.output].hits.push_back(
        {one.layer, a, 0, "", std::move(name), kernels::DifferenceSize(persons, others)});
  }

  Result<void> NoteNear(Place at, Released& old, size_t old_layer, size_t old_group) {
    if (IsFull(at)) return {};
    BOUCLIER_TRY(const PersonSet then, old.Persons(old_layer, old_group));
    const PersonSet now = kernels::PersonsOf(GroupAt(at), CellsAt(at));
    if (!kernels::AreNear(now, then, threshold_)) return {};
    BOUCLIER_TRY(const ComparedGroup* group, old.Group(old_group));
    const RememberedPrints& prints = old.prints();
    assessments_[at.output].hits.push_back({at.layer, GroupAt(at), prints.release, prints.project,
                                            NameOf(prints, old_layer, *group), kernels::DifferenceSize(now, then)});
    return {};
  }

  // Of persons whom the release counted as a group too. Their number is news where the release did not show it; else
  // what they are near to in it was known with it.
  Result<bool> TellsMore(Place at, Released& old, size_t group) {
    BOUCLIER_TRY(const ComparedGroup* there, old.Group(group));
    return AllShown(GroupAt(at).cells, *outputs_[at.output].hidden) && !AllShown(there->cells, old.prints().hidden);
  }

  // A number of this output is that of a group in which the release hid some.
  Result<void> NoteToldOf(Place at, Released& old, size_t group) {
    const RememberedPrints& prints = old.prints();
    BOUCLIER_TRY(const ComparedGroup* there, old.Group(group));
    if (!IsNumber(at)) return {};
    if (told_of_.empty() || told_of_.back().release != prints.release || told_of_.back().project != prints.project) {
      BOUCLIER_TRY(const CellPersons* cells, old.Cells());
      ToldOf& told = told_of_.emplace_back(ToldOf{prints.release, prints.project, {}, prints.hidden, {}});
      told.table.figures.table = prints.table;
      told.table.layers.push_back({"", cells->front()});
    }
    told_of_.back().totals.push_back({at, *there, NameOf(prints, 0, *there)});
    return {};
  }

  const std::vector<OwnGroups>& outputs_;
  const uint32_t threshold_;
  std::vector<Assessment>& assessments_;
  kernels::NearIndex index_;
  std::vector<Place> places_;  // of each group in the index
  std::vector<ToldOf> told_of_;
};

class TotalFinder {
 public:
  explicit TotalFinder(const std::vector<OwnGroups>& outputs) : outputs_(outputs), found_(outputs.size()) {
    for (size_t output = 0; output < outputs.size(); ++output)
      for (size_t group = 0; group < outputs[output].groups.size(); ++group)
        by_key_.emplace(KeyOf(outputs[output].layers[0][group]), Place{output, 0, group});
  }

  Result<void> LookAt(Released& old) {
    for (size_t layer = 0; layer < old.prints().layers.size(); ++layer) {
      const std::vector<GroupSignature>& groups = old.prints().layers[layer].groups;
      for (size_t group = 0; group < groups.size(); ++group) {
        const auto [first, last] = by_key_.equal_range(KeyOf(groups[group]));
        for (auto found = first; found != last; ++found) BOUCLIER_TRY_VOID(Note(found->second, old, layer, group));
      }
    }
    return {};
  }

  std::vector<ReleasedTotals> Found() { return std::move(found_); }

 private:
  Result<void> Note(Place at, Released& old, size_t layer, size_t group) {
    const RememberedPrints& prints = old.prints();
    const OwnGroups& own = outputs_[at.output];
    const GroupSignature& here = own.layers[0][at.group];
    if (here != prints.layers[layer].groups[group]) return {};
    BOUCLIER_TRY(const ComparedGroup* there, old.Group(group));
    if (!AllShown(there->cells, prints.hidden)) return {};
    const ComparedGroup& group_here = own.groups[at.group];
    ReleasedTotals& found = found_[at.output];
    found.relations.push_back(RelationOf(group_here, here, own.output->layers.front().cells));
    if (named_.emplace(at.output, at.group, prints.project).second)
      found.named.push_back({group_here.cells, prints.release, prints.project, NameOf(prints, layer, *there)});
    return {};
  }

  const std::vector<OwnGroups>& outputs_;
  std::unordered_multimap<uint64_t, Place> by_key_;
  std::set<std::tuple<size_t, size_t, std::string>> named_;  // output, group, project
  std::vector<ReleasedTotals> found_;
};

}  // namespace

OwnGroups::OwnGroups(const Output& of, const std::vector<bool>& hides)
    : output(&of), hidden(&hides), groups(kernels::GroupsOf(of.figures.table, hides)) {
  for (const Layer& layer : of.layers)
    layers.push_back(kernels::SignaturesOf(of.figures.table, hides, groups, layer.cells));
}

Result<const ComparedGroup*> Released::Group(size_t group) {
  if (!groups_) groups_ = kernels::GroupsOf(prints_.table, prints_.hidden);
  if (groups_->size() == prints_.layers.front().groups.size()) return &groups_->at(group);
  return Error(ErrorCode::kCorruption, "read release memory: a release has other groups than its table",
               "restore the metadata database");
}

Result<PersonSet> Released::Persons(size_t layer, size_t group) {
  const GroupSignature& signature = prints_.layers[layer].groups[group];
  if (signature.carries_all()) return signature.carried;
  BOUCLIER_TRY(const ComparedGroup* cells, Group(group));
  BOUCLIER_TRY(const CellPersons* persons, Cells());
  return kernels::PersonsOf(*cells, (*persons)[layer]);
}

Result<const CellPersons*> Released::Cells() {
  if (!persons_) {
    BOUCLIER_TRY(persons_, memory_.PersonsOf(prints_));
  }
  if (persons_->size() == prints_.layers.size() &&
      std::ranges::all_of(*persons_, [&](const auto& layer) { return layer.size() == prints_.table.cells.size(); }))
    return &*persons_;
  return Error(ErrorCode::kCorruption, "read release memory: whom a release counted is of another table",
               "restore the metadata database");
}

bool AllShown(const std::vector<uint32_t>& cells, const std::vector<bool>& hidden) {
  return std::ranges::none_of(cells, [&](uint32_t cell) { return hidden[cell]; });
}

// Where somebody stands in two of the cells it is no sum, but bounds it.
kernels::Relation RelationOf(const ComparedGroup& group, const GroupSignature& signature,
                             std::span<const PersonSet> cells) {
  const auto total = static_cast<int64_t>(signature.size), count = static_cast<int64_t>(group.cells.size());
  return {group.cells, total, kernels::IsSumOfCells(group, signature, cells) ? total : total * count};
}

Result<std::vector<ReleasedTotals>> KnownTotals(const std::vector<OwnGroups>& outputs, ReleaseMemory& memory) {
  TotalFinder finder(outputs);
  BOUCLIER_TRY_VOID(memory.ForEach([&](const RememberedPrints& prints) -> Result<void> {
    Released old(prints, memory);
    return finder.LookAt(old);
  }));
  return finder.Found();
}

Result<void> CompareAll(const std::vector<OwnGroups>& outputs, uint32_t threshold, ReleaseMemory& memory,
                        std::vector<Assessment>& assessments) {
  Comparer comparer(outputs, threshold, assessments);
  comparer.CompareWithThemselves();
  BOUCLIER_TRY_VOID(memory.ForEach([&](const RememberedPrints& prints) -> Result<void> {
    Released old(prints, memory);
    return comparer.CompareWith(old);
  }));
  return NoteReopened(comparer.TakeToldOf(), outputs, threshold, memory, assessments);
}

}  // namespace bouclier::airlock

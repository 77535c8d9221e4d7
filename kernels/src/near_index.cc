// SPDX-License-Identifier: Apache-2.0
// Near groups: docs/adr/0011-near-groups.md. Pure.
#include "bouclier/kernels/near_index.h"

#include <algorithm>
#include <optional>

#include "bouclier/base/check.h"

namespace bouclier::kernels {
namespace {

uint64_t Mix(uint64_t value) {
  value = (value ^ value >> 32) * 0xd6e8feb86659fd93u;
  value = (value ^ value >> 32) * 0xd6e8feb86659fd93u;
  return value ^ value >> 32;
}

// Sums are spread already: what a class and a size add only has to tell them apart.
uint64_t KeyOf(size_t of, const ClassPrint& print) {
  return Mix(print.sum + (uint64_t{print.size} << 4 | of) * 0x9e3779b97f4a7c15u);
}
uint64_t KeyOf(uint32_t person) { return Mix(uint64_t{person} + 1); }

bool IsSmall(const GroupSignature& group, uint32_t threshold) { return group.size < kSmallGroup + threshold; }
bool IsShorter(const PostingTable::List& a, const PostingTable::List& b) { return a.length < b.length; }
bool IsLarge(const GroupSignature& group) { return group.size > kSmallGroup; }

uint32_t Apart(uint32_t a, uint32_t b) { return a > b ? a - b : b - a; }

// No fewer persons than this differ: classes of unlike sizes differ by as many as the sizes do, unlike classes of one
// size by one person each way.
uint32_t AtLeastDiffering(const GroupSignature& a, const GroupSignature& b) {
  uint32_t total = 0;
  for (size_t i = 0; i < kClassCount; ++i) {
    if (a.classes[i] == b.classes[i]) continue;
    total += std::max(Apart(a.classes[i].size, b.classes[i].size), a.classes[i].size == b.classes[i].size ? 2u : 1u);
  }
  return total;
}

std::optional<Nearness> Judge(const GroupSignature& a, const GroupSignature& b, uint32_t threshold) {
  if (Apart(a.size, b.size) >= threshold) return std::nullopt;
  if (a.carries_all() && b.carries_all() && a.carried == b.carried) return Nearness::kLooksEqual;
  if (a.carries_all() && b.carries_all())
    return AreNear(a.carried, b.carried, threshold) ? std::optional(Nearness::kNear) : std::nullopt;
  const uint32_t differing = AtLeastDiffering(a, b);
  if (differing >= threshold) return std::nullopt;
  return differing == 0 ? Nearness::kLooksEqual : Nearness::kMayBeNear;
}

}  // namespace

NearIndex::NearIndex(uint32_t threshold) : threshold_(threshold) {
  BOUCLIER_CHECK(threshold >= 2 && threshold <= kMaxThreshold);
}

void NearIndex::Add(GroupSignature group) {
  const auto number = static_cast<uint32_t>(groups_.size());
  BOUCLIER_CHECK(groups_.size() < UINT32_MAX);
  if (group.size < threshold_) tiny_.push_back(number);
  if (IsSmall(group, threshold_))
    for (const uint32_t person : group.carried.persons()) by_person_.Add(KeyOf(person), number);
  if (IsLarge(group))
    for (size_t i = 0; i < kClassCount; ++i) by_class_.Add(KeyOf(i, group.classes[i]), number);
  groups_.push_back(std::move(group));
}

// Of any `threshold` keys of a group a near group has one at least: those with the shortest lists are looked through.
void NearIndex::LookUpClasses(const GroupSignature& probe, std::vector<uint32_t>& found) const {
  std::array<PostingTable::List, kClassCount> lists;
  size_t without = 0;
  for (size_t i = 0; i < kClassCount; ++i) {
    lists[i] = by_class_.Find(KeyOf(i, probe.classes[i]));
    without += lists[i].length == 0 ? 1 : 0;
    if (without == threshold_) return;  // these are the shortest ones
  }
  std::sort(lists.begin(), lists.end(), IsShorter);
  for (size_t i = 0; i < threshold_; ++i) by_class_.ForEach(lists[i], [&](uint32_t group) { found.push_back(group); });
}

void NearIndex::LookUpPersons(const GroupSignature& probe, std::vector<uint32_t>& found) const {
  std::vector<PostingTable::List> lists;
  for (const uint32_t person : probe.carried.persons()) lists.push_back(by_person_.Find(KeyOf(person)));
  if (probe.size < threshold_) {
    // It may have no person in common with a near group, which then has as few.
    found.insert(found.end(), tiny_.begin(), tiny_.end());
  } else {
    std::nth_element(lists.begin(), lists.begin() + (threshold_ - 1), lists.end(), IsShorter);
    lists.resize(threshold_);
  }
  for (const PostingTable::List& list : lists)
    by_person_.ForEach(list, [&](uint32_t group) { found.push_back(group); });
}

std::vector<NearCandidate> NearIndex::Candidates(const GroupSignature& probe) const {
  std::vector<uint32_t> found;
  if (IsSmall(probe, threshold_)) LookUpPersons(probe, found);
  if (IsLarge(probe)) LookUpClasses(probe, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::vector<NearCandidate> out;
  for (const uint32_t group : found)
    if (const auto nearness = Judge(groups_[group], probe, threshold_)) out.push_back({group, *nearness});
  return out;
}

}  // namespace bouclier::kernels

// SPDX-License-Identifier: Apache-2.0
// Finds the groups that differ from a given one by 1 to threshold - 1 persons, without comparing it with all. It misses
// none; what it names too much the caller finds out by comparing the sets. docs/adr/0011-near-groups.md has the proof.
//
// Being near is mutual: keep the few groups of a new output in the index and let the many of the release memory pass
// by, one after the other, or the other way round. Not thread-safe while groups are added; then any number of threads
// may ask.
#pragma once

#include <cstdint>
#include <vector>

#include "bouclier/kernels/group_signature.h"
#include "bouclier/kernels/posting_table.h"

namespace bouclier::kernels {

enum class Nearness : uint8_t {
  kNear,        // known from the signatures alone: both carry their persons
  kMayBeNear,   // to be decided with the sets
  kLooksEqual,  // equal; of groups too large to carry their persons, or near by an accident of one in 2^64
};

struct NearCandidate {
  uint32_t group;  // by the order in which groups were added
  Nearness nearness;
  bool operator==(const NearCandidate&) const = default;
};

class NearIndex {
 public:
  explicit NearIndex(uint32_t threshold);  // CHECK: 2 to kMaxThreshold

  // **Cost:** some 1.5 kB of memory a group.
  void Add(GroupSignature group);
  size_t size() const { return groups_.size(); }

  // Every group near or equal to `probe`, ascending, and few others. **Cost:** mostly `threshold` look-ups.
  std::vector<NearCandidate> Candidates(const GroupSignature& probe) const;

 private:
  void LookUpPersons(const GroupSignature& probe, std::vector<uint32_t>& found) const;
  void LookUpClasses(const GroupSignature& probe, std::vector<uint32_t>& found) const;

  uint32_t threshold_;
  std::vector<GroupSignature> groups_;
  PostingTable by_class_;
  PostingTable by_person_;
  std::vector<uint32_t> tiny_;  // groups of fewer than threshold persons
};

}  // namespace bouclier::kernels

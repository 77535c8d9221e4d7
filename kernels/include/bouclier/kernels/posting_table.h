// SPDX-License-Identifier: Apache-2.0
// From a 64-bit key to the numbers that were added under it: open addressing, lists chained in one array. For keys that
// are already spread. Not thread-safe while numbers are added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bouclier::kernels {

class PostingTable {
 public:
  struct List {
    uint32_t first = 0;   // place of the newest entry
    uint32_t length = 0;  // 0: nothing was added under the key
  };

  void Add(uint64_t key, uint32_t number);
  List Find(uint64_t key) const { return IsMarked(key) ? slots_[SlotOf(key)].list : List(); }
  template <typename Visit>
  void ForEach(List list, Visit visit) const {
    for (uint32_t at = list.first; list.length > 0; --list.length, at = entries_[at].next) visit(entries_[at].number);
  }

 private:
  struct Slot {
    uint64_t key = 0;
    List list;
  };
  struct Entry {
    uint32_t number;
    uint32_t next;
  };
  // Most keys that are asked for were never added: eight bits a slot, which stay in the cache, say so of nearly all.
  bool IsMarked(uint64_t key) const {
    const uint64_t bit = key >> 32 & (8 * slots_.size() - 1);
    return !marks_.empty() && (marks_[bit / 64] >> bit % 64 & 1) != 0;
  }
  void Mark(uint64_t key);
  size_t SlotOf(uint64_t key) const;  // the key's own, or the empty one where it would stand
  void Grow();

  std::vector<Slot> slots_;      // a power of two of them, at most two thirds used
  std::vector<uint64_t> marks_;  // eight bits a slot
  std::vector<Entry> entries_;
  size_t used_ = 0;
};

}  // namespace bouclier::kernels

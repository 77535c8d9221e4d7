// SPDX-License-Identifier: Apache-2.0
#include "bouclier/kernels/posting_table.h"

#include "bouclier/base/check.h"

namespace bouclier::kernels {

size_t PostingTable::SlotOf(uint64_t key) const {
  size_t at = key & (slots_.size() - 1);
  while (slots_[at].list.length != 0 && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
  return at;
}

void PostingTable::Mark(uint64_t key) {
  const uint64_t bit = key >> 32 & (8 * slots_.size() - 1);
  marks_[bit / 64] |= uint64_t{1} << bit % 64;
}

void PostingTable::Grow() {
  std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  marks_.assign(slots_.size() / 8, 0);
  for (const Slot& slot : old) {
    if (slot.list.length == 0) continue;
    slots_[SlotOf(slot.key)] = slot;
    Mark(slot.key);
  }
}

void PostingTable::Add(uint64_t key, uint32_t number) {
  if (3 * (used_ + 1) > 2 * slots_.size()) Grow();
  BOUCLIER_CHECK(entries_.size() < UINT32_MAX);
  Slot& slot = slots_[SlotOf(key)];
  used_ += slot.list.length == 0;
  entries_.push_back({number, slot.list.first});
  slot.key = key;
  Mark(key);
  slot.list = {static_cast<uint32_t>(entries_.size() - 1), slot.list.length + 1};
}

}  // namespace bouclier::kernels

// SPDX-License-Identifier: Apache-2.0
// Where a person stood last, for one walk over cells. Private to comparisons. Not thread-safe.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bouclier::kernels {

class LastSeen {
 public:
  static constexpr uint32_t kNever = UINT32_MAX;

  // For at most so many persons.
  explicit LastSeen(size_t persons) : slots_(std::bit_ceil(2 * persons + 2), Slot{0, kNever}) {}

  // The place that was given with the person last; kNever the first time. Places are lower than kNever.
  uint32_t Replace(uint32_t person, uint32_t place) {
    size_t at = (uint64_t{person} * 0x9e3779b97f4a7c15u >> 32) & (slots_.size() - 1);
    while (slots_[at].place != kNever && slots_[at].person != person) at = (at + 1) & (slots_.size() - 1);
    const uint32_t before = slots_[at].place;
    slots_[at] = {person, place};
    return before;
  }

 private:
  struct Slot {
    uint32_t person;
    uint32_t place;
  };
  std::vector<Slot> slots_;
};

}  // namespace bouclier::kernels

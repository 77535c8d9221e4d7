// SPDX-License-Identifier: Apache-2.0
// A set of dense ordinals, one bit each. Pure.
#pragma once

#include <cstdint>
#include <vector>

namespace bouclier::provision {

class NumberBits {
 public:
  NumberBits() = default;
  explicit NumberBits(uint64_t count) : words_((count + 63) / 64) {}

  // Grows as needed. Whether it is new.
  bool Add(uint64_t number) {
    if (number / 64 >= words_.size()) words_.resize(number / 64 + 1);
    uint64_t& word = words_[number / 64];
    const uint64_t bit = uint64_t{1} << (number % 64);
    const bool fresh = (word & bit) == 0;
    word |= bit;
    size_ += fresh;
    return fresh;
  }
  bool Has(uint64_t number) const {
    return number / 64 < words_.size() && ((words_[number / 64] >> (number % 64)) & 1) != 0;
  }
  uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  uint64_t limit() const { return words_.size() * 64; }  // every number of the set is below

 private:
  std::vector<uint64_t> words_;
  uint64_t size_ = 0;
};

}  // namespace bouclier::provision

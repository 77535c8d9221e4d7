// SPDX-License-Identifier: Apache-2.0
// Texts and their codes: 0, 1, 2 … in the order in which they first came. Grows by appending; not thread-safe. The hash
// has a random seed, so that nobody can prepare texts that collide; codes do not depend on it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "convert.h"

namespace bouclier::ingest {

class Dictionary {
 public:
  Dictionary();
  uint32_t Code(const CellText& cell);  // adds it when it is new
  std::string_view Text(uint32_t code) const {
    return std::string_view(bytes_).substr(begins_[code], begins_[code + 1] - begins_[code]);
  }
  size_t size() const { return begins_.size() - 1; }
  size_t bytes() const { return bytes_.size(); }

 private:
  // A text of up to 8 bytes is its own key; that of a longer one is its hash, and the text is looked at.
  struct Slot {
    uint64_t key;
    uint32_t size;
    uint32_t code;
  };

  uint32_t Find(uint64_t key, uint64_t hash, const CellText& cell);
  void Grow();
  uint64_t Mix(uint64_t value, uint64_t size) const;
  uint64_t KeyOf(const CellText& cell) const;

  uint64_t seed_[2];
  std::vector<Slot> slots_;  // a power of two, at most half full
  std::vector<uint64_t> begins_;
  std::string bytes_;
  uint64_t last_key_ = 0;
  uint32_t last_size_ = UINT32_MAX, last_code_ = 0;
};

}  // namespace bouclier::ingest

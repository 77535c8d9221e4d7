// SPDX-License-Identifier: Apache-2.0
// Numbers for texts, in the order in which they are first seen. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bouclier::workspace {

class TextNumbers {
 public:
  size_t size() const { return texts_.size(); }
  // Its number; a new text's is the size before.
  uint32_t NumberOf(std::string_view text) {
    if (!texts_.empty() && texts_.back() == text) return static_cast<uint32_t>(texts_.size() - 1);
    if (texts_.size() >= slots_.size() / 2) Grow();
    const size_t hash = std::hash<std::string_view>()(text);
    size_t at = hash & (slots_.size() - 1);
    for (; slots_[at] != kFree; at = (at + 1) & (slots_.size() - 1)) {
      if (hashes_[slots_[at]] == hash && texts_[slots_[at]] == text) return slots_[at];
    }
    slots_[at] = static_cast<uint32_t>(texts_.size());
    hashes_.push_back(hash);
    texts_.emplace_back(text);
    return slots_[at];
  }
  // The texts, by number; it knows none afterwards.
  std::vector<std::string> Take() {
    hashes_.clear();
    slots_.clear();
    return std::exchange(texts_, {});
  }

 private:
  void Grow() {
    slots_.assign(std::max(kFewest, slots_.size() * 2), kFree);
    for (uint32_t number = 0; number < hashes_.size(); ++number) {
      size_t at = hashes_[number] & (slots_.size() - 1);
      while (slots_[at] != kFree) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = number;
    }
  }

  static constexpr uint32_t kFree = UINT32_MAX;
  static constexpr size_t kFewest = 1024;

  std::vector<std::string> texts_;
  std::vector<size_t> hashes_;   // of each text
  std::vector<uint32_t> slots_;  // numbers by hash, or in the next free place; a power of two
};

}  // namespace bouclier::workspace

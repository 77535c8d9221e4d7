// SPDX-License-Identifier: Apache-2.0
// A set of texts, each with a dense number from 0 in order of arrival. Made for tens of millions of identifiers: some
// 20 bytes a text beside its own. Not thread-safe to change; thread-safe to read. Lookups are seeded at random, so that
// nobody can choose texts that collide.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace bouclier::vault {

class IdentifierTable {
 public:
  static constexpr uint32_t kAbsent = UINT32_MAX;
  static constexpr size_t kLongest = 4096;  // CHECK: no longer text

  IdentifierTable();
  uint32_t Intern(std::string_view text);      // its number, a new one if it is new
  uint32_t Find(std::string_view text) const;  // kAbsent: not in the set
  std::string_view Text(uint32_t number) const;
  uint32_t size() const { return static_cast<uint32_t>(places_.size()); }
  uint64_t memory() const;  // bytes held

 private:
  struct Place {
    uint32_t chunk, offset;
  };
  uint64_t Hash(std::string_view text) const;
  size_t SlotOf(std::string_view text, uint64_t hash) const;
  void Grow();

  uint64_t seed_;
  std::vector<std::unique_ptr<char[]>> chunks_;  // each text behind its length (2 bytes)
  size_t chunk_used_;
  std::vector<Place> places_;
  std::vector<uint32_t> slots_;  // power of two; number + 1, 0: free
  std::vector<uint16_t> tags_;   // upper bits of the hash, beside each slot
};

}  // namespace bouclier::vault

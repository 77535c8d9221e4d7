// SPDX-License-Identifier: Apache-2.0
// Within one period: from a care line or a stay to whose it is and when it was. So the nine-column join is done once,
// here. A care line is found by a keyed fingerprint of its nine cells, two words of 64 bits: two lines that differ
// share one with a chance of some 2^-120. Filled by one thread, then read by any.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "csv_row.h"

namespace bouclier::ingest {

constexpr int32_t kNoDay = INT32_MIN;

struct JoinKey {
  uint64_t low = 0, high = 0;
  bool operator==(const JoinKey&) const = default;
};

// Numbers say the same with leading zeros and without; of zeros alone one is left.
std::string_view WithoutLeadingZeros(std::string_view cell);

// Fingerprints cells as what they say: numbers without leading zeros are equal to those with them, so that a key joins
// whatever way a table writes it.
class LineFingerprint {
 public:
  LineFingerprint();  // a random key
  JoinKey Of(const CsvBlock& block, const CsvRow& row, std::span<const uint32_t> cells) const;

 private:
  uint64_t seed_[2];
};

inline JoinKey StayJoinKey(uint32_t stay) { return {stay, 0}; }
constexpr JoinKey kNoStay{UINT32_MAX, 0};  // of rows without a stay: joins nothing, not even another such row

struct JoinEntry {
  JoinKey key;
  uint32_t person, psa, flags;  // of the row that says whose it is
  uint32_t bearer;              // its arrival among the accepted rows of its file; UINT32_MAX: no such row
  uint32_t row;                 // likewise of the row that others are details of
  int32_t care_from, care_to;   // and its days
};

class JoinIndex {
 public:
  // The entry of a key, made when it is new (`fresh`): without person, psa, days. Valid until the next call.
  JoinEntry& Add(const JoinKey& key, bool& fresh);
  const JoinEntry* Find(const JoinKey& key) const;  // null: no such line
  size_t size() const { return entries_.size(); }
  uint64_t memory() const { return entries_.capacity() * sizeof(JoinEntry) + slots_.size() * sizeof(uint32_t); }

 private:
  size_t SlotOf(const JoinKey& key) const;
  void Grow();
  std::vector<JoinEntry> entries_;
  std::vector<uint32_t> slots_;  // power of two, at most half full; entry + 1
};

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
#include "join_index.h"

#include <cstring>

#include "bouclier/base/mix.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/table_snapshot.h"

namespace bouclier::ingest {
namespace {

constexpr size_t kFirstSlots = 1 << 10;

size_t PlaceOf(const JoinKey& key) { return MixProduct(key.low ^ 0x9E3779B97F4A7C15ull, key.high | 1) ^ key.low; }

}  // namespace

std::string_view WithoutLeadingZeros(std::string_view cell) {
  const size_t first = cell.find_first_not_of('0');
  return first == std::string_view::npos ? cell.substr(cell.size() - (cell.empty() ? 0 : 1)) : cell.substr(first);
}

LineFingerprint::LineFingerprint() {
  const auto seed = crypto::RandomArray<16>();
  std::memcpy(seed_, seed.data(), 16);
}

JoinKey LineFingerprint::Of(const CsvBlock& block, const CsvRow& row, std::span<const uint32_t> cells) const {
  uint64_t a = seed_[0], b = seed_[1];
  for (const uint32_t index : cells) {
    const std::string_view cell = index == kNoCell ? std::string_view() : WithoutLeadingZeros(block.Cell(row, index));
    a = MixProduct(a ^ cell.size(), 0xA0761D6478BD642Full);
    for (size_t at = 0; at < cell.size(); at += 8) {
      uint64_t word = 0;
      std::memcpy(&word, cell.data() + at, cell.size() - at < 8 ? cell.size() - at : 8);
      a = MixProduct(a ^ word, 0xE7037ED1A0B428DBull ^ seed_[1]);
      b = MixProduct(b ^ word, 0x8EBC6AF09C88C6E3ull ^ seed_[0]) + a;
    }
  }
  return {a, b};
}

size_t JoinIndex::SlotOf(const JoinKey& key) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = PlaceOf(key) & mask;
  while (slots_[slot] != 0 && entries_[slots_[slot] - 1].key != key) slot = (slot + 1) & mask;
  return slot;
}

JoinEntry& JoinIndex::Add(const JoinKey& key, bool& fresh) {
  if ((entries_.size() + 1) * 2 > slots_.size()) Grow();
  const size_t slot = SlotOf(key);
  fresh = slots_[slot] == 0;
  if (fresh) {
    entries_.push_back({key, vault::kNoPerson, vault::kNoPerson, 0, UINT32_MAX, UINT32_MAX, kNoDay, kNoDay});
    slots_[slot] = static_cast<uint32_t>(entries_.size());
  }
  return entries_[slots_[slot] - 1];
}

const JoinEntry* JoinIndex::Find(const JoinKey& key) const {
  if (slots_.empty()) return nullptr;
  const size_t slot = SlotOf(key);
  return slots_[slot] == 0 ? nullptr : &entries_[slots_[slot] - 1];
}

void JoinIndex::Grow() {
  slots_.assign(slots_.empty() ? kFirstSlots : slots_.size() * 2, 0);
  for (uint32_t i = 0; i < entries_.size(); ++i) slots_[SlotOf(entries_[i].key)] = i + 1;
}

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/identifier_table.h"

#include <cstring>

#include "bouclier/base/check.h"
#include "bouclier/base/mix.h"
#include "bouclier/crypto/random.h"

namespace bouclier::vault {
namespace {

constexpr size_t kChunk = 1 << 20;
constexpr size_t kFirstSlots = 1 << 10;

uint64_t Load(const char* from, size_t size) {
  uint64_t word = 0;
  std::memcpy(&word, from, size);
  return word;
}

uint16_t TagOf(uint64_t hash) { return static_cast<uint16_t>(hash >> 48); }

}  // namespace

IdentifierTable::IdentifierTable() : chunk_used_(kChunk), slots_(kFirstSlots), tags_(kFirstSlots) {
  const auto seed = crypto::RandomArray<8>();
  std::memcpy(&seed_, seed.data(), 8);
}

uint64_t IdentifierTable::Hash(std::string_view text) const {
  constexpr uint64_t kOdd = 0x9E3779B97F4A7C15ull;
  uint64_t state = seed_ ^ MixProduct(text.size() + 1, kOdd);
  const char* at = text.data();
  size_t left = text.size();
  for (; left >= 8; at += 8, left -= 8) state = MixProduct(state ^ Load(at, 8), kOdd ^ seed_);
  return MixProduct(state ^ Load(at, left), 0xD6E8FEB86659FD93ull);
}

std::string_view IdentifierTable::Text(uint32_t number) const {
  const Place place = places_[number];
  const char* at = chunks_[place.chunk].get() + place.offset;
  uint16_t size = 0;
  std::memcpy(&size, at, 2);
  return {at + 2, size};
}

// The slot of the text, or the free one where it belongs.
size_t IdentifierTable::SlotOf(std::string_view text, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = hash & mask;
  while (slots_[slot] != 0 && (tags_[slot] != TagOf(hash) || Text(slots_[slot] - 1) != text)) slot = (slot + 1) & mask;
  return slot;
}

uint32_t IdentifierTable::Find(std::string_view text) const {
  const size_t slot = SlotOf(text, Hash(text));
  return slots_[slot] == 0 ? kAbsent : slots_[slot] - 1;
}

uint32_t IdentifierTable::Intern(std::string_view text) {
  BOUCLIER_CHECK(text.size() <= kLongest);
  const uint64_t hash = Hash(text);
  size_t slot = SlotOf(text, hash);
  if (slots_[slot] != 0) return slots_[slot] - 1;
  BOUCLIER_CHECK(size() < kAbsent - 1);
  if ((places_.size() + 1) * 4 > slots_.size() * 3) {
    Grow();
    slot = SlotOf(text, hash);
  }
  if (chunk_used_ + 2 + text.size() > kChunk) {
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(kChunk));
    chunk_used_ = 0;
  }
  char* at = chunks_.back().get() + chunk_used_;
  const auto length = static_cast<uint16_t>(text.size());
  std::memcpy(at, &length, 2);
  std::memcpy(at + 2, text.data(), text.size());
  places_.push_back({static_cast<uint32_t>(chunks_.size() - 1), static_cast<uint32_t>(chunk_used_)});
  chunk_used_ += 2 + text.size();
  slots_[slot] = static_cast<uint32_t>(places_.size());
  tags_[slot] = TagOf(hash);
  return static_cast<uint32_t>(places_.size() - 1);
}

void IdentifierTable::Grow() {
  slots_.assign(slots_.size() * 2, 0);
  tags_.assign(slots_.size(), 0);
  for (uint32_t number = 0; number < places_.size(); ++number) {
    const uint64_t hash = Hash(Text(number));
    size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = number + 1;
    tags_[slot] = TagOf(hash);
  }
}

uint64_t IdentifierTable::memory() const {
  return chunks_.size() * kChunk + places_.capacity() * sizeof(Place) + slots_.size() * (sizeof(uint32_t) + 2);
}

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
#include "dictionary.h"

#include <cstring>

#include "bouclier/base/bytes.h"
#include "bouclier/base/check.h"
#include "bouclier/base/mix.h"
#include "bouclier/crypto/random.h"

namespace bouclier::ingest {
namespace {

constexpr uint32_t kFree = UINT32_MAX;
constexpr size_t kFirstSlots = 64;

uint64_t Load8(const char* from) {
  uint64_t word = 0;
  std::memcpy(&word, from, 8);
  return word;
}

}  // namespace

Dictionary::Dictionary() : slots_(kFirstSlots, {0, 0, kFree}), begins_(1, 0) {
  const auto random = crypto::RandomArray<16>();
  seed_[0] = LoadLe64(random.data());
  seed_[1] = LoadLe64(random.data() + 8) | 1;
}

uint64_t Dictionary::Mix(uint64_t value, uint64_t size) const {
  return MixProduct(value ^ seed_[0], seed_[1] ^ (size << 1));
}

uint64_t Dictionary::KeyOf(const CellText& cell) const {
  if (cell.size <= 8) [[likely]]
    return LoadCell(cell);
  uint64_t hash = seed_[0] ^ cell.size;
  uint32_t at = 0;
  for (; at + 8 < cell.size; at += 8) hash = MixProduct(hash ^ Load8(cell.data + at), seed_[1]);
  // The last eight bytes, some of them for the second time.
  return MixProduct(hash ^ Load8(cell.data + cell.size - 8), seed_[1]);
}

uint32_t Dictionary::Code(const CellText& cell) {
  const uint64_t key = KeyOf(cell);
  // Neighbours are often equal. A longer text is looked at all the same: its key is only a hash.
  if (key == last_key_ && cell.size == last_size_ &&
      (cell.size <= 8 || Text(last_code_) == std::string_view(cell.data, cell.size))) {
    return last_code_;
  }
  last_code_ = Find(key, Mix(key, cell.size), cell);
  last_key_ = key;
  last_size_ = cell.size;
  return last_code_;
}

uint32_t Dictionary::Find(uint64_t key, uint64_t hash, const CellText& cell) {
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  for (; slots_[at].code != kFree; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.key != key || slot.size != cell.size) continue;
    if (cell.size <= 8 || Text(slot.code) == std::string_view(cell.data, cell.size)) return slot.code;
  }
  BOUCLIER_CHECK(size() < kFree);
  const auto code = static_cast<uint32_t>(size());
  slots_[at] = {key, cell.size, code};
  bytes_.append(cell.data, cell.size);
  begins_.push_back(bytes_.size());
  if (2 * size() > slots_.size()) Grow();
  return code;
}

void Dictionary::Grow() {
  std::vector<Slot> old(2 * slots_.size(), {0, 0, kFree});
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.code == kFree) continue;
    size_t at = Mix(slot.key, slot.size) & mask;
    while (slots_[at].code != kFree) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace bouclier::ingest

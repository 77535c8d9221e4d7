// SPDX-License-Identifier: Apache-2.0
// Sets of persons as sorted ordinals, and their bytes: docs/formats/person-set.md. Pure.
#include "bouclier/kernels/person_set.h"

#include <algorithm>
#include <limits>

namespace bouclier::kernels {
namespace {

constexpr uint8_t kVersion = 1;

void AppendVarint(Bytes& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<uint8_t>(value | 0x80));
  out.push_back(static_cast<uint8_t>(value));
}

// Up to five bytes, never one more than needed: a value has one encoding.
Result<uint64_t> ReadVarint(ByteReader& in) {
  uint64_t value = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    BOUCLIER_TRY(const uint8_t byte, in.U8());
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) != 0) continue;
    if (byte == 0 && shift > 0) break;
    return value;
  }
  return Error(ErrorCode::kCorruption, "read person set: a number has not its one encoding");
}

// Persons of one and not of the other, counted up to `enough`.
size_t CountDifferences(const PersonSet& x, const PersonSet& y, size_t enough) {
  const auto a = x.persons(), b = y.persons();
  size_t i = 0, j = 0, count = 0;
  while (i < a.size() && j < b.size() && count < enough) {
    count += a[i] != b[j];
    const bool left = a[i] <= b[j], right = b[j] <= a[i];
    i += left;
    j += right;
  }
  return std::min(enough, count < enough ? count + (a.size() - i) + (b.size() - j) : count);
}

}  // namespace

PersonSet PersonSet::Of(std::vector<uint32_t> persons) {
  if (!std::is_sorted(persons.begin(), persons.end())) std::sort(persons.begin(), persons.end());
  persons.erase(std::unique(persons.begin(), persons.end()), persons.end());
  PersonSet out;
  out.persons_ = std::move(persons);
  return out;
}

Bytes PersonSet::Encode() const {
  Bytes out;
  out.reserve(8 + 2 * persons_.size());
  out.push_back(kVersion);
  AppendVarint(out, persons_.size());
  uint64_t next = 0;  // the lowest ordinal that may follow
  for (const uint32_t person : persons_) {
    AppendVarint(out, person - next);
    next = static_cast<uint64_t>(person) + 1;
  }
  return out;
}

Result<PersonSet> PersonSet::Decode(ByteView encoded) {
  ByteReader in(encoded);
  BOUCLIER_TRY(const uint8_t version, in.U8());
  if (version != kVersion) return Error(ErrorCode::kUnsupported, "read person set: another version");
  BOUCLIER_TRY(const uint64_t count, ReadVarint(in));
  // A person takes a byte at least: a count that promises more reserves nothing.
  if (count > in.left()) return Error(ErrorCode::kCorruption, "read person set: fewer persons than it says");
  PersonSet out;
  out.persons_.reserve(count);
  uint64_t next = 0;
  for (uint64_t i = 0; i < count; ++i) {
    BOUCLIER_TRY(const uint64_t gap, ReadVarint(in));
    const uint64_t person = next + gap;
    if (person > std::numeric_limits<uint32_t>::max())
      return Error(ErrorCode::kCorruption, "read person set: a person beyond the last ordinal");
    out.persons_.push_back(static_cast<uint32_t>(person));
    next = person + 1;
  }
  BOUCLIER_TRY_VOID(in.End());
  return out;
}

bool PersonSet::Contains(uint32_t person) const { return std::binary_search(persons_.begin(), persons_.end(), person); }

PersonSet UnionOf(const PersonSet& a, const PersonSet& b) {
  PersonSet out;
  out.persons_.reserve(a.size() + b.size());
  std::set_union(a.persons_.begin(), a.persons_.end(), b.persons_.begin(), b.persons_.end(),
                 std::back_inserter(out.persons_));
  return out;
}

PersonSet UnionOf(std::span<const PersonSet* const> sets) {
  if (sets.size() <= 1) return sets.empty() ? PersonSet() : *sets.front();
  const size_t half = sets.size() / 2;
  return UnionOf(UnionOf(sets.first(half)), UnionOf(sets.subspan(half)));
}

size_t DifferenceSize(const PersonSet& a, const PersonSet& b) {
  return CountDifferences(a, b, std::numeric_limits<size_t>::max());
}

bool AreNear(const PersonSet& a, const PersonSet& b, uint32_t threshold) {
  const size_t differences = CountDifferences(a, b, threshold);
  return differences >= 1 && differences < threshold;
}

}  // namespace bouclier::kernels

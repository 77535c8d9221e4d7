// SPDX-License-Identifier: Apache-2.0
// The distinct persons of a group of rows, as dense ordinals of one base. What a cell of an output stands on, and what
// the release memory keeps of it. docs/formats/person-set.md. A value; thread-safe while nobody changes it.
// **Secrets:** who is in a group is as confidential as the rows: sets leave memory only sealed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bouclier/base/bytes.h"

namespace bouclier::kernels {

class PersonSet {
 public:
  PersonSet() = default;
  static PersonSet Of(std::vector<uint32_t> persons);  // in any order; who is named twice is one person

  // One set, one encoding. **Errors:** corruption (anything Encode does not write), unsupported (another version).
  static Result<PersonSet> Decode(ByteView encoded);
  Bytes Encode() const;

  size_t size() const { return persons_.size(); }
  bool empty() const { return persons_.empty(); }
  bool Contains(uint32_t person) const;
  std::span<const uint32_t> persons() const { return persons_; }  // ascending
  bool operator==(const PersonSet&) const = default;

 private:
  friend PersonSet UnionOf(const PersonSet& a, const PersonSet& b);
  std::vector<uint32_t> persons_;
};

PersonSet UnionOf(const PersonSet& a, const PersonSet& b);
PersonSet UnionOf(std::span<const PersonSet* const> sets);  // of none: the empty set

// |X △ Y|: persons of one and not of the other.
size_t DifferenceSize(const PersonSet& a, const PersonSet& b);
// 1 ≤ |X △ Y| < threshold: two published numbers of such groups differ by fewer than `threshold` persons. Stops as soon
// as they differ in enough.
bool AreNear(const PersonSet& a, const PersonSet& b, uint32_t threshold);

}  // namespace bouclier::kernels

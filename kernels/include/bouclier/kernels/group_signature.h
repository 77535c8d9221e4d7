// SPDX-License-Identifier: Apache-2.0
// What near groups are found by without opening their sets: persons are split into classes, and of each class a
// signature keeps its size and the sum of its persons' numbers. docs/formats/person-set.md; why none is missed:
// docs/adr/0011-near-groups.md. Values; thread-safe while nobody changes them.
// **Secrets:** as confidential as the set (a class of one person names that person).
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "bouclier/kernels/person_set.h"

namespace bouclier::kernels {

constexpr size_t kClassCount = 16;
constexpr uint32_t kMaxThreshold = 16;  // no more than classes: near groups then have one class in common at least
constexpr uint32_t kSmallGroup = 64;    // groups that leave classes empty are found by their persons instead
constexpr uint32_t kCarriedPersons = kSmallGroup + kMaxThreshold - 1;

struct ClassPrint {
  uint64_t sum = 0;  // modulo 2^64; of an empty class 0
  uint32_t size = 0;
  bool operator==(const ClassPrint&) const = default;
};

struct GroupSignature {
  uint32_t size = 0;
  std::array<ClassPrint, kClassCount> classes;
  PersonSet carried;  // the whole set when it has at most kCarriedPersons, otherwise empty

  bool carries_all() const { return size <= kCarriedPersons; }
  bool operator==(const GroupSignature&) const = default;

  // One signature, one encoding. **Errors:** corruption, unsupported (another version).
  static Result<GroupSignature> Decode(ByteView encoded);
  Bytes Encode() const;
};

GroupSignature SignatureOf(const PersonSet& set);

// The classes of a set that is known only piece by piece. Adding a person twice counts it twice: the caller sees to
// that.
class ClassPrints {
 public:
  void Add(uint32_t person);
  void Add(const ClassPrints& others);
  uint32_t size() const;
  const std::array<ClassPrint, kClassCount>& classes() const { return classes_; }

 private:
  std::array<ClassPrint, kClassCount> classes_;
};
// CHECK: a set of at most kCarriedPersons is handed in whole, of a larger one nothing.
GroupSignature SignatureOf(const ClassPrints& prints, PersonSet carried);

}  // namespace bouclier::kernels

// SPDX-License-Identifier: Apache-2.0
// Classes of persons and what is kept of them: docs/formats/person-set.md. Pure.
#include "bouclier/kernels/group_signature.h"

namespace bouclier::kernels {
namespace {

constexpr uint8_t kSmallVersion = 0x11;  // the persons themselves follow
constexpr uint8_t kLargeVersion = 0x12;  // the classes follow
constexpr size_t kPrintSize = 12;

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): spreads dense ordinals over all 64 bits, one to one.
constexpr uint64_t Spread(uint64_t value) {
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
  value = (value ^ value >> 27) * 0x94d049bb133111ebu;
  return value ^ value >> 31;
}

constexpr size_t ClassOf(uint32_t person) { return Spread(person + 0x9e3779b97f4a7c15u) >> 60; }
constexpr uint64_t NumberOf(uint32_t person) { return Spread(person + 0xd1b54a32d192ed03u); }

}  // namespace

void ClassPrints::Add(uint32_t person) {
  ClassPrint& print = classes_[ClassOf(person)];
  print.sum += NumberOf(person);
  ++print.size;
}

void ClassPrints::Add(const ClassPrints& others) {
  for (size_t i = 0; i < kClassCount; ++i) {
    classes_[i].sum += others.classes_[i].sum;
    classes_[i].size += others.classes_[i].size;
  }
}

uint32_t ClassPrints::size() const {
  uint32_t total = 0;
  for (const ClassPrint& print : classes_) total += print.size;
  return total;
}

GroupSignature SignatureOf(const ClassPrints& prints, PersonSet carried) {
  GroupSignature out{.size = prints.size(), .classes = prints.classes(), .carried = std::move(carried)};
  BOUCLIER_CHECK(out.carried.size() == (out.carries_all() ? out.size : 0));
  return out;
}

GroupSignature SignatureOf(const PersonSet& set) {
  ClassPrints prints;
  for (const uint32_t person : set.persons()) prints.Add(person);
  return SignatureOf(prints, set.size() <= kCarriedPersons ? set : PersonSet());
}

Bytes GroupSignature::Encode() const {
  Bytes out;
  if (carries_all()) {
    out.push_back(kSmallVersion);
    Append(out, carried.Encode());
    return out;
  }
  out.push_back(kLargeVersion);
  for (const ClassPrint& print : classes) {
    AppendLe64(out, print.sum);
    AppendLe32(out, print.size);
  }
  return out;
}

Result<GroupSignature> GroupSignature::Decode(ByteView encoded) {
  ByteReader in(encoded);
  BOUCLIER_TRY(const uint8_t version, in.U8());
  if (version == kSmallVersion) {
    BOUCLIER_TRY(const PersonSet set, PersonSet::Decode(encoded.subspan(1)));
    if (set.size() > kCarriedPersons)
      return Error(ErrorCode::kCorruption, "read group signature: too large to be small");
    return SignatureOf(set);
  }
  if (version != kLargeVersion) return Error(ErrorCode::kUnsupported, "read group signature: another version");
  GroupSignature out;
  uint64_t total = 0;
  BOUCLIER_TRY(const ByteView classes, in.Take(kClassCount * kPrintSize));
  const uint8_t* at = classes.data();
  for (ClassPrint& print : out.classes) {
    print.sum = LoadLe64(at);
    print.size = LoadLe32(at + 8);
    at += kPrintSize;
    if (print.size == 0 && print.sum != 0)
      return Error(ErrorCode::kCorruption, "read group signature: an empty class has a sum");
    total += print.size;
  }
  BOUCLIER_TRY_VOID(in.End());
  if (total <= kCarriedPersons || total > UINT32_MAX)
    return Error(ErrorCode::kCorruption, "read group signature: the size is not that of a large group");
  out.size = static_cast<uint32_t>(total);
  return out;
}

}  // namespace bouclier::kernels

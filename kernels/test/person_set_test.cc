// SPDX-License-Identifier: Apache-2.0
// Sets of persons beside std::set, their bytes, their signatures.
#include "bouclier/kernels/person_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "bouclier/kernels/group_signature.h"

namespace bouclier::kernels {
namespace {

using Plain = std::set<uint32_t>;

PersonSet Of(const Plain& plain) { return PersonSet::Of({plain.begin(), plain.end()}); }

Plain Draw(std::mt19937& random, size_t size, uint32_t below) {
  Plain out;
  while (out.size() < size) out.insert(static_cast<uint32_t>(random()) % below);
  return out;
}

TEST(PersonSet, HoldsEachPersonOnceInOrder) {
  const PersonSet set = PersonSet::Of({7, 0, UINT32_MAX, 7, 3, 0});
  EXPECT_EQ(std::vector<uint32_t>(set.persons().begin(), set.persons().end()),
            (std::vector<uint32_t>{0, 3, 7, UINT32_MAX}));
  EXPECT_TRUE(set.Contains(UINT32_MAX));
  EXPECT_FALSE(set.Contains(4));
}

TEST(PersonSet, AlgebraIsThatOfPlainSets) {
  std::mt19937 random(1);
  for (int round = 0; round < 400; ++round) {
    const uint32_t below = 1u << (3 + round % 9);
    const Plain a = Draw(random, random() % (below / 2), below), b = Draw(random, random() % (below / 2), below);
    Plain both = a, difference;
    both.insert(b.begin(), b.end());
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(difference, difference.end()));
    EXPECT_EQ(UnionOf(Of(a), Of(b)), Of(both));
    const PersonSet x = Of(a), y = Of(b);
    const PersonSet* const many[] = {&x, &y, &x};
    EXPECT_EQ(UnionOf(many), Of(both));
    EXPECT_EQ(DifferenceSize(x, y), difference.size());
    for (const uint32_t threshold : {2u, 5u, 11u, 16u})
      EXPECT_EQ(AreNear(x, y, threshold), !difference.empty() && difference.size() < threshold) << difference.size();
  }
  EXPECT_TRUE(UnionOf(std::span<const PersonSet* const>()).empty());
}

TEST(PersonSet, NearIsOneToThresholdLessOne) {
  std::vector<uint32_t> persons;
  for (uint32_t i = 0; i < 100; ++i) persons.push_back(i * 1000);
  const PersonSet whole = PersonSet::Of(persons);
  for (uint32_t left_out = 0; left_out < 20; ++left_out) {
    const PersonSet part = PersonSet::Of({persons.begin() + left_out, persons.end()});
    EXPECT_EQ(AreNear(whole, part, 11), left_out >= 1 && left_out <= 10) << left_out;
    EXPECT_EQ(AreNear(part, whole, 11), left_out >= 1 && left_out <= 10) << left_out;
  }
}

TEST(PersonSet, BytesComeBackAsTheSameSet) {
  std::mt19937 random(2);
  for (const size_t size : {0, 1, 2, 11, 300, 5000})
    for (const uint32_t below : {10000u, 1u << 31}) {
      const PersonSet set = Of(Draw(random, size, below));
      EXPECT_EQ(PersonSet::Decode(set.Encode()).value(), set);
    }
  const PersonSet ends = PersonSet::Of({0, UINT32_MAX});
  EXPECT_EQ(PersonSet::Decode(ends.Encode()).value(), ends);
  EXPECT_EQ(Hex(PersonSet::Of({}).Encode()), "0100");
  EXPECT_EQ(Hex(PersonSet::Of({5, 6, 300}).Encode()), "01030500a502");
}

TEST(PersonSet, RefusesWhatItWouldNotWrite) {
  const struct {
    const char* what;
    const char* hex;
    ErrorCode code;
  } bad[] = {{"nothing", "", ErrorCode::kCorruption},
             {"another version", "0200", ErrorCode::kUnsupported},
             {"no count", "01", ErrorCode::kCorruption},
             {"fewer than it says", "010305", ErrorCode::kCorruption},
             {"a count of four thousand million", "01ffffffff0f05", ErrorCode::kCorruption},
             {"more than it says", "01010500", ErrorCode::kCorruption},
             {"a long way to write five", "01018500", ErrorCode::kCorruption},
             {"a number of six bytes", "010180808080800100", ErrorCode::kCorruption},
             {"beyond the last ordinal", "01018080808010", ErrorCode::kCorruption},
             {"after the last ordinal", "0102ffffffff0f00", ErrorCode::kCorruption}};
  for (const auto& one : bad) {
    const auto read = PersonSet::Decode(ParseHex(one.hex).value());
    ASSERT_FALSE(read.ok()) << one.what;
    EXPECT_EQ(read.error().code, one.code) << one.what;
  }
}

TEST(GroupSignature, IsTheSameWhicheverWayItIsMade) {
  std::mt19937 random(3);
  for (const size_t size : {0, 1, 64, 79, 80, 81, 4000}) {
    const PersonSet set = Of(Draw(random, size, 1u << 30));
    ClassPrints even, odd;
    for (const uint32_t person : set.persons()) (person % 2 == 0 ? even : odd).Add(person);
    even.Add(odd);
    const GroupSignature signature = SignatureOf(set);
    EXPECT_EQ(SignatureOf(even, size <= kCarriedPersons ? set : PersonSet()), signature);
    EXPECT_EQ(signature.size, size);
    EXPECT_EQ(signature.carried.size(), size <= kCarriedPersons ? size : 0);
    EXPECT_EQ(GroupSignature::Decode(signature.Encode()).value(), signature) << size;
  }
}

TEST(GroupSignature, SpreadsDenseOrdinalsEvenly) {
  std::vector<uint32_t> dense(160000);
  for (uint32_t i = 0; i < dense.size(); ++i) dense[i] = i;
  for (const ClassPrint& print : SignatureOf(PersonSet::Of(dense)).classes) EXPECT_NEAR(print.size, 10000, 500);
}

TEST(GroupSignature, RefusesWhatItWouldNotWrite) {
  std::mt19937 random(4);
  const Bytes large = SignatureOf(Of(Draw(random, 100, 1u << 30))).Encode();
  EXPECT_EQ(large.size(), 1 + 12 * kClassCount);
  Bytes longer = large, other = large, small_as_large(large.size(), 0);
  longer.push_back(0);
  other[0] = 0x13;
  small_as_large[0] = 0x12;
  Bytes empty_class = large;
  std::fill(empty_class.begin() + 9, empty_class.begin() + 13, 0);
  Bytes too_many = large;
  std::fill(too_many.begin() + 9, too_many.begin() + 13, 0xff);
  Bytes large_as_small = {0x11};
  Append(large_as_small, Of(Draw(random, 80, 1000)).Encode());
  for (const Bytes* bad : {&longer, &small_as_large, &empty_class, &too_many, &large_as_small})
    EXPECT_EQ(GroupSignature::Decode(*bad).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(GroupSignature::Decode(other).error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(GroupSignature::Decode({}).ok());
}

}  // namespace
}  // namespace bouclier::kernels

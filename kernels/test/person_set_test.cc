// SPDX-License-Identifier: Apache-2.0
// Sets of persons beside std::set; their bytes and signatures beside the vectors of a second implementation.
#include "bouclier/kernels/person_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>

#include "bouclier/base/file.h"
#include "bouclier/crypto/json.h"
#include "bouclier/kernels/group_signature.h"

namespace bouclier::kernels {
namespace {

using crypto::Json;

Json ReadVectors() {
  std::filesystem::path at = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  while (at.has_relative_path() && !std::filesystem::exists(at / "tests/vectors/kernels")) at = at.parent_path();
  const Bytes text = RealFileSystem().Read(at / "tests/vectors/kernels/person_set.json", 1 << 20).value();
  return Json::Parse(AsText(text)).value();
}

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

TEST(PersonSet, AgreesWithTheVectors) {
  const Json vectors = ReadVectors();
  for (const Json& one : *vectors.Find("good")->if_array()) {
    std::vector<uint32_t> persons;
    for (uint64_t i = 0; i < one.GetCount("count").value(); ++i)
      persons.push_back(static_cast<uint32_t>(one.GetCount("first").value() + i * one.GetCount("step").value()));
    const PersonSet set = PersonSet::Of(persons);
    EXPECT_EQ(Hex(set.Encode()), one.GetString("set").value()) << one.GetString("name").value();
    EXPECT_EQ(Hex(SignatureOf(set).Encode()), one.GetString("signature").value()) << one.GetString("name").value();
  }
}

TEST(PersonSet, RefusesTheBadVectors) {
  const Json vectors = ReadVectors();
  for (const Json& one : *vectors.Find("bad")->if_array()) {
    const Bytes bytes = ParseHex(one.GetString("bytes").value()).value();
    const bool is_set = one.GetString("of").value() == "set";
    const auto code =
        one.GetString("expect").value() == "unsupported" ? ErrorCode::kUnsupported : ErrorCode::kCorruption;
    const auto set = PersonSet::Decode(bytes);
    const auto signature = GroupSignature::Decode(bytes);
    ASSERT_FALSE(is_set ? set.ok() : signature.ok()) << one.GetString("name").value();
    EXPECT_EQ(is_set ? set.error().code : signature.error().code, code) << one.GetString("name").value();
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

}  // namespace
}  // namespace bouclier::kernels

// SPDX-License-Identifier: Apache-2.0
// Numbers that, one taken from another, tell of few: beside a twin that plants the few and tries no weights at all.
#include "bouclier/kernels/few_apart.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace bouclier::kernels {
namespace {

constexpr uint32_t kThreshold = 11;

struct Drawn {
  std::mt19937 random;
  int64_t Amount() { return 100 + static_cast<int64_t>(random() % 1'000'000); }
  CellNumber Sum(size_t persons) {
    CellNumber out{{}, true};
    for (size_t i = 0; i < persons; ++i) out.contributions.push_back(Amount());
    return out;
  }
};

TEST(FewApart, NumbersOfTheirOwnTellOfNobody) {
  EXPECT_EQ(FewApart({}, kThreshold), 0u);
  for (uint32_t seed = 0; seed < 50; ++seed) {
    Drawn drawn{std::mt19937(seed)};
    const size_t persons = 11 + seed * 3;
    const CellNumber a = drawn.Sum(persons), b = drawn.Sum(persons), c = drawn.Sum(persons);
    EXPECT_EQ(FewApart(std::vector{a}, kThreshold), 0u) << seed;
    EXPECT_EQ(FewApart(std::vector{a, b, c}, kThreshold), 0u) << seed;
    EXPECT_EQ(FewApart(std::vector{a, a, b}, kThreshold), 0u) << "the same number twice says nothing more";
    CellNumber all = a;
    for (size_t i = 0; i < persons; ++i) all.contributions[i] += 3 * b.contributions[i];
    EXPECT_EQ(FewApart(std::vector{a, b, all}, kThreshold), 0u) << "nor does a sum of two";
  }
}

TEST(FewApart, FindsAsManyAsWerePlanted) {
  for (uint32_t few = 0; few < 14; ++few) {
    for (const int64_t factor : {1, -1, 7, 1'000'003}) {
      Drawn drawn{std::mt19937(few)};
      const CellNumber all = drawn.Sum(60);
      CellNumber less = all;
      for (size_t i = 0; i < 60; ++i) less.contributions[i] = i < few ? 0 : all.contributions[i] * factor;
      EXPECT_EQ(FewApart(std::vector{all, less}, kThreshold), few < kThreshold ? few : 0) << few << ' ' << factor;
      EXPECT_EQ(FewApart(std::vector{less, drawn.Sum(60), all}, kThreshold), few < kThreshold ? few : 0);
    }
  }
}

TEST(FewApart, AConstantIsTakenFromSumsAndNotFromCountsOfRows) {
  for (uint32_t few = 0; few < 14; ++few) {
    CellNumber lifted{std::vector<int64_t>(60, 100'000), true};
    for (size_t i = 0; i < few; ++i) lifted.contributions[i * 2] += 1 + static_cast<int64_t>(i) % 7;
    EXPECT_EQ(FewApart(std::vector{lifted}, kThreshold), few < kThreshold ? few : 0) << few;
    lifted.is_sum = false;
    EXPECT_EQ(FewApart(std::vector{lifted}, kThreshold), 0u);
    const CellNumber persons{std::vector<int64_t>(60, 1), false};
    EXPECT_EQ(FewApart(std::vector{lifted, persons}, kThreshold), few < kThreshold ? few : 0)
        << "until it stands there";
  }
}

TEST(FewApart, ThreeNumbersThatLeaveOne) {
  for (const size_t men : {12u, 30u, 48u}) {
    CellNumber all, first, second;
    for (size_t i = 0; i < 60; ++i) {
      all.contributions.push_back(1);
      first.contributions.push_back(i < men ? 1 : 0);
      second.contributions.push_back(i >= men && i != 59 ? 1 : 0);
    }
    // Of twelve in all, eleven counted: the twelfth and the others stand apart from each other as well.
    EXPECT_EQ(FewApart(std::vector{all, first, second}, kThreshold), 1u) << men;
    second.contributions[59] = 1;
    EXPECT_EQ(FewApart(std::vector{all, first, second}, kThreshold), 0u) << men;
  }
}

// Eleven of a thousand have two amounts each: no weights make one of them vanish that the others' amounts do not know.
TEST(FewApart, OthersMustCancelNotOnlyBeAway) {
  Drawn drawn{std::mt19937(5)};
  CellNumber a = drawn.Sum(1000), b = drawn.Sum(1000);
  for (size_t i = 11; i < 1000; ++i) a.contributions[i] = b.contributions[i] = 0;
  EXPECT_EQ(FewApart(std::vector{a, b, drawn.Sum(1000)}, kThreshold), 0u);
}

TEST(FewApart, WhatASumLeavesWhenDivided) {
  for (uint32_t few = 0; few < 14; ++few) {
    for (const int64_t carrier : {11, 1000, -1'000'000}) {
      Drawn drawn{std::mt19937(few)};
      for (const int64_t constant : {0, 5}) {
        CellNumber packed = drawn.Sum(60), less = packed;
        for (size_t i = 0; i < 60; ++i) {
          const int64_t share = packed.contributions[i] * carrier + constant;
          packed.contributions[i] = share + (i < few ? 1 + static_cast<int64_t>(i) % 3 : 0);
          less.contributions[i] = i < few ? 0 : share;
        }
        const uint32_t found = few < kThreshold ? few : 0;
        EXPECT_EQ(FewApart(std::vector{packed}, kThreshold), found) << few << ' ' << carrier << ' ' << constant;
        EXPECT_EQ(FewApart(std::vector{less}, kThreshold), constant == 0 ? 0 : found) << "who adds nothing is told too";
        packed.is_sum = false;
        EXPECT_EQ(FewApart(std::vector{packed}, kThreshold), 0u);
      }
    }
  }
  Drawn drawn{std::mt19937(1)};
  CellNumber even = drawn.Sum(60);
  for (size_t i = 3; i < 60; ++i) even.contributions[i] *= 10;
  EXPECT_EQ(FewApart(std::vector{even}, kThreshold), 0u) << "a remainder below the threshold counts no few";
}

// Men add a million, women take one away: what is left is of one.
TEST(FewApart, SharesThatCancelEachOther) {
  CellNumber number{{}, true};
  for (int i = 0; i < 60; ++i) number.contributions.push_back(i == 7 ? 1907 : i % 2 ? 1'000'000 : -1'000'000);
  EXPECT_EQ(FewApart(std::vector{number}, kThreshold), 1u);
}

TEST(FewApart, KeepsItsBits) {
  const int64_t most = std::numeric_limits<int64_t>::max(), least = std::numeric_limits<int64_t>::min();
  CellNumber a{{}, true}, b{{}, true};
  for (int i = 0; i < 30; ++i) {
    a.contributions.push_back(i % 2 ? most : least);
    b.contributions.push_back(i % 2 ? most : least);
  }
  EXPECT_EQ(FewApart(std::vector{a, b}, kThreshold), 0u);
  b.contributions[3] -= 1;
  EXPECT_EQ(FewApart(std::vector{a, b}, kThreshold), 1u);
}

}  // namespace
}  // namespace bouclier::kernels

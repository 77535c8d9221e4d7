// SPDX-License-Identifier: Apache-2.0
// The index beside its slow twin, which compares every pair: no near group is missed, and few others are named.
#include "bouclier/kernels/near_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace bouclier::kernels {
namespace {

// Sets that invite misses: drawn fresh, grown from others by a few persons in and out, halves and copies of others; of
// every size from none to some hundreds, so that tiny, small and large ones meet at their borders.
std::vector<PersonSet> Family(std::mt19937& random, size_t count, size_t largest, uint32_t people) {
  std::vector<PersonSet> out;
  while (out.size() < count) {
    std::vector<uint32_t> persons;
    if (!out.empty() && random() % 4 != 0) {
      const PersonSet& other = out[random() % out.size()];
      persons.assign(other.persons().begin(), other.persons().end());
      std::shuffle(persons.begin(), persons.end(), random);
      persons.resize(persons.size() - std::min<size_t>(persons.size(), random() % 14));
      for (size_t more = random() % 14; more > 0; --more) persons.push_back(static_cast<uint32_t>(random()) % people);
    } else {
      const size_t size = random() % (1 + largest);
      for (size_t i = 0; i < size; ++i) persons.push_back(static_cast<uint32_t>(random()) % people);
    }
    out.push_back(PersonSet::Of(std::move(persons)));
  }
  return out;
}

struct Account {
  size_t near = 0, near_by_signature = 0, equal = 0, named_for_nothing = 0;
};

// Asks the index for each set and compares with the twin.
Account Compare(const std::vector<PersonSet>& remembered, const std::vector<PersonSet>& fresh, uint32_t threshold) {
  NearIndex index(threshold);
  for (const PersonSet& set : remembered) index.Add(SignatureOf(set));
  Account account;
  for (const PersonSet& set : fresh) {
    const std::vector<NearCandidate> candidates = index.Candidates(SignatureOf(set));
    EXPECT_TRUE(std::is_sorted(candidates.begin(), candidates.end(),
                               [](const auto& a, const auto& b) { return a.group < b.group; }));
    size_t next = 0;
    for (uint32_t i = 0; i < remembered.size(); ++i) {
      const bool named = next < candidates.size() && candidates[next].group == i;
      const bool near = AreNear(set, remembered[i], threshold);
      EXPECT_TRUE(named || !near) << "missed: " << set.size() << " beside " << remembered[i].size() << ", threshold "
                                  << threshold;
      if (!named) continue;
      const Nearness nearness = candidates[next++].nearness;
      EXPECT_TRUE(near || nearness != Nearness::kNear);
      EXPECT_TRUE(set == remembered[i] || nearness != Nearness::kLooksEqual);
      account.near += near;
      account.near_by_signature += nearness == Nearness::kNear;
      account.equal += nearness == Nearness::kLooksEqual;
      account.named_for_nothing += !near && nearness == Nearness::kMayBeNear;
    }
  }
  return account;
}

TEST(NearIndex, MissesNoNearGroup) {
  std::mt19937 random(11);
  Account total;
  for (const uint32_t threshold : {2u, 3u, 5u, 11u, 16u})
    for (const size_t largest : {8, 20, 64, 90, 400})
      for (const uint32_t people : {40u, 500u, 1u << 20}) {
        const std::vector<PersonSet> sets = Family(random, 300, largest, people);
        const Account account = Compare(sets, sets, threshold);
        total.near += account.near;
        total.near_by_signature += account.near_by_signature;
        total.equal += account.equal;
        total.named_for_nothing += account.named_for_nothing;
      }
  EXPECT_GT(total.near, 20000u);
  EXPECT_GT(total.near - total.near_by_signature, 1000u) << "large groups too";
  EXPECT_GT(total.equal, 1000u);
  EXPECT_LT(total.named_for_nothing, total.near);
}

// The same with every single person left out of one group: whichever class the person falls in, the others show it.
TEST(NearIndex, FindsACohortOffByOneWhoeverItIs) {
  std::vector<uint32_t> persons;
  for (uint32_t i = 0; i < 1000; ++i) persons.push_back(i * 37);
  NearIndex index(11);
  index.Add(SignatureOf(PersonSet::Of(persons)));
  for (size_t out = 0; out < persons.size(); ++out) {
    std::vector<uint32_t> less = persons;
    less.erase(less.begin() + static_cast<ptrdiff_t>(out));
    const auto found = index.Candidates(SignatureOf(PersonSet::Of(less)));
    ASSERT_EQ(found.size(), 1u) << out;
    EXPECT_EQ(found[0].nearness, Nearness::kMayBeNear);
  }
}

TEST(NearIndex, TinyGroupsWithNobodyInCommonAreNear) {
  NearIndex index(11);
  index.Add(SignatureOf(PersonSet()));
  index.Add(SignatureOf(PersonSet::Of({1, 2, 3})));
  index.Add(SignatureOf(PersonSet::Of({1, 2, 3, 4, 5, 6, 7, 8, 9})));
  EXPECT_EQ(index.Candidates(SignatureOf(PersonSet::Of({20, 21}))),
            (std::vector<NearCandidate>{{0, Nearness::kNear}, {1, Nearness::kNear}}));
  EXPECT_EQ(index.Candidates(SignatureOf(PersonSet())),
            (std::vector<NearCandidate>{{0, Nearness::kLooksEqual}, {1, Nearness::kNear}, {2, Nearness::kNear}}));
}

// A twin that asks only for classes, as if every group were large: small groups that were changed in each of the
// classes they fill escape it. This is what the look-up by persons is there for.
TEST(NearIndex, ClassesAloneWouldMissSmallGroups) {
  std::mt19937 random(12);
  size_t missed = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<uint32_t> persons;
    for (int i = 0; i < 12; ++i) persons.push_back(static_cast<uint32_t>(random()));
    const PersonSet whole = PersonSet::Of(persons);
    std::shuffle(persons.begin(), persons.end(), random);
    persons.resize(2);
    const PersonSet part = PersonSet::Of(persons);
    ASSERT_TRUE(AreNear(whole, part, 11));
    const auto a = SignatureOf(whole).classes, b = SignatureOf(part).classes;
    bool filled_and_equal = false;
    for (size_t i = 0; i < kClassCount; ++i) filled_and_equal |= a[i].size > 0 && a[i] == b[i];
    missed += !filled_and_equal;
    NearIndex index(11);
    index.Add(SignatureOf(whole));
    EXPECT_EQ(index.Candidates(SignatureOf(part)).size(), 1u);
  }
  EXPECT_GT(missed, 20u);
}

// Many remembered groups of few persons leave the same classes empty; nothing of that makes candidates.
TEST(NearIndex, ManySmallGroupsNameFewForNothing) {
  std::mt19937 random(13);
  NearIndex index(11);
  for (int i = 0; i < 20000; ++i) {
    std::vector<uint32_t> persons;
    for (size_t size = 11 + random() % 80; persons.size() < size;) persons.push_back(random() % 2000000);
    index.Add(SignatureOf(PersonSet::Of(std::move(persons))));
  }
  size_t named = 0;
  for (int i = 0; i < 500; ++i) {
    std::vector<uint32_t> persons;
    for (size_t size = 11 + random() % 80; persons.size() < size;) persons.push_back(random() % 2000000);
    named += index.Candidates(SignatureOf(PersonSet::Of(std::move(persons)))).size();
  }
  EXPECT_LT(named, 10u);
}

}  // namespace
}  // namespace bouclier::kernels

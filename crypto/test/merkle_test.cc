// SPDX-License-Identifier: Apache-2.0
// Trees and proofs against a slow twin that is the text of RFC 6962 §2.1 word by word, at every size to 70; and every
// proof changed in every way must be refused.
#include "bouclier/crypto/merkle.h"

#include <gtest/gtest.h>

namespace bouclier::crypto {
namespace {

using Leaves = std::vector<MerkleHash>;
constexpr uint64_t kSizes = 70;

Leaves MakeLeaves(uint64_t count) {
  Leaves leaves;
  for (uint64_t i = 0; i < count; ++i) leaves.push_back(MerkleLeaf(AsBytes("leaf " + std::to_string(i))));
  return leaves;
}

uint64_t SlowSplit(uint64_t n) {
  uint64_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

Leaves Slice(const Leaves& d, uint64_t begin, uint64_t end) { return Leaves(d.begin() + begin, d.begin() + end); }

// MTH(D[n])
MerkleHash SlowRoot(const Leaves& d) {
  if (d.empty()) return MerkleEmptyRoot();
  if (d.size() == 1) return d[0];
  const uint64_t k = SlowSplit(d.size());
  return MerkleNode(SlowRoot(Slice(d, 0, k)), SlowRoot(Slice(d, k, d.size())));
}

// PATH(m, D[n])
MerkleProof SlowPath(uint64_t m, const Leaves& d) {
  if (d.size() == 1) return {};
  const uint64_t k = SlowSplit(d.size());
  MerkleProof proof = m < k ? SlowPath(m, Slice(d, 0, k)) : SlowPath(m - k, Slice(d, k, d.size()));
  proof.push_back(m < k ? SlowRoot(Slice(d, k, d.size())) : SlowRoot(Slice(d, 0, k)));
  return proof;
}

// SUBPROOF(m, D[n], b)
MerkleProof SlowSubproof(uint64_t m, const Leaves& d, bool b) {  // NOLINT: the RFC's names
  if (m == d.size()) return b ? MerkleProof{} : MerkleProof{SlowRoot(d)};
  const uint64_t k = SlowSplit(d.size());
  MerkleProof proof = m <= k ? SlowSubproof(m, Slice(d, 0, k), b) : SlowSubproof(m - k, Slice(d, k, d.size()), false);
  proof.push_back(m <= k ? SlowRoot(Slice(d, k, d.size())) : SlowRoot(Slice(d, 0, k)));
  return proof;
}

// Gives perfect subtrees of these leaves, and fails the test when asked for one that is not there.
SubtreeReader ReaderOf(const Leaves& leaves) {
  return [&leaves](uint32_t level, uint64_t index) -> Result<MerkleHash> {
    const uint64_t begin = index << level, end = (index + 1) << level;
    if (end > leaves.size()) return Error(ErrorCode::kNotFound, "read subtree: beyond the tree");
    return SlowRoot(Slice(leaves, begin, end));
  };
}

// Calls `refused` with every proof that is near `proof` and not it.
template <typename Refused>
void ForEveryChange(const MerkleProof& proof, Refused refused) {
  for (size_t i = 0; i < proof.size(); ++i) {
    for (size_t bit : {0, 7, 100, 255}) {
      MerkleProof changed = proof;
      changed[i][bit / 8] ^= 1 << bit % 8;
      refused(changed);
    }
    MerkleProof without = proof;
    without.erase(without.begin() + i);
    refused(without);
    MerkleProof twice = proof;
    twice.insert(twice.begin() + i, proof[i]);
    refused(twice);
    if (i + 1 == proof.size()) continue;
    MerkleProof swapped = proof;
    std::swap(swapped[i], swapped[i + 1]);
    refused(swapped);
  }
  for (size_t at : {size_t{0}, proof.size()}) {
    MerkleProof longer = proof;
    longer.insert(longer.begin() + at, MerkleHash{});
    refused(longer);
  }
}

MerkleHash Flipped(MerkleHash hash) {
  hash[31] ^= 0x80;
  return hash;
}

TEST(Merkle, HashesAsRfc6962Says) {
  EXPECT_EQ(Hex(MerkleEmptyRoot()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  // printf '\0' | sha256sum; and the node over two such leaves.
  EXPECT_EQ(Hex(MerkleLeaf({})), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_NE(MerkleLeaf(Bytes(64)), MerkleNode(MerkleHash{}, MerkleHash{}))
      << "leaves and nodes have different prefixes";
}

TEST(Merkle, RootsEqualTheDefinitionAtEverySize) {
  MerkleAccumulator grown;
  const Leaves all = MakeLeaves(kSizes);
  for (uint64_t n = 0; n <= kSizes; ++n) {
    const Leaves leaves = Slice(all, 0, n);
    const MerkleHash root = SlowRoot(leaves);
    EXPECT_EQ(grown.size(), n);
    EXPECT_EQ(grown.Root(), root);
    EXPECT_EQ(MerkleRoot(leaves), root);
    EXPECT_EQ(MerkleRootFrom(n, ReaderOf(leaves)).value(), root);
    if (n < kSizes) grown.Add(all[n]);
  }
}

TEST(Merkle, InclusionProofsEqualTheDefinitionAndVerify) {
  const Leaves all = MakeLeaves(kSizes);
  for (uint64_t n = 1; n <= kSizes; ++n) {
    const Leaves leaves = Slice(all, 0, n);
    const MerkleHash root = SlowRoot(leaves);
    for (uint64_t m = 0; m < n; ++m) {
      const auto proof = MerkleInclusionProof(m, n, ReaderOf(leaves));
      ASSERT_TRUE(proof.ok());
      EXPECT_EQ(*proof, SlowPath(m, leaves)) << m << " of " << n;
      EXPECT_TRUE(VerifyInclusion(m, n, leaves[m], root, *proof).ok()) << m << " of " << n;
    }
    EXPECT_EQ(MerkleInclusionProof(n, n, ReaderOf(leaves)).error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Merkle, ConsistencyProofsEqualTheDefinitionAndVerify) {
  const Leaves all = MakeLeaves(kSizes);
  std::vector<MerkleHash> roots;
  for (uint64_t n = 0; n <= kSizes; ++n) roots.push_back(SlowRoot(Slice(all, 0, n)));
  for (uint64_t n = 1; n <= kSizes; ++n) {
    const Leaves leaves = Slice(all, 0, n);
    for (uint64_t m = 1; m <= n; ++m) {
      const auto proof = MerkleConsistencyProof(m, n, ReaderOf(leaves));
      ASSERT_TRUE(proof.ok());
      EXPECT_EQ(*proof, SlowSubproof(m, leaves, true)) << m << " to " << n;
      EXPECT_TRUE(VerifyConsistency(m, roots[m], n, roots[n], *proof).ok()) << m << " to " << n;
    }
    EXPECT_EQ(MerkleConsistencyProof(n + 1, n, ReaderOf(leaves)).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(MerkleConsistencyProof(0, n, ReaderOf(leaves)).error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Merkle, EveryChangedInclusionProofIsRefused) {
  const Leaves all = MakeLeaves(33);
  for (uint64_t n : {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33}) {
    const Leaves leaves = Slice(all, 0, n);
    const MerkleHash root = SlowRoot(leaves);
    for (uint64_t m = 0; m < n; ++m) {
      const MerkleProof proof = SlowPath(m, leaves);
      ForEveryChange(proof, [&](const MerkleProof& changed) {
        EXPECT_EQ(VerifyInclusion(m, n, leaves[m], root, changed).error().code, ErrorCode::kCorruption)
            << m << " of " << n;
      });
      EXPECT_FALSE(VerifyInclusion(m, n, Flipped(leaves[m]), root, proof).ok());
      EXPECT_FALSE(VerifyInclusion(m, n, leaves[m], Flipped(root), proof).ok());
      for (uint64_t other = 0; other <= n + 1; ++other)
        EXPECT_EQ(VerifyInclusion(other, n, leaves[m], root, proof).ok(), other == m) << other << " for " << m;
      EXPECT_FALSE(VerifyInclusion(m, 0, leaves[m], root, proof).ok());
      EXPECT_FALSE(VerifyInclusion(m + (uint64_t{1} << 63), n, leaves[m], root, proof).ok());
    }
  }
}

TEST(Merkle, EveryChangedConsistencyProofIsRefused) {
  const Leaves all = MakeLeaves(33);
  for (uint64_t n : {2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33}) {
    const Leaves leaves = Slice(all, 0, n);
    const MerkleHash root = SlowRoot(leaves);
    for (uint64_t m = 1; m <= n; ++m) {
      const MerkleHash old_root = SlowRoot(Slice(all, 0, m));
      const MerkleProof proof = SlowSubproof(m, leaves, true);
      ForEveryChange(proof, [&](const MerkleProof& changed) {
        EXPECT_EQ(VerifyConsistency(m, old_root, n, root, changed).error().code, ErrorCode::kCorruption)
            << m << " to " << n;
      });
      EXPECT_FALSE(VerifyConsistency(m, Flipped(old_root), n, root, proof).ok());
      EXPECT_FALSE(VerifyConsistency(m, old_root, n, Flipped(root), proof).ok());
      if (m < n) {
        EXPECT_FALSE(VerifyConsistency(m, root, n, old_root, proof).ok()) << "roots swapped";
        EXPECT_FALSE(VerifyConsistency(n, root, m, old_root, proof).ok()) << "trees do not shrink";
        EXPECT_FALSE(VerifyConsistency(m, old_root, n, root, {}).ok());
      }
    }
  }
}

TEST(Merkle, ConsistencyOfATreeWithItselfNeedsEqualRootsAndNoProof) {
  const MerkleHash root = SlowRoot(MakeLeaves(5));
  EXPECT_TRUE(VerifyConsistency(5, root, 5, root, {}).ok());
  EXPECT_FALSE(VerifyConsistency(5, root, 5, Flipped(root), {}).ok());
  EXPECT_FALSE(VerifyConsistency(5, root, 5, root, {root}).ok());
}

TEST(Merkle, NothingIsProvedFromTheEmptyTree) {
  const MerkleHash root = SlowRoot(MakeLeaves(5));
  EXPECT_FALSE(VerifyConsistency(0, MerkleEmptyRoot(), 5, root, {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, root, 5, root, {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, MerkleEmptyRoot(), 5, root, {root}).ok());
  EXPECT_FALSE(VerifyConsistency(0, MerkleEmptyRoot(), 0, MerkleEmptyRoot(), {}).ok());
  EXPECT_FALSE(VerifyConsistency(5, root, 0, MerkleEmptyRoot(), {}).ok());
}

TEST(Merkle, HugeSizesAreCheckedWithoutOverflow) {
  constexpr uint64_t kHuge = UINT64_MAX;
  const MerkleHash hash = MerkleLeaf({});
  EXPECT_FALSE(VerifyInclusion(kHuge - 1, kHuge, hash, hash, MerkleProof(64, hash)).ok());
  EXPECT_FALSE(VerifyInclusion(kHuge, kHuge, hash, hash, {}).ok());
  EXPECT_FALSE(VerifyConsistency(kHuge - 1, hash, kHuge, hash, MerkleProof(64, hash)).ok());
  // A tree of 2^63 + 1 leaves of which every perfect subtree is known: one all alike.
  std::vector<MerkleHash> same{hash};
  while (same.size() < 64) same.push_back(MerkleNode(same.back(), same.back()));
  const SubtreeReader alike = [&](uint32_t level, uint64_t) -> Result<MerkleHash> { return same[level]; };
  constexpr uint64_t kSize = (uint64_t{1} << 63) + 1;
  const MerkleHash root = MerkleRootFrom(kSize, alike).value();
  for (uint64_t index : {uint64_t{0}, kSize / 3, kSize - 2, kSize - 1}) {
    const MerkleProof proof = MerkleInclusionProof(index, kSize, alike).value();
    EXPECT_TRUE(VerifyInclusion(index, kSize, hash, root, proof).ok()) << index;
  }
  const MerkleProof proof = MerkleConsistencyProof(kSize - 2, kSize, alike).value();
  EXPECT_TRUE(VerifyConsistency(kSize - 2, MerkleRootFrom(kSize - 2, alike).value(), kSize, root, proof).ok());
}

TEST(Merkle, AReadersErrorIsTheProofsError) {
  const SubtreeReader broken = [](uint32_t, uint64_t) -> Result<MerkleHash> {
    return Error(ErrorCode::kUnavailable, "read tile: gone");
  };
  EXPECT_EQ(MerkleRootFrom(5, broken).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(MerkleInclusionProof(1, 5, broken).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(MerkleConsistencyProof(3, 5, broken).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(MerkleRootFrom(0, broken).value(), MerkleEmptyRoot()) << "nothing to read";
}

}  // namespace
}  // namespace bouclier::crypto

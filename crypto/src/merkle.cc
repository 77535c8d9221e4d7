// SPDX-License-Identifier: Apache-2.0
// Merkle trees of RFC 6962 §2.1: roots, and proofs as RFC 9162 §2.1.3 and §2.1.4 make and check them. Pure. Proofs are
// untrusted.
#include "bouclier/crypto/merkle.h"

#include <algorithm>
#include <bit>

#include "bouclier/crypto/hash.h"

namespace bouclier::crypto {
namespace {

constexpr uint8_t kLeafPrefix[] = {0x00};
constexpr uint8_t kNodePrefix[] = {0x01};

// The largest power of two smaller than n (n ≥ 2): where RFC 6962 splits n leaves.
uint64_t Split(uint64_t n) { return std::bit_floor(n - 1); }

// The root over leaves [begin, begin + count): perfect subtrees from left to right, folded from the right. `begin` is a
// multiple of the first one's size, as in every range that RFC 6962 splits off.
Result<MerkleHash> RangeRoot(uint64_t begin, uint64_t count, const SubtreeReader& subtree) {
  std::vector<MerkleHash> parts;
  while (count > 0) {
    const uint64_t size = std::bit_floor(count);
    const auto level = static_cast<uint32_t>(std::countr_zero(size));
    BOUCLIER_TRY(MerkleHash hash, subtree(level, begin >> level));
    parts.push_back(hash);
    begin += size;
    count -= size;
  }
  MerkleHash root = parts.back();
  for (size_t i = parts.size() - 1; i-- > 0;) root = MerkleNode(parts[i], root);
  return root;
}

Error DoesNotProve(const char* what) {
  return Error(ErrorCode::kCorruption, std::string("verify ") + what + " proof: it does not prove the claim");
}

// Walks up from a node: `at` is its index, `last` the index of the last node, on the same level (fn and sn of RFC
// 9162).
struct Climb {
  uint64_t at;
  uint64_t last;

  bool SiblingIsLeft() const { return (at & 1) != 0 || at == last; }
  // After the sibling was on the left: up past the levels where this node, the last one, has no sibling.
  void SkipLonelyLevels() {
    while ((at & 1) == 0 && at != 0) Up();
  }
  void Up() {
    at >>= 1;
    last >>= 1;
  }
};

}  // namespace

MerkleHash MerkleLeaf(ByteView data) { return Sha256::Of({kLeafPrefix, data}); }
MerkleHash MerkleNode(const MerkleHash& left, const MerkleHash& right) {
  return Sha256::Of({kNodePrefix, left, right});
}
MerkleHash MerkleEmptyRoot() { return Sha256::Of(ByteView{}); }

MerkleHash MerkleRoot(const std::vector<MerkleHash>& leaves) {
  MerkleAccumulator tree;
  for (const MerkleHash& leaf : leaves) tree.Add(leaf);
  return tree.Root();
}

void MerkleAccumulator::Add(const MerkleHash& leaf) {
  frontier_.push_back(leaf);
  for (uint64_t full = size_; (full & 1) != 0; full >>= 1) {
    const MerkleHash right = frontier_.back();
    frontier_.pop_back();
    frontier_.back() = MerkleNode(frontier_.back(), right);
  }
  ++size_;
}

MerkleHash MerkleAccumulator::Root() const {
  if (frontier_.empty()) return MerkleEmptyRoot();
  MerkleHash root = frontier_.back();
  for (size_t i = frontier_.size() - 1; i-- > 0;) root = MerkleNode(frontier_[i], root);
  return root;
}

Result<MerkleHash> MerkleRootFrom(uint64_t size, const SubtreeReader& subtree) {
  if (size == 0) return MerkleEmptyRoot();
  return RangeRoot(0, size, subtree);
}

Result<MerkleProof> MerkleInclusionProof(uint64_t index, uint64_t size, const SubtreeReader& subtree) {
  if (index >= size)
    return Error(ErrorCode::kInvalidArgument, "make inclusion proof: no such leaf in a tree of this size");
  MerkleProof proof;
  uint64_t begin = 0, count = size;
  while (count > 1) {
    const uint64_t left = Split(count);
    const bool in_left = index - begin < left;
    BOUCLIER_TRY(MerkleHash sibling,
                 in_left ? RangeRoot(begin + left, count - left, subtree) : RangeRoot(begin, left, subtree));
    proof.push_back(sibling);
    if (!in_left) begin += left;
    count = in_left ? left : count - left;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<MerkleProof> MerkleConsistencyProof(uint64_t old_size, uint64_t size, const SubtreeReader& subtree) {
  if (old_size > size)
    return Error(ErrorCode::kInvalidArgument, "make consistency proof: the old tree is the larger one");
  if (old_size == 0) return Error(ErrorCode::kInvalidArgument, "make consistency proof: the old tree is empty");
  MerkleProof proof;
  // SUBPROOF(m, D[begin, begin + count), whole): `whole` while the old tree's own root is the one to be reached.
  uint64_t begin = 0, count = size, m = old_size;
  bool whole = true;
  while (m != count) {
    const uint64_t left = Split(count);
    const bool in_left = m <= left;
    BOUCLIER_TRY(MerkleHash sibling,
                 in_left ? RangeRoot(begin + left, count - left, subtree) : RangeRoot(begin, left, subtree));
    proof.push_back(sibling);
    if (in_left) {
      count = left;
    } else {
      begin += left;
      count -= left;
      m -= left;
      whole = false;
    }
  }
  if (!whole) {
    BOUCLIER_TRY(MerkleHash seed, RangeRoot(begin, count, subtree));
    proof.push_back(seed);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<void> VerifyInclusion(uint64_t index, uint64_t size, const MerkleHash& leaf, const MerkleHash& root,
                             const MerkleProof& proof) {
  const Error refused = DoesNotProve("inclusion");
  if (index >= size) return refused;
  Climb climb{index, size - 1};
  MerkleHash hash = leaf;
  for (const MerkleHash& sibling : proof) {
    if (climb.last == 0) return refused;
    if (climb.SiblingIsLeft()) {
      hash = MerkleNode(sibling, hash);
      climb.SkipLonelyLevels();
    } else {
      hash = MerkleNode(hash, sibling);
    }
    climb.Up();
  }
  if (climb.last != 0 || hash != root) return refused;
  return {};
}

Result<void> VerifyConsistency(uint64_t old_size, const MerkleHash& old_root, uint64_t size, const MerkleHash& root,
                               const MerkleProof& proof) {
  const Error refused = DoesNotProve("consistency");
  if (old_size > size) return refused;
  if (old_size == 0) return refused;  // RFC 9162 proves from 0 < first: of an empty tree there is nothing to prove
  if (old_size == size) {
    if (!proof.empty() || old_root != root) return refused;
    return {};
  }
  if (proof.empty()) return refused;
  Climb climb{old_size - 1, size - 1};
  while ((climb.at & 1) != 0) climb.Up();
  // When the old tree is perfect its root is itself the first node of the path, and the proof leaves it out.
  const bool perfect = std::has_single_bit(old_size);
  MerkleHash old_hash = perfect ? old_root : proof.front();
  MerkleHash new_hash = old_hash;
  for (size_t i = perfect ? 0 : 1; i < proof.size(); ++i) {
    const MerkleHash& sibling = proof[i];
    if (climb.last == 0) return refused;
    if (climb.SiblingIsLeft()) {
      old_hash = MerkleNode(sibling, old_hash);
      new_hash = MerkleNode(sibling, new_hash);
      climb.SkipLonelyLevels();
    } else {
      new_hash = MerkleNode(new_hash, sibling);
    }
    climb.Up();
  }
  if (climb.last != 0 || old_hash != old_root || new_hash != root) return refused;
  return {};
}

}  // namespace bouclier::crypto

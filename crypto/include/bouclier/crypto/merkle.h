// SPDX-License-Identifier: Apache-2.0
// Merkle trees of RFC 6962 §2.1 (leaf 0x00, node 0x01, SHA-256), their inclusion and consistency proofs. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "bouclier/base/bytes.h"

namespace bouclier::crypto {

using MerkleHash = Digest32;
using MerkleProof = std::vector<MerkleHash>;

MerkleHash MerkleLeaf(ByteView data);                                    // SHA-256(0x00 ‖ data)
MerkleHash MerkleNode(const MerkleHash& left, const MerkleHash& right);  // SHA-256(0x01 ‖ left ‖ right)
MerkleHash MerkleEmptyRoot();                                            // SHA-256("")
MerkleHash MerkleRoot(const std::vector<MerkleHash>& leaves);            // of leaf hashes

// Appends leaf hashes and keeps only O(log n): the frontier.
class MerkleAccumulator {
 public:
  void Add(const MerkleHash& leaf);
  uint64_t size() const { return size_; }
  MerkleHash Root() const;

 private:
  uint64_t size_ = 0;
  std::vector<MerkleHash> frontier_;  // perfect subtrees, largest first
};

// Proofs from any tree: `subtree(level, index)` gives the hash of the perfect subtree over leaves [index·2^level,
// (index+1)·2^level).
// **Errors:** invalid_argument (index ≥ size, old_size > size, old_size 0: RFC 9162 has no proof from the empty tree);
// the reader's own.
using SubtreeReader = std::function<Result<MerkleHash>(uint32_t level, uint64_t index)>;
Result<MerkleHash> MerkleRootFrom(uint64_t size, const SubtreeReader& subtree);
Result<MerkleProof> MerkleInclusionProof(uint64_t index, uint64_t size, const SubtreeReader& subtree);
Result<MerkleProof> MerkleConsistencyProof(uint64_t old_size, uint64_t size, const SubtreeReader& subtree);

// RFC 9162 §2.1.3.2 and §2.1.4.2. **Errors:** corruption (does not verify, any length or index out of range included).
// Consistency also when old_size == size: an empty proof and equal roots. old_size 0 is refused, whatever the roots:
// every tree extends the empty one, so a claim of it says nothing; a caller that starts there needs no proof and says
// so itself.
Result<void> VerifyInclusion(uint64_t index, uint64_t size, const MerkleHash& leaf, const MerkleHash& root,
                             const MerkleProof& proof);
Result<void> VerifyConsistency(uint64_t old_size, const MerkleHash& old_root, uint64_t size, const MerkleHash& root,
                               const MerkleProof& proof);

}  // namespace bouclier::crypto

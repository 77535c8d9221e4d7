// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/seal.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "bouclier/base/parallel.h"
#include "bouclier/crypto/merkle.h"

namespace bouclier::vault {

PlaintextHasher::PlaintextHasher(Md5Wanted md5) {
  if (md5 == Md5Wanted::kYes) md5_.emplace();
}

void PlaintextHasher::Update(ByteView plaintext) {
  sha256_.Update(plaintext);
  if (md5_) md5_->Update(plaintext);
}

PlaintextDigest PlaintextHasher::Finish() {
  PlaintextDigest digest;
  digest.sha256 = sha256_.Finish();
  if (md5_) digest.md5 = md5_->Finish();
  return digest;
}

Bytes PlaintextHasher::SaveState() const {
  const Bytes sha = sha256_.SaveState();
  const Bytes md5 = md5_ ? md5_->SaveState() : Bytes{};
  Bytes out;
  AppendLe16(out, static_cast<uint16_t>(sha.size()));
  Append(out, sha);
  AppendLe16(out, static_cast<uint16_t>(md5.size()));
  Append(out, md5);
  return out;
}

Result<PlaintextHasher> PlaintextHasher::FromState(ByteView state) {
  ByteReader reader(state);
  BOUCLIER_TRY(const uint16_t sha_size, reader.Le16());
  BOUCLIER_TRY(const ByteView sha, reader.Take(sha_size));
  BOUCLIER_TRY(const uint16_t md5_size, reader.Le16());
  BOUCLIER_TRY(const ByteView md5, reader.Take(md5_size));
  BOUCLIER_TRY_VOID(reader.End());
  PlaintextHasher hasher(Md5Wanted::kNo);
  BOUCLIER_TRY(hasher.sha256_, crypto::Sha256::FromState(sha));
  if (md5_size != 0) {
    BOUCLIER_TRY(crypto::Md5 restored, crypto::Md5::FromState(md5));
    hasher.md5_.emplace(std::move(restored));
  }
  return hasher;
}

Digest32 SealLeaf(SegmentCipher& cipher, uint64_t first_segment, ByteView plaintext, uint64_t padded_length,
                  MutableByteView out, PlaintextHasher* hasher) {
  BOUCLIER_CHECK(padded_length <= kLeafPlain && plaintext.size() <= padded_length &&
                 out.size() == BodyLength(padded_length));
  crypto::Sha256 digest;
  for (uint64_t at = 0, segment = 0; at < padded_length; at += kSegmentPlain, ++segment) {
    const uint64_t length = std::min(kSegmentPlain, padded_length - at);
    const uint64_t real = at < plaintext.size() ? std::min(length, plaintext.size() - at) : 0;
    const MutableByteView sealed = out.subspan(segment * kSegmentSealed, length + kSegmentOverhead);
    if (hasher != nullptr && real != 0) hasher->Update(plaintext.subspan(at, real));
    if (real == length) {
      cipher.Seal(first_segment + segment, plaintext.subspan(at, length), sealed);
    } else {
      std::array<uint8_t, kSegmentPlain> padded{};
      if (real != 0) std::memcpy(padded.data(), plaintext.data() + at, real);
      cipher.Seal(first_segment + segment, ByteView(padded.data(), length), sealed);
      Wipe(MutableByteView(padded.data(), real));
    }
    digest.Update(sealed);
  }
  return digest.Finish();
}

std::vector<Digest32> SealLeaves(const SecretBytes& dek, const crypto::Nonce& start_nonce, uint64_t first_leaf,
                                 ByteView plaintext, uint64_t padded_length, MutableByteView out,
                                 PlaintextHasher* hasher, size_t threads) {
  std::vector<Digest32> leaves(LeafCount(padded_length));
  const auto seal = [&](SegmentCipher& cipher, size_t leaf, PlaintextHasher* with) {
    const uint64_t at = leaf * kLeafPlain;
    const uint64_t length = std::min(kLeafPlain, padded_length - at);
    const ByteView real =
        at < plaintext.size() ? plaintext.subspan(at, std::min(length, plaintext.size() - at)) : ByteView{};
    leaves[leaf] = SealLeaf(cipher, (first_leaf + leaf) * kLeafSegments, real, length,
                            out.subspan(leaf * kLeafSealed, BodyLength(length)), with);
  };
  if (threads == 1) {
    SegmentCipher cipher(dek, start_nonce);
    for (size_t leaf = 0; leaf < leaves.size(); ++leaf) seal(cipher, leaf, hasher);
    return leaves;
  }
  // The plaintext digest is one stream: it is piece 0 of the work, the leaves are the others.
  const auto work = [&](size_t piece) -> Result<void> {
    if (piece == 0) {
      if (hasher != nullptr) hasher->Update(plaintext);
      return {};
    }
    SegmentCipher cipher(dek, start_nonce);
    seal(cipher, piece - 1, nullptr);
    return {};
  };
  BOUCLIER_CHECK(ParallelFor(leaves.size() + 1, threads, work).ok());
  return leaves;
}

Digest32 CiphertextRoot(const std::vector<Digest32>& leaves) {
  crypto::MerkleAccumulator tree;
  for (const Digest32& leaf : leaves) tree.Add(crypto::MerkleLeaf(leaf));
  return tree.Root();
}

}  // namespace bouclier::vault

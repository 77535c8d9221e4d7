// SPDX-License-Identifier: Apache-2.0
// seal_bench SECONDS: seals and unseals on one thread for so many CPU seconds each and prints one JSON object: GB/s of
// plaintext for whole leaves, objects/s for 4-KiB objects (each with a DEK, a body and sealed metadata of its own).
// Memory only: no disk, no host, no database. Single-threaded.
#include <cstdio>
#include <cstdlib>

#include "bouclier/vault/object_meta.h"
#include "bouclier/vault/seal.h"
#include "own_use.h"

namespace {

using namespace bouclier;
using bench::CpuSeconds;

constexpr uint64_t kSmall = 4096;

// How often `work` runs in a second of CPU; it runs once before, to warm up.
template <typename Work>
double Rate(double seconds, Work work) {
  work(uint64_t{0});
  const double begin = CpuSeconds();
  uint64_t count = 0;
  double spent = 0;
  do {
    work(++count);
    spent = CpuSeconds() - begin;
  } while (spent < seconds);
  return static_cast<double>(count) / spent;
}

SecretBytes NewDek(uint64_t number) {
  Bytes key(32, 7);
  for (size_t i = 0; i < 8; ++i) key[i] = static_cast<uint8_t>(number >> (8 * i));
  return SecretBytes::CopyOf(key);
}

class SealBench {
 public:
  SealBench() : plain_(vault::kLeafPlain), sealed_(vault::kLeafSealed), opened_(vault::kLeafPlain) {
    uint64_t state = 1;
    for (uint8_t& byte : plain_) byte = static_cast<uint8_t>((state = state * 6364136223846793005u + 1) >> 56);
  }

  void SealOne(uint64_t leaf) {
    const auto leaves = vault::SealLeaves(dek_, start_, leaf, plain_, plain_.size(), sealed_, &hasher_, 1);
    root_ = vault::CiphertextRoot(leaves);
    leaf_ = leaf;
  }

  // As a full read does: the ciphertext's leaf digest, each segment opened, the plaintext's digest.
  void UnsealOne() {
    crypto::Sha256 leaf;
    vault::SegmentCipher cipher(dek_, start_);
    for (uint64_t i = 0; i < vault::kLeafSegments; ++i) {
      const ByteView sealed = ByteView(sealed_).subspan(i * vault::kSegmentSealed, vault::kSegmentSealed);
      const MutableByteView out = MutableByteView(opened_).subspan(i * vault::kSegmentPlain, vault::kSegmentPlain);
      leaf.Update(sealed);
      BOUCLIER_CHECK(cipher.Open(leaf_ * vault::kLeafSegments + i, sealed, out).ok());
      hasher_.Update(out);
    }
    BOUCLIER_CHECK(vault::CiphertextRoot({leaf.Finish()}) == root_);
  }

  void SealSmall(uint64_t number) {
    const SecretBytes dek = NewDek(number);
    vault::PlaintextHasher hasher(vault::Md5Wanted::kNo);
    const uint64_t padded = vault::PaddedLength(kSmall, vault::Padding::kPadme);
    const MutableByteView out = MutableByteView(sealed_).first(vault::BodyLength(padded));
    root_ = vault::CiphertextRoot(
        vault::SealLeaves(dek, start_, 0, ByteView(plain_).first(kSmall), padded, out, &hasher, 1));
    vault::ObjectMeta meta;
    meta.name = "prefix/object-000000";
    meta.source = "https://account.blob.example.eu/container";
    meta.validator = "0x8DD0000000000";
    meta.sha256 = hasher.Finish().sha256;
    meta_ = vault::SealMeta(meta, vault::AttemptId{{}, 1, number}, dek);
  }

  bool Opened() const { return opened_ == plain_; }

 private:
  const SecretBytes dek_ = NewDek(0);
  const crypto::Nonce start_{1};
  vault::PlaintextHasher hasher_{vault::Md5Wanted::kNo};
  Bytes plain_, sealed_, opened_, meta_;
  Digest32 root_{};
  uint64_t leaf_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc == 2 ? std::atof(argv[1]) : 0;
  if (!(seconds > 0)) {
    std::fprintf(stderr, "usage: seal_bench SECONDS\n");
    return 2;
  }
  SealBench bench;
  const double leaf_gb = static_cast<double>(vault::kLeafPlain) * 1e-9;
  const double seal = Rate(seconds, [&](uint64_t n) { bench.SealOne(n); }) * leaf_gb;
  const double unseal = Rate(seconds, [&](uint64_t) { bench.UnsealOne(); }) * leaf_gb;
  if (!bench.Opened()) {
    std::fprintf(stderr, "seal_bench: what was opened is not what was sealed\n");
    return 1;
  }
  const double small = Rate(seconds, [&](uint64_t n) { bench.SealSmall(n); });
  std::printf("{\"seal\": %.4f, \"unseal\": %.4f, \"small\": %.1f}\n", seal, unseal, small);
  return 0;
}

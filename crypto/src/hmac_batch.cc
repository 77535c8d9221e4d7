// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA-256 in batches: the pads once a key, messages into lanes, MACs out of them. Thread-safe.
#include "bouclier/crypto/hmac_batch.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "bouclier/crypto/hash.h"
#include "hmac_lanes.h"

namespace bouclier::crypto {
namespace {

constexpr size_t kBlock = 64, kBlockWords = 16, kStateWords = 8;
constexpr uint32_t kInitial[kStateWords] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                            0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

uint32_t LoadBe32(const uint8_t* in) {
  uint32_t out;
  std::memcpy(&out, in, sizeof(out));
  return __builtin_bswap32(out);
}

template <typename T>
MutableByteView BytesOf(T& words) {
  return {reinterpret_cast<uint8_t*>(&words), sizeof(words)};
}

// What a kernel takes and gives, and a block to lay one message out in.
struct Lanes {
  alignas(64) uint32_t words[kBlockWords * kMaximumLanes];
  alignas(64) uint32_t macs[kStateWords * kMaximumLanes];
  uint8_t block[kBlock];
};

bool Usable(const LaneKernel& kernel) {
  if (kernel.lanes == 0) return false;
#if defined(__x86_64__)
  if (&kernel == &kAvx2Lanes) return __builtin_cpu_supports("avx2");
  if (&kernel == &kAvx512Lanes) return __builtin_cpu_supports("avx512f");
#endif
  return true;
}

}  // namespace

std::span<const LaneKernel* const> UsableLaneKernels() {
  static const std::vector<const LaneKernel*>* const usable = [] {
    auto* const found = new std::vector<const LaneKernel*>;
    for (const LaneKernel* kernel : {&kAvx512Lanes, &kAvx2Lanes, &kPortableLanes})
      if (Usable(*kernel)) found->push_back(kernel);
    return found;
  }();
  return *usable;
}

void HmacBatch(const LaneKernel& kernel, const uint32_t* pads, ByteView messages, size_t message_size,
               MutableByteView macs, size_t mac_size) {
  const size_t count = macs.size() / mac_size, lanes = kernel.lanes;
  const size_t used_words = message_size / 4 + 1;  // those that hold bytes of the message or its first byte of padding
  Lanes space{};
  space.block[message_size] = 0x80;
  std::fill_n(space.words + (kBlockWords - 1) * lanes, lanes, static_cast<uint32_t>((kBlock + message_size) * 8));
  for (size_t first = 0; first < count; first += lanes) {
    const size_t now = std::min(lanes, count - first);
    for (size_t lane = 0; lane < now; ++lane) {
      if (message_size > 0) std::memcpy(space.block, messages.data() + (first + lane) * message_size, message_size);
      for (size_t i = 0; i < used_words; ++i) space.words[i * lanes + lane] = LoadBe32(space.block + 4 * i);
    }
    kernel.hmac(pads, pads + kStateWords, space.words, space.macs);
    for (size_t lane = 0; lane < now; ++lane) {
      uint32_t mac[kStateWords];
      for (size_t i = 0; i < kStateWords; ++i) mac[i] = __builtin_bswap32(space.macs[i * lanes + lane]);
      std::memcpy(macs.data() + (first + lane) * mac_size, mac, mac_size);
    }
  }
  Wipe(BytesOf(space));
}

HmacSha256Key::HmacSha256Key(const SecretBytes& key) : pads_(2 * kStateWords * sizeof(uint32_t)) {
  SecretBytes block(kBlock);
  const MutableByteView bytes = block.RevealMutable(SecretAccess{});
  const ByteView given = key.Reveal(SecretAccess{});
  if (given.size() <= kBlock) {
    std::copy(given.begin(), given.end(), bytes.begin());
  } else {
    Digest32 digest = Sha256::Of(given);
    std::copy(digest.begin(), digest.end(), bytes.begin());
    Wipe(digest);
  }
  std::array<uint32_t, kBlockWords> words;
  std::array<uint32_t, 2 * kStateWords> states;
  for (size_t pad = 0; pad < 2; ++pad) {
    const uint32_t mask = pad == 0 ? 0x36363636 : 0x5c5c5c5c;
    for (size_t i = 0; i < kBlockWords; ++i) words[i] = LoadBe32(bytes.data() + 4 * i) ^ mask;
    std::copy_n(kInitial, kStateWords, states.data() + pad * kStateWords);
    CompressBlock(states.data() + pad * kStateWords, words.data());
  }
  std::memcpy(pads_.RevealMutable(SecretAccess{}).data(), states.data(), sizeof(states));
  Wipe(BytesOf(words));
  Wipe(BytesOf(states));
}

void HmacSha256Key::Batch(ByteView messages, size_t message_size, MutableByteView macs, size_t mac_size) const {
  BOUCLIER_CHECK(message_size <= kMaximumMessage && mac_size >= 1 && mac_size <= sizeof(Digest32));
  BOUCLIER_CHECK(macs.size() % mac_size == 0 && messages.size() == macs.size() / mac_size * message_size);
  std::array<uint32_t, 2 * kStateWords> pads;
  std::memcpy(pads.data(), pads_.Reveal(SecretAccess{}).data(), sizeof(pads));
  HmacBatch(*UsableLaneKernels().front(), pads.data(), messages, message_size, macs, mac_size);
  Wipe(BytesOf(pads));
}

}  // namespace bouclier::crypto

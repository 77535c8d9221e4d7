// SPDX-License-Identifier: Apache-2.0
// HMAC in batches: every kernel this machine can run gives what OpenSSL's one-shot HMAC gives, for every length of
// message, MAC and batch.
#include "bouclier/crypto/hmac_batch.h"

#include <gtest/gtest.h>

#include <cstring>

#include "bouclier/crypto/hash.h"
#include "hmac_lanes.h"

namespace bouclier::crypto {
namespace {

Bytes Noise(size_t size, uint64_t seed) {
  Bytes out(size);
  for (uint8_t& byte : out)
    byte = static_cast<uint8_t>((seed = seed * 6364136223846793005u + 1442695040888963407u) >> 56);
  return out;
}

// One by one, by OpenSSL.
Bytes Twin(const SecretBytes& key, ByteView messages, size_t message_size, size_t count, size_t mac_size) {
  Bytes out;
  for (size_t i = 0; i < count; ++i) {
    const Digest32 mac = HmacSha256(key, messages.subspan(i * message_size, message_size));
    Append(out, ByteView(mac).first(mac_size));
  }
  return out;
}

TEST(HmacBatch, GivesWhatTheOneShotGives) {
  const Bytes noise = Noise(64 * HmacSha256Key::kMaximumMessage, 1);
  for (size_t key_size : {1, 16, 32, 63, 64, 65, 200}) {
    const SecretBytes key = SecretBytes::CopyOf(Noise(key_size, key_size));
    const HmacSha256Key batch(key);
    for (size_t message_size = 0; message_size <= HmacSha256Key::kMaximumMessage; ++message_size) {
      for (size_t count : {0, 1, 3, 15, 16, 17, 33}) {
        const ByteView messages = ByteView(noise).first(count * message_size);
        const size_t mac_size = 1 + (message_size + count) % 32;
        Bytes macs(count * mac_size);
        batch.Batch(messages, message_size, macs, mac_size);
        ASSERT_EQ(macs, Twin(key, messages, message_size, count, mac_size)) << key_size << ' ' << message_size;
      }
    }
  }
}

TEST(HmacBatch, EveryKernelOfThisMachineGivesTheSame) {
  ASSERT_EQ(UsableLaneKernels().back(), &kPortableLanes);
  const SecretBytes key = SecretBytes::CopyOf(Noise(32, 5));
  uint32_t pads[16];
  for (size_t pad = 0; pad < 2; ++pad) {  // the states after the pads, by OpenSSL
    Bytes block = ToBytes(key.Reveal(SecretAccess{}));
    block.resize(64);
    for (uint8_t& byte : block) byte ^= pad == 0 ? 0x36 : 0x5c;
    Sha256 digest;
    digest.Update(block);
    const Bytes state = digest.SaveState();
    for (size_t i = 0; i < 8; ++i) pads[8 * pad + i] = LoadLe32(state.data() + 1 + 4 * i);
  }
  for (const LaneKernel* kernel : UsableLaneKernels()) {
    for (size_t message_size : {0, 3, 4, 10, 54, 55}) {
      for (size_t count = 1; count <= 50; ++count) {
        const Bytes messages = Noise(count * message_size, count);
        Bytes macs(count * 32);
        HmacBatch(*kernel, pads, messages, message_size, macs, 32);
        ASSERT_EQ(macs, Twin(key, messages, message_size, count, 32)) << kernel->name << ' ' << message_size;
      }
    }
  }
  std::string names;
  for (const LaneKernel* kernel : UsableLaneKernels()) names += std::string(kernel->name) + " ";
  RecordProperty("kernels", names);
}

TEST(HmacBatch, WritesNothingBesideItsMacs) {
  const HmacSha256Key batch(SecretBytes::CopyOf(Noise(32, 6)));
  Bytes out(16 * 5 + 2, 0xaa);
  batch.Batch(Noise(50, 1), 10, MutableByteView(out).subspan(1, 80), 16);
  EXPECT_EQ(out.front(), 0xaa);
  EXPECT_EQ(out.back(), 0xaa);
}

TEST(HmacBatchDeathTest, RefusesSpansThatDoNotMatch) {
  const HmacSha256Key batch(SecretBytes::CopyOf(Noise(32, 6)));
  Bytes out(32);
  EXPECT_DEATH(batch.Batch(Noise(19, 1), 10, out, 16), "broken invariant");
  EXPECT_DEATH(batch.Batch(Noise(112, 1), 56, out, 16), "broken invariant");
  EXPECT_DEATH(batch.Batch(Noise(20, 1), 10, out, 33), "broken invariant");
  EXPECT_DEATH(batch.Batch(Noise(20, 1), 10, out, 0), "broken invariant");
}

}  // namespace
}  // namespace bouclier::crypto

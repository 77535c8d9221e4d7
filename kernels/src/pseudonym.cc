// SPDX-License-Identifier: Apache-2.0
// Keys and pseudonyms: docs/formats/pseudonym.md. Pure. Ordinals on the stack are wiped.
#include "bouclier/kernels/pseudonym.h"

#include <algorithm>
#include <array>

#include "bouclier/crypto/hash.h"

namespace bouclier::kernels {
namespace {

constexpr char kKeyLabel[] = "bouclier/project-key/v1";
constexpr uint8_t kVersion = 1;
constexpr size_t kMessageSize = 10;  // version, class, ordinal
constexpr size_t kChunk = 512;

void StoreLe64(uint8_t* out, uint64_t value) {
  for (size_t i = 0; i < 8; ++i) out[i] = static_cast<uint8_t>(value >> (8 * i));
}

template <typename Ordinal>
void ComputeAll(const crypto::HmacSha256Key& key, PseudonymClass of, std::span<const Ordinal> ordinals,
                std::span<Pseudonym> out) {
  BOUCLIER_CHECK(ordinals.size() == out.size());
  std::array<uint8_t, kChunk * kMessageSize> messages;
  for (size_t i = 0; i < kChunk; ++i) {
    messages[i * kMessageSize] = kVersion;
    messages[i * kMessageSize + 1] = static_cast<uint8_t>(of);
  }
  for (size_t first = 0; first < ordinals.size(); first += kChunk) {
    const size_t count = std::min(kChunk, ordinals.size() - first);
    for (size_t i = 0; i < count; ++i) StoreLe64(messages.data() + i * kMessageSize + 2, ordinals[first + i]);
    key.Batch(ByteView(messages).first(count * kMessageSize), kMessageSize,
              MutableByteView(out[first].data(), count * sizeof(Pseudonym)), sizeof(Pseudonym));
  }
  Wipe(messages);
}

crypto::HmacSha256Key HmacKeyOf(const SecretBytes& project_key) {
  BOUCLIER_CHECK(project_key.size() == kProjectKeySize);
  return crypto::HmacSha256Key(project_key);
}

}  // namespace

SecretBytes DeriveProjectKey(const SecretBytes& hub_secret, const ProjectSalt& salt, std::string_view label) {
  BOUCLIER_CHECK(hub_secret.size() >= 32 && !label.empty() && label.size() <= 256);
  Bytes info = ToBytes(AsBytes(kKeyLabel));
  info.push_back(0);
  Append(info, AsBytes(label));
  return crypto::HkdfSha256(hub_secret, salt, info, kProjectKeySize);
}

Pseudonymiser::Pseudonymiser(const SecretBytes& project_key) : key_(HmacKeyOf(project_key)) {}

void Pseudonymiser::Compute(PseudonymClass of, std::span<const uint32_t> ordinals, std::span<Pseudonym> out) const {
  BOUCLIER_CHECK(of != PseudonymClass::kCareLine);
  ComputeAll(key_, of, ordinals, out);
}

void Pseudonymiser::Compute(PseudonymClass of, std::span<const uint64_t> ordinals, std::span<Pseudonym> out) const {
  BOUCLIER_CHECK(of == PseudonymClass::kCareLine);
  ComputeAll(key_, of, ordinals, out);
}

}  // namespace bouclier::kernels

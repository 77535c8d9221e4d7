// SPDX-License-Identifier: Apache-2.0
// SHA-256 and MD5 streams whose mid-state can be kept: docs/formats/digest-state.md. EVP of OpenSSL 3.0 cannot save
// one, so this one file uses the public fields of SHA256_CTX and MD5_CTX (deprecated, not removed; the same assembly as
// EVP). A state holds up to 63 bytes of what was hashed: contexts are wiped, and a saved state is as confidential as
// the data.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

#include "bouclier/crypto/hash.h"

namespace bouclier::crypto {
namespace {

constexpr size_t kBlock = 64;
constexpr uint64_t kMaximumLength = (uint64_t{1} << 61) - 1;  // bytes whose count of bits fits 64
constexpr uint8_t kSha256State = 1, kMd5State = 2;

uint64_t LengthOf(uint32_t low_bits, uint32_t high_bits) {
  return (static_cast<uint64_t>(high_bits) << 32 | low_bits) / 8;
}

// `kind ‖ words ‖ length ‖ pending block`: the pending block's size is length mod 64, so it cannot disagree.
template <typename Context>
Bytes Save(uint8_t kind, std::span<const uint32_t> words, const Context& context) {
  Bytes out;
  out.reserve(1 + words.size() * 4 + 8 + context.num);
  out.push_back(kind);
  for (uint32_t word : words) AppendLe32(out, word);
  AppendLe64(out, LengthOf(context.Nl, context.Nh));
  Append(out, ByteView(reinterpret_cast<const uint8_t*>(context.data), context.num));
  return out;
}

Error NotAState() { return Error(ErrorCode::kCorruption, "restore digest: not a saved state"); }

// `initial`: the words before any block, which must still stand when no whole block came.
template <typename Context, size_t kWords>
Result<std::array<uint32_t, kWords>> Restore(uint8_t kind, const std::array<uint32_t, kWords>& initial, ByteView state,
                                             Context& context) {
  ByteReader reader(state);
  auto first = reader.U8();
  if (!first.ok() || *first != kind) return NotAState();
  std::array<uint32_t, kWords> words;
  for (uint32_t& word : words) {
    auto value = reader.Le32();
    if (!value.ok()) return NotAState();
    word = *value;
  }
  auto length = reader.Le64();
  if (!length.ok() || *length > kMaximumLength || reader.left() != *length % kBlock) return NotAState();
  if (*length < kBlock && words != initial) return NotAState();
  context.num = static_cast<unsigned>(reader.left());
  context.Nl = static_cast<uint32_t>(*length * 8);
  context.Nh = static_cast<uint32_t>(*length * 8 >> 32);
  auto pending = reader.Take(context.num);
  if (!pending.ok()) return NotAState();
  std::copy(pending->begin(), pending->end(), reinterpret_cast<uint8_t*>(context.data));
  return words;
}

struct WipedSha256 : SHA256_CTX {
  WipedSha256() { SHA256_Init(this); }
  ~WipedSha256() { OPENSSL_cleanse(this, sizeof(*this)); }
};

struct WipedMd5 : MD5_CTX {
  WipedMd5() { MD5_Init(this); }
  ~WipedMd5() { OPENSSL_cleanse(this, sizeof(*this)); }
};

std::array<uint32_t, 4> Words(const MD5_CTX& context) { return {context.A, context.B, context.C, context.D}; }

}  // namespace

struct Sha256::State {
  WipedSha256 context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::Update(ByteView data) { SHA256_Update(&state_->context, data.data(), data.size()); }

Digest32 Sha256::Finish() {
  Digest32 out;
  SHA256_Final(out.data(), &state_->context);
  SHA256_Init(&state_->context);
  return out;
}

Bytes Sha256::SaveState() const { return Save(kSha256State, state_->context.h, state_->context); }

Result<Sha256> Sha256::FromState(ByteView state) {
  Sha256 digest;
  SHA256_CTX& context = digest.state_->context;
  std::array<uint32_t, 8> initial;
  std::copy(std::begin(context.h), std::end(context.h), initial.begin());
  BOUCLIER_TRY(auto words, Restore(kSha256State, initial, state, context));
  std::copy(words.begin(), words.end(), context.h);
  return digest;
}

Digest32 Sha256::Of(ByteView data) { return Of({data}); }

Digest32 Sha256::Of(std::initializer_list<ByteView> parts) {
  WipedSha256 context;
  for (ByteView part : parts) SHA256_Update(&context, part.data(), part.size());
  Digest32 out;
  SHA256_Final(out.data(), &context);
  return out;
}

struct Md5::State {
  WipedMd5 context;
};

Md5::Md5() : state_(std::make_unique<State>()) {}
Md5::Md5(Md5&&) noexcept = default;
Md5& Md5::operator=(Md5&&) noexcept = default;
Md5::~Md5() = default;

void Md5::Update(ByteView data) { MD5_Update(&state_->context, data.data(), data.size()); }

ByteArray<16> Md5::Finish() {
  ByteArray<16> out;
  MD5_Final(out.data(), &state_->context);
  MD5_Init(&state_->context);
  return out;
}

Bytes Md5::SaveState() const { return Save(kMd5State, Words(state_->context), state_->context); }

Result<Md5> Md5::FromState(ByteView state) {
  Md5 digest;
  MD5_CTX& context = digest.state_->context;
  BOUCLIER_TRY(auto words, Restore(kMd5State, Words(context), state, context));
  context.A = words[0];
  context.B = words[1];
  context.C = words[2];
  context.D = words[3];
  return digest;
}

ByteArray<16> Md5::Of(ByteView data) {
  Md5 digest;
  digest.Update(data);
  return digest.Finish();
}

}  // namespace bouclier::crypto

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/keys/two_custodian_wrapper.h"

#include <algorithm>

#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"

namespace bouclier::keys {
namespace {

constexpr uint32_t kEpoch = 1;
constexpr auto kMechanism = PartMechanism::kAes256Gcm;

// HKDF-SHA-256(part A ‖ part B, context).
SecretBytes WrappingKey(const SecretBytes& a, const SecretBytes& b, ByteView bound) {
  SecretBytes both(a.size() + b.size());
  const MutableByteView out = both.RevealMutable(SecretAccess{});
  std::ranges::copy(a.Reveal(SecretAccess{}), out.begin());
  std::ranges::copy(b.Reveal(SecretAccess{}), out.begin() + static_cast<std::ptrdiff_t>(a.size()));
  return crypto::HkdfSha256(both, {}, bound, 32);
}

}  // namespace

Result<std::unique_ptr<TwoCustodianWrapper>> TwoCustodianWrapper::Make(std::shared_ptr<Token> a,
                                                                       std::shared_ptr<Token> b) {
  if (a == b || (a->name().label == b->name().label && a->name().serial == b->name().serial))
    return Error(ErrorCode::kConflict, "open custodian tokens: both are the same token", "name two different tokens");
  return std::unique_ptr<TwoCustodianWrapper>(new TwoCustodianWrapper(std::move(a), std::move(b)));
}

Result<ports::KeyWrapper::NewKek> TwoCustodianWrapper::Create(const ports::KekContext& context) {
  KekRecord record;
  record.context = context;
  KekWrap wrap;
  const SecretBytes part_a = crypto::RandomSecret(32);
  const SecretBytes part_b = crypto::RandomSecret(32);
  ++calls_;
  BOUCLIER_TRY(wrap.part_a, a_->SealPart(kEpoch, BoundContext(context, kEpoch, kMechanism, 'A'), part_a));
  ++calls_;
  BOUCLIER_TRY(wrap.part_b, b_->SealPart(kEpoch, BoundContext(context, kEpoch, kMechanism, 'B'), part_b));
  wrap.epoch = kEpoch;
  const Bytes bound = BoundContext(context, kEpoch, kMechanism, 'K');
  SecretBytes kek = crypto::RandomSecret(32);
  wrap.nonce = crypto::RandomArray<12>();
  crypto::Aead cipher(crypto::AeadAlgorithm::kAes256Gcm, WrappingKey(part_a, part_b, bound));
  cipher.Seal(wrap.nonce, bound, kek.Reveal(SecretAccess{}), wrap.wrapped);
  record.wraps.push_back(wrap);
  BOUCLIER_TRY(Bytes encoded, EncodeKekRecord(record));
  return NewKek{std::move(kek), std::move(encoded)};
}

Result<SecretBytes> TwoCustodianWrapper::Open(const ports::KekContext& context, ByteView bytes) {
  BOUCLIER_TRY(const KekRecord record, DecodeKekRecord(bytes));
  if (record.context != context) return Error(ErrorCode::kCorruption, "open kek: the record is of another context");
  const auto found = std::ranges::find(record.wraps, kEpoch, &KekWrap::epoch);
  if (found == record.wraps.end()) return Error(ErrorCode::kUnsupported, "open kek: no wrap of a known root epoch");
  const KekWrap& wrap = *found;
  ++calls_;
  BOUCLIER_TRY(const SecretBytes part_a,
               a_->OpenPart(kEpoch, BoundContext(context, kEpoch, wrap.mechanism, 'A'), wrap.part_a));
  ++calls_;
  BOUCLIER_TRY(const SecretBytes part_b,
               b_->OpenPart(kEpoch, BoundContext(context, kEpoch, wrap.mechanism, 'B'), wrap.part_b));
  const Bytes bound = BoundContext(context, kEpoch, wrap.mechanism, 'K');
  crypto::Aead cipher(crypto::AeadAlgorithm::kAes256Gcm, WrappingKey(part_a, part_b, bound));
  return cipher.OpenSecret(wrap.nonce, bound, wrap.wrapped);
}

}  // namespace bouclier::keys

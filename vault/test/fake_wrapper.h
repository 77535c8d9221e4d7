// SPDX-License-Identifier: Apache-2.0
// Wraps KEKs without tokens: under one key of the test. Test support.
#pragma once

#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/random.h"
#include "bouclier/ports/key_wrapper.h"

namespace bouclier::vault::test {

class FakeWrapper final : public ports::KeyWrapper {
 public:
  Result<NewKek> Create(const ports::KekContext& context) override {
    calls_ += 2;
    NewKek made{crypto::RandomSecret(32), ToBytes(crypto::RandomArray<crypto::kNonceSize>())};
    crypto::Nonce nonce;
    std::copy(made.record.begin(), made.record.end(), nonce.begin());
    Append(made.record, Cipher().Seal(nonce, Bound(context), made.kek.Reveal(SecretAccess{})));
    return made;
  }
  Result<SecretBytes> Open(const ports::KekContext& context, ByteView record) override {
    calls_ += 2;
    if (record.size() < 12 + 16) return Error(ErrorCode::kCorruption, "test: short record");
    crypto::Nonce nonce;
    std::copy_n(record.begin(), 12, nonce.begin());
    return Cipher().OpenSecret(nonce, Bound(context), record.subspan(12));
  }
  uint64_t TokenCalls() const override { return calls_; }

 private:
  crypto::Aead Cipher() { return crypto::Aead(crypto::AeadAlgorithm::kAes256Gcm, root_); }
  static Bytes Bound(const ports::KekContext& context) {
    Bytes bound = ToBytes(AsBytes(context.domain));
    Append(bound, context.id);
    AppendLe32(bound, context.version);
    return bound;
  }
  SecretBytes root_ = crypto::RandomSecret(32);
  uint64_t calls_ = 0;
};

}  // namespace bouclier::vault::test

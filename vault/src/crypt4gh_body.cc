// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "bouclier/crypto/random.h"
#include "bouclier/vault/crypt4gh.h"

namespace bouclier::vault {
namespace {

// Cuts a stream of plaintext into sealed segments.
class SegmentWriter {
 public:
  SegmentWriter(const SecretBytes& dek, const C4ghSink& sink)
      : cipher_(dek, crypto::RandomArray<crypto::kNonceSize>()),
        sink_(sink),
        plain_(kSegmentPlain),
        sealed_(kSegmentSealed) {}
  ~SegmentWriter() { Wipe(plain_); }
  SegmentWriter(const SegmentWriter&) = delete;
  SegmentWriter& operator=(const SegmentWriter&) = delete;

  Result<void> Write(ByteView plaintext) {
    while (!plaintext.empty()) {
      if (filled_ == 0 && plaintext.size() >= kSegmentPlain) {
        BOUCLIER_TRY_VOID(Seal(plaintext.first(kSegmentPlain)));
        plaintext = plaintext.subspan(kSegmentPlain);
        continue;
      }
      const size_t take = std::min(plaintext.size(), plain_.size() - filled_);
      std::memcpy(plain_.data() + filled_, plaintext.data(), take);
      filled_ += take;
      plaintext = plaintext.subspan(take);
      if (filled_ == plain_.size()) BOUCLIER_TRY_VOID(Flush());
    }
    return {};
  }
  Result<void> Flush() {
    if (filled_ == 0) return {};
    const size_t length = filled_;
    filled_ = 0;
    return Seal(ByteView(plain_).first(length));
  }

 private:
  Result<void> Seal(ByteView plaintext) {
    const MutableByteView out = MutableByteView(sealed_).first(plaintext.size() + kSegmentOverhead);
    cipher_.Seal(index_++, plaintext, out);
    return sink_(out);
  }

  SegmentCipher cipher_;
  const C4ghSink& sink_;
  Bytes plain_, sealed_;
  size_t filled_ = 0;
  uint64_t index_ = 0;
};

// Opens foreign segments: any nonce; the DEK is one of those in the header.
class ForeignSegments {
 public:
  explicit ForeignSegments(const std::vector<SecretBytes>& deks) {
    for (const SecretBytes& dek : deks) ciphers_.emplace_back(crypto::AeadAlgorithm::kChaCha20Poly1305, dek);
  }
  Result<void> Open(uint64_t index, ByteView sealed, MutableByteView out) {
    crypto::Nonce nonce;
    std::copy_n(sealed.begin(), nonce.size(), nonce.begin());
    for (size_t i = 0; i < ciphers_.size(); ++i) {
      if (!ciphers_[i].Open(nonce, {}, sealed.subspan(nonce.size()), out).ok()) continue;
      if (i != 0) std::swap(ciphers_[0], ciphers_[i]);  // the next segment most likely has the same
      return {};
    }
    return Error(ErrorCode::kCorruption,
                 fmt::format("decrypt Crypt4GH file: segment {} of the body is damaged", index));
  }

 private:
  std::vector<crypto::Aead> ciphers_;
};

Result<size_t> FillUpTo(const C4ghSource& source, MutableByteView out) {
  size_t filled = 0;
  while (filled < out.size()) {
    BOUCLIER_TRY(const size_t got, source(out.subspan(filled)));
    if (got == 0) break;
    filled += got;
  }
  return filled;
}

}  // namespace

Result<void> ExportC4gh(SealedReader& reader, const std::vector<C4ghPublicKey>& recipients, const C4ghSink& sink) {
  const SecretBytes dek = crypto::RandomSecret(32);
  BOUCLIER_TRY(const Bytes header,
               WriteC4ghHeader(dek, recipients));  // all recipients are good before anything is written
  BOUCLIER_TRY_VOID(sink(header));
  SegmentWriter writer(dek, sink);
  BOUCLIER_TRY_VOID(reader.ReadAll([&](ByteView plaintext) { return writer.Write(plaintext); }));
  return writer.Flush();
}

Result<uint64_t> DecryptC4gh(const C4ghSource& source, const C4ghKeyPair& key, const PlaintextSink& sink) {
  BOUCLIER_TRY(const C4ghHeader header, ReadC4ghHeader(source, key));
  ForeignSegments segments(header.deks);
  Bytes sealed(kSegmentSealed);
  Bytes plain(kSegmentPlain);
  uint64_t length = 0;
  for (uint64_t index = 0;; ++index) {
    BOUCLIER_TRY(const size_t got, FillUpTo(source, sealed));
    if (got == 0) break;
    if (got <= kSegmentOverhead)
      return Error(ErrorCode::kCorruption, fmt::format("decrypt Crypt4GH file: segment {} of the body is cut", index));
    const MutableByteView out = MutableByteView(plain).first(got - kSegmentOverhead);
    BOUCLIER_TRY_VOID(segments.Open(index, ByteView(sealed).first(got), out));
    BOUCLIER_TRY_VOID(sink(out));
    length += out.size();
    if (got < sealed.size()) break;
  }
  Wipe(plain);
  return length;
}

}  // namespace bouclier::vault

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

Error BadSegment(uint64_t index, const char* what) {
  return Error(ErrorCode::kCorruption, fmt::format("decrypt Crypt4GH file: segment {} of the body is {}", index, what),
               "it was altered or cut on its way: ask the sender for the file again");
}

Error ChangedMeanwhile() {
  return Error(ErrorCode::kPrecondition, "decrypt Crypt4GH file: its length changed while it was read",
               "try again when nobody writes to the file");
}

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
    // Only the last one may be shorter: whether its end is missing or its bytes are wrong, the tag cannot tell.
    return BadSegment(index, sealed.size() < kSegmentSealed ? "damaged or cut" : "damaged");
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

struct PlainBuffer {
  Bytes bytes = Bytes(kSegmentPlain);
  ~PlainBuffer() { Wipe(bytes); }
};

// Until the source ends. Returns the plaintext length.
Result<uint64_t> OpenSegments(const C4ghSource& source, const std::vector<SecretBytes>& deks,
                              const PlaintextSink& sink) {
  ForeignSegments segments(deks);
  Bytes sealed(kSegmentSealed);
  PlainBuffer plain;
  uint64_t length = 0;
  for (uint64_t index = 0;; ++index) {
    BOUCLIER_TRY(const size_t got, FillUpTo(source, sealed));
    if (got == 0) return length;
    if (got <= kSegmentOverhead) return BadSegment(index, "cut");
    const MutableByteView out = MutableByteView(plain.bytes).first(got - kSegmentOverhead);
    BOUCLIER_TRY_VOID(segments.Open(index, ByteView(sealed).first(got), out));
    BOUCLIER_TRY_VOID(sink(out));
    length += out.size();
    if (got < sealed.size()) return length;
  }
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
  return OpenSegments(source, header.deks, sink);
}

Result<C4ghFile> OpenC4ghFile(const C4ghSource& source, uint64_t file_length, const C4ghKeyPair& key) {
  C4ghFile file;
  BOUCLIER_TRY(file.header, ReadC4ghHeader(source, key));
  if (file_length < file.header.length) return ChangedMeanwhile();
  const uint64_t body = file_length - file.header.length;
  if (body > BodyLength(kMaxPlaintext))
    return Error(ErrorCode::kUnsupported, "decrypt Crypt4GH file: it is longer than any object may be");
  const Result<uint64_t> plain = PaddedFromBody(body);
  if (!plain.ok()) return BadSegment(body / kSegmentSealed, "cut");
  file.plaintext_length = *plain;
  file.segments = SegmentCount(*plain);
  return file;
}

Result<void> DecryptC4ghBody(const C4ghSource& source, const C4ghFile& file, const PlaintextSink& sink) {
  uint64_t left = file.plaintext_length;
  const PlaintextSink counted = [&](ByteView plaintext) -> Result<void> {
    if (plaintext.size() > left) return ChangedMeanwhile();
    left -= plaintext.size();
    return sink(plaintext);
  };
  BOUCLIER_TRY(const uint64_t length, OpenSegments(source, file.header.deks, counted));
  return length == file.plaintext_length ? Result<void>() : ChangedMeanwhile();
}

}  // namespace bouclier::vault

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/segment.h"

#include <algorithm>

#include <fmt/format.h>

namespace bouclier::vault {

SegmentCipher::SegmentCipher(const SecretBytes& dek, const crypto::Nonce& start_nonce)
    : aead_(crypto::AeadAlgorithm::kChaCha20Poly1305, dek), start_(start_nonce) {}

void SegmentCipher::Seal(uint64_t index, ByteView plaintext, MutableByteView out) {
  BOUCLIER_CHECK(!plaintext.empty() && plaintext.size() <= kSegmentPlain &&
                 out.size() == plaintext.size() + kSegmentOverhead);
  const crypto::Nonce nonce = SegmentNonce(start_, index);
  std::copy(nonce.begin(), nonce.end(), out.begin());
  aead_.Seal(nonce, {}, plaintext, out.subspan(crypto::kNonceSize));
}

Result<void> SegmentCipher::Open(uint64_t index, ByteView sealed, MutableByteView out) {
  if (sealed.size() <= kSegmentOverhead || sealed.size() > kSegmentSealed)
    return Error(ErrorCode::kCorruption, fmt::format("open segment {}: wrong length", index));
  BOUCLIER_CHECK(out.size() == sealed.size() - kSegmentOverhead);
  const crypto::Nonce nonce = SegmentNonce(start_, index);
  if (!Equal(sealed.first(crypto::kNonceSize), nonce))
    return Error(ErrorCode::kCorruption, fmt::format("open segment {}: not the segment of this position", index));
  if (auto opened = aead_.Open(nonce, {}, sealed.subspan(crypto::kNonceSize), out); !opened.ok())
    return Error(ErrorCode::kCorruption, fmt::format("open segment {}: altered", index));
  return {};
}

}  // namespace bouclier::vault

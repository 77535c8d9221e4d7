// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/sealed_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "body_fetch.h"
#include "bouclier/vault/seal.h"

namespace bouclier::vault {

SealedReader::SealedReader(StoredRecord stored, ObjectMeta meta, const SecretBytes& dek, ports::ObjectStore& store)
    : record_(std::move(stored.record)),
      leaves_(std::move(stored.leaves)),
      meta_(std::move(meta)),
      cipher_(dek, record_.start_nonce),
      store_(&store) {}

// Opens whole consecutive segments.
Result<void> SealedReader::OpenSegments(uint64_t first, ByteView sealed, MutableByteView out) {
  uint64_t index = first;
  for (size_t from = 0, to = 0; from < sealed.size(); ++index) {
    const size_t take = std::min<size_t>(kSegmentSealed, sealed.size() - from);
    if (take <= kSegmentOverhead)
      return Error(ErrorCode::kCorruption, fmt::format("open segment {}: wrong length", index));
    BOUCLIER_TRY_VOID(cipher_.Open(index, sealed.subspan(from, take), out.subspan(to, take - kSegmentOverhead)));
    from += take;
    to += take - kSegmentOverhead;
  }
  return {};
}

Result<Bytes> SealedReader::Read(uint64_t offset, uint64_t length) {
  if (offset > size() || length > size() - offset)
    return Error(ErrorCode::kInvalidArgument, "read object: the range goes beyond its end");
  Bytes out;
  if (length == 0) return out;
  out.reserve(length);
  const uint64_t last = (offset + length - 1) / kSegmentPlain;
  Bytes plain;
  for (uint64_t segment = offset / kSegmentPlain; segment <= last;) {
    const uint64_t count = std::min<uint64_t>(kLeafSegments, last - segment + 1);
    const uint64_t from = segment * kSegmentSealed;
    const uint64_t sealed_length = std::min(count * kSegmentSealed, record_.body_length - from);
    BOUCLIER_TRY(const Bytes sealed, FetchBody(record_, *store_, from, sealed_length));
    plain.resize(sealed_length - count * kSegmentOverhead);
    BOUCLIER_TRY_VOID(OpenSegments(segment, sealed, plain));
    const uint64_t start = segment * kSegmentPlain;
    const uint64_t begin = std::max(offset, start) - start;
    const uint64_t end = std::min(offset + length, start + plain.size()) - start;
    Append(out, ByteView(plain).subspan(begin, end - begin));
    segment += count;
  }
  return out;
}

Result<void> SealedReader::ReadAgain(const PlaintextSink& sink) {
  for (uint64_t from = 0; from < size(); from += kLeafPlain) {
    BOUCLIER_TRY(const Bytes plain, Read(from, std::min(kLeafPlain, size() - from)));
    BOUCLIER_TRY_VOID(sink(plain));
  }
  return {};
}

Result<void> SealedReader::ReadAll(const PlaintextSink& sink) {
  BOUCLIER_TRY_VOID(CheckBodyLengths(record_, *store_));
  PlaintextHasher hasher(Md5Wanted::kNo);
  std::vector<Digest32> leaves;
  Bytes plain;
  for (uint64_t leaf = 0; leaf < leaves_.size(); ++leaf) {
    const LeafRange range = LeafInBody(record_, leaf);
    BOUCLIER_TRY(const Bytes sealed, FetchBody(record_, *store_, range.offset, range.length));
    leaves.push_back(crypto::Sha256::Of(sealed));
    BOUCLIER_TRY(const uint64_t padded, PaddedFromBody(range.length));
    plain.resize(padded);
    BOUCLIER_TRY_VOID(OpenSegments(leaf * kLeafSegments, sealed, plain));
    const uint64_t start = leaf * kLeafPlain;
    const uint64_t real = start < size() ? std::min<uint64_t>(plain.size(), size() - start) : 0;
    if (std::any_of(plain.begin() + static_cast<ptrdiff_t>(real), plain.end(), [](uint8_t byte) { return byte != 0; }))
      return Error(ErrorCode::kCorruption, "read object: its padding is not zero");
    if (real == 0) continue;
    hasher.Update(ByteView(plain).first(real));
    BOUCLIER_TRY_VOID(sink(ByteView(plain).first(real)));
  }
  if (CiphertextRoot(leaves) != record_.root)
    return Error(ErrorCode::kCorruption, "read object: the sealed bytes are not those recorded (root)");
  if (hasher.Finish().sha256 != meta_.sha256)
    return Error(ErrorCode::kCorruption, "read object: the plaintext is not the one recorded (digest)");
  return {};
}

}  // namespace bouclier::vault

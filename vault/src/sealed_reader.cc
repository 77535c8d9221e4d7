// SPDX-License-Identifier: Apache-2.0
#include "bouclier/vault/sealed_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "body_fetch.h"
#include "bouclier/vault/seal.h"

namespace bouclier::vault {
namespace {

constexpr uint64_t kWorthAGet = uint64_t{1} << 20;  // a gap up to this costs less than another GET

}  // namespace

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
  Bytes out(length);
  BOUCLIER_TRY_VOID(ReadInto(offset, out));
  return out;
}

// A part of one segment; all of it is opened.
Result<void> SealedReader::OpenPart(uint64_t segment, ByteView sealed, uint64_t begin, MutableByteView out) {
  segment_.resize(sealed.size() - kSegmentOverhead);
  BOUCLIER_TRY_VOID(OpenSegments(segment, sealed, segment_));
  std::copy_n(segment_.begin() + static_cast<ptrdiff_t>(begin), out.size(), out.begin());
  return {};
}

Result<void> SealedReader::ReadInto(uint64_t offset, MutableByteView out) {
  BOUCLIER_TRY(const BodyRange body, InBody({offset, out.size()}));
  for (uint64_t from = body.from; from < body.to;) {
    const uint64_t length = std::min<uint64_t>(kLeafSegments * kSegmentSealed, body.to - from);
    Brought fetched;
    const Brought* brought = Holding(from, length);
    if (brought == nullptr) {
      BOUCLIER_TRY(fetched.sealed, FetchBody(record_, *store_, from, length));
      fetched.from = from;
      brought = &fetched;
    }
    ByteView sealed = ByteView(brought->sealed).subspan(from - brought->from, length);
    while (!sealed.empty()) {
      const uint64_t segment = from / kSegmentSealed, begin = offset - segment * kSegmentPlain;
      const size_t one = std::min<size_t>(kSegmentSealed, sealed.size());
      if (one <= kSegmentOverhead + begin)
        return Error(ErrorCode::kCorruption, fmt::format("open segment {}: wrong length", segment));
      const uint64_t take = std::min<uint64_t>(out.size(), one - kSegmentOverhead - begin);
      if (take == one - kSegmentOverhead) {
        BOUCLIER_TRY_VOID(OpenSegments(segment, sealed.first(one), out.first(take)));
      } else {
        BOUCLIER_TRY_VOID(OpenPart(segment, sealed.first(one), begin, out.first(take)));
      }
      from += one;
      offset += take;
      sealed = sealed.subspan(one);
      out = out.subspan(take);
    }
  }
  return {};
}

// The whole segments that a range touches. None: of an empty one.
Result<SealedReader::BodyRange> SealedReader::InBody(PlainRange range) const {
  const auto& [offset, length] = range;
  if (offset > size() || length > size() - offset)
    return Error(ErrorCode::kInvalidArgument, "read object: the range goes beyond its end");
  if (length == 0) return BodyRange{};
  const uint64_t last = (offset + length - 1) / kSegmentPlain;
  return BodyRange{offset / kSegmentPlain * kSegmentSealed, std::min((last + 1) * kSegmentSealed, record_.body_length)};
}

const SealedReader::Brought* SealedReader::Holding(uint64_t from, uint64_t length) const {
  const auto holds = [&](const Brought& brought) {
    return from >= brought.from && from + length <= brought.from + brought.sealed.size();
  };
  for (const Brought& brought : brought_)
    if (holds(brought)) return &brought;
  return holds(single_) ? &single_ : nullptr;
}

Result<void> SealedReader::Prefetch(std::vector<PlainRange> ranges) {
  brought_.clear();
  std::ranges::sort(ranges, {}, &PlainRange::offset);
  std::vector<BodyRange> wanted;
  for (const PlainRange& range : ranges) {
    BOUCLIER_TRY(const BodyRange body, InBody(range));
    if (body.from == body.to) continue;
    if (!wanted.empty() && body.from <= wanted.back().to + kWorthAGet)
      wanted.back().to = std::max(wanted.back().to, body.to);
    else
      wanted.push_back(body);
  }
  for (const auto& [from, to] : wanted) {
    BOUCLIER_TRY(Bytes sealed, FetchBody(record_, *store_, from, to - from));
    brought_.push_back({from, std::move(sealed)});
  }
  return {};
}

Result<void> SealedReader::Bring(PlainRange range) {
  BOUCLIER_TRY(const BodyRange body, InBody(range));
  if (Holding(body.from, body.to - body.from) != nullptr) return {};
  BOUCLIER_TRY(single_.sealed, FetchBody(record_, *store_, body.from, body.to - body.from));
  single_.from = body.from;
  return {};
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

// SPDX-License-Identifier: Apache-2.0
#include "body_fetch.h"

#include <algorithm>

#include <fmt/format.h>

namespace bouclier::vault {
namespace {

Error Gone(size_t piece) {
  return Error(ErrorCode::kCorruption, fmt::format("read sealed body: piece {} is gone from the host", piece),
               "run `vault check`; put the body back from a copy");
}

Error Cut(size_t piece) {
  return Error(ErrorCode::kCorruption, fmt::format("read sealed body: piece {} is not as long as recorded", piece),
               "run `vault check`; put the body back from a copy");
}

}  // namespace

Result<Bytes> FetchBody(const KeyRecord& record, ports::ObjectStore& store, uint64_t offset, uint64_t length) {
  Bytes out;
  uint64_t piece_start = 0;
  for (size_t piece = 0; piece < record.pieces.size() && length != 0; ++piece) {
    const uint64_t piece_end = piece_start + record.pieces[piece];
    if (offset < piece_end) {
      const uint64_t take = std::min(length, piece_end - offset);
      auto got = store.Get(PieceKey(record.id, piece, record.pieces.size()), offset - piece_start, take);
      if (!got.ok() && got.error().code == ErrorCode::kNotFound) return Gone(piece);
      if (!got.ok()) return std::move(got).error();
      if (got->size() != take) return Cut(piece);
      if (out.empty())
        out = std::move(*got);
      else
        Append(out, *got);
      offset += take;
      length -= take;
    }
    piece_start = piece_end;
  }
  if (length != 0) return Error(ErrorCode::kInvalidArgument, "read sealed body: beyond its end");
  return out;
}

Result<void> CheckBodyLengths(const KeyRecord& record, ports::ObjectStore& store) {
  for (size_t piece = 0; piece < record.pieces.size(); ++piece) {
    const auto size = store.Size(PieceKey(record.id, piece, record.pieces.size()));
    if (!size.ok() && size.error().code == ErrorCode::kNotFound) return Gone(piece);
    if (!size.ok()) return size.error();
    if (*size != record.pieces[piece]) return Cut(piece);
  }
  return {};
}

LeafRange LeafInBody(const KeyRecord& record, uint64_t leaf) {
  const uint64_t offset = leaf * kLeafSealed;
  return {offset, std::min(kLeafSealed, record.body_length - offset)};
}

}  // namespace bouclier::vault

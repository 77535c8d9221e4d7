// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/tile.h"

#include <fmt/format.h>

#include <algorithm>

namespace bouclier::ledger {

using crypto::MerkleHash;

std::string TilePath(const TileName& name) {
  const std::string base = PartialFolder(name.level, name.index);
  if (name.width == kTileWidth) return base.substr(0, base.size() - 2);
  return base + "/" + std::to_string(name.width);
}

std::string PartialFolder(uint32_t level, uint64_t index) {
  std::string number = fmt::format("{:03}", index % 1000);
  for (uint64_t rest = index / 1000; rest > 0; rest /= 1000) number = fmt::format("x{:03}/", rest % 1000) + number;
  return "tile/" + (level == kEntriesLevel ? std::string("entries") : std::to_string(level)) + "/" + number + ".p";
}

uint64_t HashesAtLevel(uint64_t size, uint32_t level) {
  if (level == kEntriesLevel) return size;
  return level * kTileHeight >= 64 ? 0 : size >> (level * kTileHeight);
}

uint64_t WidthOf(uint64_t size, uint32_t level, uint64_t index) {
  const uint64_t hashes = HashesAtLevel(size, level);
  if (index > hashes / kTileWidth) return 0;
  return std::min(kTileWidth, hashes - index * kTileWidth);
}

uint32_t LevelCount(uint64_t size) {
  uint32_t count = 0;
  while (HashesAtLevel(size, count) > 0) ++count;
  return count;
}

Result<TileNodes> TileNodes::Parse(ByteView file) {
  MerkleHash hash;
  if (file.empty() || file.size() % hash.size() != 0 || file.size() / hash.size() > kTileWidth)
    return Error(ErrorCode::kCorruption, "read tile: not 1 to 256 hashes");
  TileNodes out;
  for (size_t at = 0; at < file.size(); at += hash.size()) {
    std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(at), hash.size(), hash.begin());
    out.Push(hash);
  }
  return out;
}

void TileNodes::Push(const MerkleHash& hash) {
  BOUCLIER_CHECK(!full());
  rows_[0].push_back(hash);
  for (uint32_t row = 0; row < kTileHeight && rows_[row].size() % 2 == 0; ++row)
    rows_[row + 1].push_back(crypto::MerkleNode(rows_[row][rows_[row].size() - 2], rows_[row].back()));
}

const MerkleHash* TileNodes::Node(uint32_t row, uint64_t index) const {
  if (row > kTileHeight || index >= rows_[row].size()) return nullptr;
  return &rows_[row][index];
}

Bytes TileNodes::File() const {
  Bytes out;
  out.reserve(rows_[0].size() * sizeof(MerkleHash));
  for (const MerkleHash& hash : rows_[0]) Append(out, hash);
  return out;
}

void TileNodes::KeepFirst(uint64_t width) {
  for (uint32_t row = 0; row <= kTileHeight; ++row) {
    if (rows_[row].size() > (width >> row)) rows_[row].resize(width >> row);
  }
}

Result<Edge> Edge::From(uint64_t size, std::vector<TileNodes> levels) {
  Edge out;
  out.size_ = size;
  out.levels_ = std::move(levels);
  if (out.levels_.size() != LevelCount(size))
    return Error(ErrorCode::kCorruption, "read tree edge: wrong number of levels");
  for (uint32_t level = 0; level < out.levels_.size(); ++level) {
    if (out.levels_[level].width() != HashesAtLevel(size, level) % kTileWidth)
      return Error(ErrorCode::kCorruption, "read tree edge: wrong width of a tile");
  }
  return out;
}

std::vector<FullTile> Edge::Add(const MerkleHash& leaf) {
  std::vector<FullTile> filled;
  MerkleHash hash = leaf;
  ++size_;
  for (uint32_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].Push(hash);
    if (!levels_[level].full()) return filled;
    hash = *levels_[level].Node(kTileHeight, 0);
    filled.push_back({level, HashesAtLevel(size_, level) / kTileWidth - 1, std::move(levels_[level])});
    levels_[level] = TileNodes();
  }
}

MerkleHash Edge::Root() const {
  const Result<MerkleHash> root =
      crypto::MerkleRootFrom(size_, [this](uint32_t level, uint64_t index) -> Result<MerkleHash> {
        const MerkleHash* node = Subtree(level, index);
        BOUCLIER_CHECK(node != nullptr);  // the edge holds every perfect subtree that makes the root
        return *node;
      });
  return root.value();
}

const MerkleHash* Edge::Subtree(uint32_t level, uint64_t index) const {
  const uint32_t tile_level = level / kTileHeight, row = level % kTileHeight;
  if (tile_level >= levels_.size()) return nullptr;
  const uint64_t tile = index >> (kTileHeight - row);
  if (tile != HashesAtLevel(size_, tile_level) / kTileWidth) return nullptr;
  return levels_[tile_level].Node(row, index & ((kTileWidth >> row) - 1));
}

}  // namespace bouclier::ledger

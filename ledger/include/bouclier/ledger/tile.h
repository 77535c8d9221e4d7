// SPDX-License-Identifier: Apache-2.0
// Tiles of a log: their names, their hashes, the nodes above them, and the right edge of a growing tree. Pure; not
// thread-safe.
// **Source:** c2sp.org/tlog-tiles, height 8.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "bouclier/crypto/merkle.h"

namespace bouclier::ledger {

constexpr uint64_t kTileWidth = 256;
constexpr uint32_t kTileHeight = 8;
constexpr uint32_t kEntriesLevel = UINT32_MAX;  // the level of entry bundles in names: `tile/entries/…`

// Which file of the log: level, index, and width (256: full).
struct TileName {
  uint32_t level = 0;
  uint64_t index = 0;
  uint64_t width = kTileWidth;
  bool operator==(const TileName&) const = default;
};
// `tile/0/x001/234`, `tile/entries/000.p/7`: relative to the log's folder.
std::string TilePath(const TileName& name);
// The folder of the tile's partial forms: `tile/0/x001/234.p`.
std::string PartialFolder(uint32_t level, uint64_t index);

// Hashes at `level` in a log of `size` entries; for bundles as for level 0. 0 from the level on where nothing is.
uint64_t HashesAtLevel(uint64_t size, uint32_t level);
// 256 for a full tile, else the width of the partial one; 0 when there is none.
uint64_t WidthOf(uint64_t size, uint32_t level, uint64_t index);
// One above the highest level that has a tile.
uint32_t LevelCount(uint64_t size);

// One tile with the nodes above its hashes, as far as they are complete.
class TileNodes {
 public:
  // **Errors:** corruption (not 1 to 256 hashes).
  static Result<TileNodes> Parse(ByteView file);
  void Push(const crypto::MerkleHash& hash);
  uint64_t width() const { return rows_[0].size(); }
  bool full() const { return width() == kTileWidth; }
  // Row 0: the tile's hashes; row 8: the one node over a full tile. nullptr when it is not complete.
  const crypto::MerkleHash* Node(uint32_t row, uint64_t index) const;
  Bytes File() const;  // the hashes one behind the other
  void KeepFirst(uint64_t width);

 private:
  std::array<std::vector<crypto::MerkleHash>, kTileHeight + 1> rows_;
};

struct FullTile {
  uint32_t level = 0;
  uint64_t index = 0;
  TileNodes nodes;
};

// The partial tile of each level: all that is needed to append.
class Edge {
 public:
  Edge() = default;
  // From the partial tiles of a log of `size`, level by level (empty where the level has none). **Errors:** corruption
  // (widths).
  static Result<Edge> From(uint64_t size, std::vector<TileNodes> levels);
  uint64_t size() const { return size_; }
  const std::vector<TileNodes>& levels() const { return levels_; }
  // The tiles that this leaf filled, lowest level first; mostly none.
  std::vector<FullTile> Add(const crypto::MerkleHash& leaf);
  crypto::MerkleHash Root() const;
  const crypto::MerkleHash* Subtree(uint32_t level, uint64_t index) const;  // nullptr when it is not in the edge

 private:
  uint64_t size_ = 0;
  std::vector<TileNodes> levels_;
};

}  // namespace bouclier::ledger

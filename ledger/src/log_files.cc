// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/log_files.h"

#include "bouclier/ledger/checkpoint.h"
#include "bouclier/ledger/entry.h"

namespace bouclier::ledger {

namespace {
constexpr size_t kCachedTiles = 64;
}  // namespace

Result<Bytes> LogFiles::ReadPart(const TileName& name, uint64_t limit) {
  const std::string path = TilePath(name);
  Result<Bytes> bytes = files_.Read(folder_ / path, limit);
  if (!bytes.ok() && bytes.error().code == ErrorCode::kNotFound)
    return Error(ErrorCode::kCorruption, "read ledger: " + path + " is missing",
                 "restore the ledger's folder from a copy");
  return bytes;
}

Result<std::string> LogFiles::CheckpointNote() {
  BOUCLIER_TRY(const Bytes bytes, files_.Read(folder_ / "checkpoint", kCheckpointLimit));
  return std::string(AsText(bytes));
}

Result<TileNodes> LogFiles::Tile(uint64_t size, uint32_t level, uint64_t index) {
  const uint64_t width = WidthOf(size, level, index);
  if (width == 0) return Error(ErrorCode::kInvalidArgument, "read ledger: there is no such tile");
  BOUCLIER_TRY(const Bytes bytes, ReadPart({level, index, width}, kTileWidth * sizeof(crypto::MerkleHash)));
  if (bytes.size() != width * sizeof(crypto::MerkleHash))
    return Error(ErrorCode::kCorruption,
                 "read ledger: " + TilePath({level, index, width}) + " is not as long as its name says");
  return TileNodes::Parse(bytes);
}

Result<std::vector<Bytes>> LogFiles::Bundle(uint64_t size, uint64_t index) {
  const uint64_t width = WidthOf(size, 0, index);
  if (width == 0) return Error(ErrorCode::kInvalidArgument, "read ledger: there is no such entry bundle");
  BOUCLIER_TRY(const Bytes bytes, ReadPart({kEntriesLevel, index, width}, kBundleLimit));
  BOUCLIER_TRY(const std::vector<ByteView> views, ParseBundle(bytes));
  if (views.size() != width)
    return Error(ErrorCode::kCorruption,
                 "read ledger: " + TilePath({kEntriesLevel, index, width}) + " holds another number of entries");
  std::vector<Bytes> out;
  for (ByteView view : views) out.push_back(ToBytes(view));
  return out;
}

Result<std::vector<Bytes>> LogFiles::CheckedBundle(uint64_t size, uint64_t index) {
  BOUCLIER_TRY(std::vector<Bytes> bundle, Bundle(size, index));
  BOUCLIER_TRY(const TileNodes leaves, Tile(size, 0, index));
  for (size_t i = 0; i < bundle.size(); ++i) {
    const crypto::MerkleHash* leaf = leaves.Node(0, i);
    if (leaf == nullptr || *leaf != crypto::MerkleLeaf(bundle[i]))
      return Error(ErrorCode::kCorruption,
                   "read ledger: entry " + std::to_string(index * kTileWidth + i) + " is not what was logged",
                   "restore the ledger's folder from a copy");
  }
  return bundle;
}

Result<Edge> LogFiles::ReadEdge(uint64_t size) {
  std::vector<TileNodes> levels(LevelCount(size));
  for (uint32_t level = 0; level < levels.size(); ++level) {
    const uint64_t hashes = HashesAtLevel(size, level);
    if (hashes % kTileWidth == 0) continue;
    BOUCLIER_TRY(levels[level], Tile(size, level, hashes / kTileWidth));
  }
  return Edge::From(size, std::move(levels));
}

crypto::SubtreeReader LogFiles::Subtrees(uint64_t size) {
  if (cached_size_ != size) cache_.clear();
  cached_size_ = size;
  return [this, size](uint32_t level, uint64_t index) -> Result<crypto::MerkleHash> {
    const uint32_t tile_level = level / kTileHeight, row = level % kTileHeight;
    const uint64_t tile = index >> (kTileHeight - row);
    auto found = cache_.find({tile_level, tile});
    if (found == cache_.end()) {
      BOUCLIER_TRY(TileNodes nodes, Tile(size, tile_level, tile));
      if (cache_.size() >= kCachedTiles) cache_.clear();
      found = cache_.emplace(std::pair(tile_level, tile), std::move(nodes)).first;
    }
    const crypto::MerkleHash* node = found->second.Node(row, index & ((kTileWidth >> row) - 1));
    if (node == nullptr) return Error(ErrorCode::kCorruption, "read ledger: a tile holds too few hashes");
    return *node;
  };
}

}  // namespace bouclier::ledger

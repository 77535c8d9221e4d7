// SPDX-License-Identifier: Apache-2.0
// Reads a log's folder: checkpoint, tiles, entry bundles. The folder is not trusted: what is read is checked by whoever
// asked, against a root. Not thread-safe (keeps the newest tiles). **Source:** c2sp.org/tlog-tiles.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "bouclier/base/file.h"
#include "bouclier/crypto/merkle.h"
#include "bouclier/ledger/tile.h"

namespace bouclier::ledger {

class LogFiles {
 public:
  LogFiles(FileSystem& files, std::filesystem::path folder) : files_(files), folder_(std::move(folder)) {}
  const std::filesystem::path& folder() const { return folder_; }

  // The signed note as it lies there. **Errors:** not_found, unavailable.
  Result<std::string> CheckpointNote();
  // Of a log of `size`. **Errors:** corruption (missing, or of another width).
  Result<TileNodes> Tile(uint64_t size, uint32_t level, uint64_t index);
  Result<std::vector<Bytes>> Bundle(uint64_t size, uint64_t index);
  // The same, each entry compared with its leaf in the tile. **Errors:** also corruption (an entry is not what was
  // logged).
  Result<std::vector<Bytes>> CheckedBundle(uint64_t size, uint64_t index);
  Result<Edge> ReadEdge(uint64_t size);
  // For proofs over the first `size` entries or fewer. Outlives neither this nor a change of the log's partial tiles.
  crypto::SubtreeReader Subtrees(uint64_t size);

 private:
  Result<Bytes> ReadPart(const TileName& name, uint64_t limit);

  FileSystem& files_;
  std::filesystem::path folder_;
  uint64_t cached_size_ = 0;
  std::map<std::pair<uint32_t, uint64_t>, TileNodes> cache_;  // of a log of cached_size_; a few tiles
};

}  // namespace bouclier::ledger

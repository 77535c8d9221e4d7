// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/verify_log.h"

#include <set>

#include "bouclier/ledger/entry.h"
#include "bouclier/ledger/log_files.h"

namespace bouclier::ledger {
namespace {

namespace fs = std::filesystem;

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "verify log: " + why); }

// Every file that a log of `size` has, relative to its folder.
std::set<std::string> ExpectedFiles(uint64_t size) {
  std::set<std::string> names{"checkpoint"};
  const auto add = [&](uint32_t level) {
    for (uint64_t index = 0;; ++index) {
      const uint64_t width = WidthOf(size, level, index);
      if (width == 0) return;
      names.insert(TilePath({level, index, width}));
    }
  };
  for (uint32_t level = 0; level < LevelCount(size); ++level) add(level);
  add(kEntriesLevel);
  return names;
}

Result<void> CheckNoOtherFiles(const fs::path& folder, uint64_t size) {
  const std::set<std::string> expected = ExpectedFiles(size);
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->is_directory() && !it->is_symlink()) continue;
    const std::string name = it->path().lexically_relative(folder).generic_string();
    if (!it->is_regular_file() || it->is_symlink() || !expected.contains(name)) return Bad("unexpected file " + name);
  }
  if (error) return ErrnoError(error.value(), "list " + folder.string());
  return {};
}

// Compares each tile with the hashes computed from the entries.
class TileChecker {
 public:
  TileChecker(LogFiles& log, uint64_t size) : log_(log), size_(size) {}
  Result<void> Add(const crypto::MerkleHash& leaf) {
    for (const FullTile& full : edge_.Add(leaf)) BOUCLIER_TRY_VOID(Compare(full.level, full.index, full.nodes));
    return {};
  }
  Result<crypto::MerkleHash> Finish() {
    for (uint32_t level = 0; level < edge_.levels().size(); ++level) {
      const TileNodes& partial = edge_.levels()[level];
      if (partial.width() > 0) BOUCLIER_TRY_VOID(Compare(level, HashesAtLevel(size_, level) / kTileWidth, partial));
    }
    return edge_.Root();
  }
  const Edge& edge() const { return edge_; }

 private:
  Result<void> Compare(uint32_t level, uint64_t index, const TileNodes& computed) {
    BOUCLIER_TRY(const TileNodes stored, log_.Tile(size_, level, index));
    if (stored.File() != computed.File())
      return Bad(TilePath({level, index, computed.width()}) + " is not the tree over the entries");
    return {};
  }
  LogFiles& log_;
  uint64_t size_;
  Edge edge_;
};

}  // namespace

Result<LogSummary> VerifyLog(FileSystem& files, const fs::path& folder, const Vkey& vkey,
                             const std::optional<std::string>& since) {
  LogFiles log(files, folder);
  LogSummary out;
  BOUCLIER_TRY(const std::string note, log.CheckpointNote());
  BOUCLIER_TRY(out.checkpoint, OpenCheckpoint(note, vkey));
  const uint64_t size = out.checkpoint.size;
  std::optional<Checkpoint> kept;
  if (since) {
    BOUCLIER_TRY(kept, OpenCheckpoint(*since, vkey));
    if (kept->size > size) return Bad("it is older than the checkpoint that was kept (rolled back)");
  }
  BOUCLIER_TRY_VOID(CheckNoOtherFiles(folder, size));
  TileChecker tiles(log, size);
  std::optional<TimePoint> last;
  const auto check_kept = [&]() -> Result<void> {
    if (kept && kept->size == tiles.edge().size() && tiles.edge().Root() != kept->root)
      return Bad("it does not continue the checkpoint that was kept (another history)");
    return {};
  };
  BOUCLIER_TRY_VOID(check_kept());
  for (uint64_t index = 0; index * kTileWidth < size; ++index) {
    BOUCLIER_TRY(const std::vector<Bytes> bundle, log.Bundle(size, index));
    for (const Bytes& bytes : bundle) {
      const std::string where = "entry " + std::to_string(out.entries);
      const Result<Entry> entry = ParseEntry(bytes);
      if (!entry.ok()) return Bad(where + " is malformed");
      if (last && entry->time < *last) return Bad(where + " is earlier than the one before it");
      last = entry->time;
      if (out.entries == 0) out.first_time = FormatTime(*last);
      ++out.entries;
      BOUCLIER_TRY_VOID(tiles.Add(crypto::MerkleLeaf(bytes)));
      BOUCLIER_TRY_VOID(check_kept());
    }
  }
  BOUCLIER_TRY(const crypto::MerkleHash root, tiles.Finish());
  if (out.entries != size || root != out.checkpoint.root)
    return Bad("the entries are not those of the signed checkpoint");
  if (last) out.last_time = FormatTime(*last);
  if (kept) out.continues = kept->size;
  return out;
}

}  // namespace bouclier::ledger

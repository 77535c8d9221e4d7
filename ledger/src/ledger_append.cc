// SPDX-License-Identifier: Apache-2.0
// One group of entries into the log. Order: bundles and tiles, each synced under its final name → signed checkpoint,
// synced and renamed (from here on the entries are in) → the head this machine remembers → superseded partial files
// removed. A stop before the checkpoint leaves files that the next append removes; nobody was told that their entries
// were in.
#include <algorithm>

#include "bouclier/ledger/entry.h"
#include "bouclier/ledger/ledger.h"
#include "bouclier/ledger/receipt.h"
#include "ledger_tail.h"

namespace bouclier::ledger {

namespace {
// Bounds what one stop can leave behind, and with it what RemoveStrays looks at.
constexpr size_t kGroupLimit = 16 * kTileWidth;
}  // namespace

Result<std::vector<Ledger::Receipts>> Ledger::AppendGroup(const std::vector<Group*>& groups) {
  const MutexLock lock(writer_mutex_);
  BOUCLIER_TRY(const FileLock file_lock, FileLock::Take(options_.writer_folder / "lock"));
  BOUCLIER_TRY_VOID(Refresh());
  BOUCLIER_TRY_VOID(RemoveStrays());
  const TimePoint now = clock_.Now();
  if (tail_->last && now < *tail_->last)
    return Error(ErrorCode::kPrecondition,
                 "append to ledger: the clock went back (newest entry " + FormatTime(*tail_->last) + ")",
                 "set the machine's clock right", Retry::kAfterFix);
  const uint64_t first = tail_->checkpoint.size;
  std::vector<Bytes> entries;
  for (const Group* group : groups)
    for (const std::string& text : group->texts) entries.push_back(CompleteEntry(text, now));
  for (size_t at = 0; at < entries.size(); at += kGroupLimit) {
    const auto begin = entries.begin() + static_cast<ptrdiff_t>(at);
    const auto end = entries.begin() + static_cast<ptrdiff_t>(std::min(at + kGroupLimit, entries.size()));
    const Result<void> published = Publish({begin, end});
    if (!published.ok()) {
      tail_.reset();  // read again what is really there
      Error error = published.error();
      error.retry = Retry::kUnknownOutcome;
      return error;
    }
    tail_->last = now;
  }
  return MakeReceipts(groups, first, entries);
}

Result<void> Ledger::WritePart(const TileName& name, ByteView data) {
  const std::filesystem::path path = options_.folder / TilePath(name);
  if (!files_.Exists(path.parent_path())) {
    BOUCLIER_TRY_VOID(files_.MakeDirectories(path.parent_path()));
    // A new folder is durable once each folder above it is.
    for (auto folder = path.parent_path(); folder != options_.folder; folder = folder.parent_path())
      BOUCLIER_TRY_VOID(files_.SyncDirectory(folder.parent_path()));
  }
  return files_.WriteAtomically(path, data, 0644);
}

Result<void> Ledger::WriteBundles(const std::vector<Bytes>& entries) {
  uint64_t index = tail_->checkpoint.size / kTileWidth;
  std::vector<Bytes> bundle = tail_->bundle;
  const auto write = [&]() -> Result<void> {
    Bytes file;
    for (const Bytes& entry : bundle) AppendToBundle(file, entry);
    return WritePart({kEntriesLevel, index, bundle.size()}, file);
  };
  for (const Bytes& entry : entries) {
    bundle.push_back(entry);
    if (bundle.size() < kTileWidth) continue;
    BOUCLIER_TRY_VOID(write());
    bundle.clear();
    ++index;
  }
  if (!bundle.empty()) BOUCLIER_TRY_VOID(write());
  tail_->bundle = std::move(bundle);
  return {};
}

Result<void> Ledger::Publish(const std::vector<Bytes>& entries) {
  const uint64_t old_size = tail_->checkpoint.size;
  BOUCLIER_TRY_VOID(WriteBundles(entries));
  for (const Bytes& entry : entries) {
    for (const FullTile& full : tail_->edge.Add(crypto::MerkleLeaf(entry)))
      BOUCLIER_TRY_VOID(WritePart({full.level, full.index, kTileWidth}, full.nodes.File()));
  }
  const uint64_t size = tail_->edge.size();
  for (uint32_t level = 0; level < tail_->edge.levels().size(); ++level) {
    const TileNodes& partial = tail_->edge.levels()[level];
    const uint64_t index = HashesAtLevel(size, level) / kTileWidth;
    // A level that this group did not reach has the file already.
    if (partial.width() == 0 || HashesAtLevel(size, level) == HashesAtLevel(old_size, level)) continue;
    BOUCLIER_TRY_VOID(WritePart({level, index, partial.width()}, partial.File()));
  }
  Checkpoint checkpoint{options_.origin, size, tail_->edge.Root()};
  BOUCLIER_TRY(std::string note, SignCheckpoint(checkpoint, vkey_, signer_));
  BOUCLIER_TRY_VOID(files_.WriteAtomically(options_.folder / "checkpoint", AsBytes(note), 0644));
  tail_->note = std::move(note);
  tail_->checkpoint = std::move(checkpoint);
  BOUCLIER_TRY_VOID(files_.WriteUnsynced(options_.writer_folder / "head", AsBytes(tail_->note), 0644));
  return RemoveSuperseded(old_size);
}

Result<void> Ledger::RemoveSuperseded(uint64_t old_size) {
  const uint64_t size = tail_->checkpoint.size;
  std::vector<uint32_t> levels{kEntriesLevel};
  for (uint32_t level = 0; level < LevelCount(old_size); ++level) levels.push_back(level);
  for (uint32_t level : levels) {
    const uint64_t old_hashes = HashesAtLevel(old_size, level);
    const uint64_t width = old_hashes % kTileWidth;
    if (width == 0 || HashesAtLevel(size, level) == old_hashes) continue;
    BOUCLIER_TRY_VOID(files_.Remove(options_.folder / TilePath({level, old_hashes / kTileWidth, width})));
  }
  return {};
}

// Files of a group that was stopped: before its checkpoint, tiles beyond the log; after it, the partial ones it
// superseded.
Result<void> Ledger::RemoveStrays() {
  if (tail_->clean) return {};
  const uint64_t size = tail_->checkpoint.size;
  const uint32_t levels = LevelCount(size + kGroupLimit);
  for (uint32_t i = 0; i <= levels; ++i) {
    const uint32_t level = i == levels ? kEntriesLevel : i;
    const uint64_t hashes = HashesAtLevel(size, level);
    const uint64_t edge = hashes / kTileWidth;
    for (uint64_t index = edge - std::min(edge, kGroupLimit / kTileWidth);
         index <= HashesAtLevel(size + kGroupLimit, level) / kTileWidth; ++index) {
      const uint64_t width = WidthOf(size, level, index);
      const std::filesystem::path partial = options_.folder / PartialFolder(level, index);
      if (files_.Exists(partial)) {
        BOUCLIER_TRY(const std::vector<std::string> names, files_.ListNames(partial));
        for (const std::string& name : names)
          if (name != std::to_string(width)) BOUCLIER_TRY_VOID(files_.Remove(partial / name));
      }
      if (width < kTileWidth) BOUCLIER_TRY_VOID(files_.Remove(options_.folder / TilePath({level, index, kTileWidth})));
    }
    // A temporary file of a write that was stopped lies beside the tiles, under no name of a tile.
    const std::filesystem::path folder = (options_.folder / PartialFolder(level, hashes / kTileWidth)).parent_path();
    if (!files_.Exists(folder)) continue;
    BOUCLIER_TRY(const std::vector<std::string> names, files_.ListNames(folder));
    for (const std::string& name : names)
      if (name.find(".tmp-") != std::string::npos) BOUCLIER_TRY_VOID(files_.Remove(folder / name));
  }
  BOUCLIER_TRY(const std::vector<std::string> top, files_.ListNames(options_.folder));
  for (const std::string& name : top)
    if (name.starts_with("checkpoint.tmp-")) BOUCLIER_TRY_VOID(files_.Remove(options_.folder / name));
  tail_->clean = true;
  return {};
}

Result<std::vector<Ledger::Receipts>> Ledger::MakeReceipts(const std::vector<Group*>& groups, uint64_t first,
                                                           const std::vector<Bytes>& entries) {
  const uint64_t size = tail_->checkpoint.size;
  const crypto::SubtreeReader subtrees = log_.Subtrees(size);
  uint64_t index = first;
  std::vector<Receipts> all;
  for (const Group* group : groups) {
    Receipts receipts;
    for (const std::string& action : group->actions) {
      BOUCLIER_TRY(crypto::MerkleProof proof, crypto::MerkleInclusionProof(index, size, subtrees));
      const Bytes& entry = entries[index - first];
      receipts.push_back(
          MakeReceipt(index, action, entry, WriteReceipt({entry, index, std::move(proof), tail_->note})));
      ++index;
    }
    all.push_back(std::move(receipts));
  }
  return all;
}

}  // namespace bouclier::ledger

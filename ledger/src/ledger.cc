// SPDX-License-Identifier: Apache-2.0
// Opening, reading, and the queue in which callers wait; ledger_append.cc has the append itself.
#include "bouclier/ledger/ledger.h"

#include "bouclier/ledger/entry.h"
#include "bouclier/ledger/receipt.h"
#include "ledger_tail.h"

namespace bouclier::ledger {

Ledger::Ledger(const LedgerOptions& options, Vkey vkey, ports::Signer& signer, ports::Clock& clock, FileSystem& files)
    : options_(options),
      vkey_(std::move(vkey)),
      signer_(signer),
      clock_(clock),
      files_(files),
      log_(files, options.folder) {}

Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::Create(const LedgerOptions& options, ports::Signer& signer, ports::Clock& clock,
                                               FileSystem& files) {
  BOUCLIER_TRY(Vkey vkey, MakeVkey(options.origin, signer.public_key()));
  BOUCLIER_TRY_VOID(files.MakeDirectories(options.folder));
  BOUCLIER_TRY_VOID(files.MakeDirectories(options.writer_folder));
  BOUCLIER_TRY(const FileLock lock, FileLock::Take(options.writer_folder / "lock"));
  if (files.Exists(options.folder / "checkpoint"))
    return Error(ErrorCode::kConflict, "create ledger: there is one already",
                 "choose another folder; a log is never begun anew");
  BOUCLIER_TRY(const std::string note, SignCheckpoint({options.origin, 0, crypto::MerkleEmptyRoot()}, vkey, signer));
  BOUCLIER_TRY_VOID(files.WriteAtomically(options.writer_folder / "head", AsBytes(note), 0644));
  BOUCLIER_TRY_VOID(files.WriteAtomically(options.folder / "checkpoint", AsBytes(note), 0644));
  std::unique_ptr<Ledger> ledger(new Ledger(options, std::move(vkey), signer, clock, files));
  const MutexLock writer_lock(ledger->writer_mutex_);
  BOUCLIER_TRY_VOID(ledger->Refresh());
  return ledger;
}

Result<std::unique_ptr<Ledger>> Ledger::Open(const LedgerOptions& options, ports::Signer& signer, ports::Clock& clock,
                                             FileSystem& files) {
  BOUCLIER_TRY(Vkey vkey, MakeVkey(options.origin, signer.public_key()));
  if (!files.Exists(options.writer_folder / "lock"))
    return Error(ErrorCode::kNotFound, "open ledger: there is none", "make the hub first: bouclier init");
  std::unique_ptr<Ledger> ledger(new Ledger(options, std::move(vkey), signer, clock, files));
  BOUCLIER_TRY(const FileLock lock, FileLock::Take(options.writer_folder / "lock"));
  const MutexLock writer_lock(ledger->writer_mutex_);
  BOUCLIER_TRY_VOID(ledger->Refresh());
  return ledger;
}

// Reads the end of the log again when another process wrote meanwhile.
Result<void> Ledger::Refresh() {
  BOUCLIER_TRY(std::string note, log_.CheckpointNote());
  if (tail_ != nullptr && tail_->note == note) return {};
  auto tail = std::make_unique<Tail>();
  BOUCLIER_TRY(tail->checkpoint, OpenCheckpoint(note, vkey_));
  BOUCLIER_TRY_VOID(CheckAgainstHead(tail->checkpoint));
  const uint64_t size = tail->checkpoint.size;
  BOUCLIER_TRY(tail->edge, log_.ReadEdge(size));
  BOUCLIER_TRY(const crypto::MerkleHash root, crypto::MerkleRootFrom(size, log_.Subtrees(size)));
  if (root != tail->checkpoint.root)
    return Error(ErrorCode::kCorruption, "open ledger: its tiles are not those of the signed checkpoint",
                 "restore the ledger's folder from a copy");
  if (size > 0) {
    BOUCLIER_TRY(std::vector<Bytes> bundle, log_.CheckedBundle(size, (size - 1) / kTileWidth));
    BOUCLIER_TRY(const Entry last, ParseEntry(bundle.back()));
    tail->last = last.time;
    if (size % kTileWidth != 0) tail->bundle = std::move(bundle);
  }
  tail->note = std::move(note);
  tail_ = std::move(tail);
  return {};
}

// The head is what this machine last wrote: the log may be newer (a stop before the head was written), never older or
// another one.
Result<void> Ledger::CheckAgainstHead(const Checkpoint& checkpoint) {
  BOUCLIER_TRY(const Bytes bytes, files_.Read(options_.writer_folder / "head", kCheckpointLimit));
  BOUCLIER_TRY(const Checkpoint head, OpenCheckpoint(AsText(bytes), vkey_));
  const std::string hint = "do not write to it: restore the newest copy of the ledger's folder";
  if (checkpoint.size < head.size)
    return Error(ErrorCode::kCorruption, "open ledger: it is older than when this machine last wrote it (rolled back)",
                 hint);
  BOUCLIER_TRY(const crypto::MerkleHash root, crypto::MerkleRootFrom(head.size, log_.Subtrees(checkpoint.size)));
  if (root != head.root)
    return Error(ErrorCode::kCorruption, "open ledger: it has another history than this machine wrote (forked)", hint);
  return {};
}

Result<std::vector<ports::LedgerReceipt>> Ledger::Record(const std::vector<ports::AuditEntry>& entries) {
  if (entries.empty()) return std::vector<ports::LedgerReceipt>{};
  Group group;
  for (const ports::AuditEntry& entry : entries) {
    BOUCLIER_TRY(std::string text, EntryWithoutTime(entry));
    group.texts.push_back(std::move(text));
    group.actions.push_back(entry.action);
  }
  MutexLock lock(queue_mutex_);
  queue_.push_back(&group);
  while (!group.result.has_value() && (leading_ || queue_.front() != &group)) lock.Wait(group.turn);
  if (group.result.has_value()) return *std::move(group.result);
  leading_ = true;  // this thread appends for all that wait
  const std::vector<Group*> groups(queue_.begin(), queue_.end());
  queue_.clear();
  lock.Unlock();
  Result<std::vector<Receipts>> appended = AppendGroup(groups);
  lock.Lock();
  // A group lives on its caller's stack: from the moment its result stands and the lock is free, it may be gone.
  for (size_t i = 0; i < groups.size(); ++i) {
    if (appended.ok()) {
      groups[i]->result.emplace(std::move((*appended)[i]));
    } else {
      groups[i]->result.emplace(appended.error());
    }
    groups[i]->turn.notify_one();
  }
  leading_ = false;
  if (!queue_.empty()) queue_.front()->turn.notify_one();
  return *std::move(group.result);
}

Result<uint64_t> Ledger::Size() {
  const MutexLock lock(writer_mutex_);
  BOUCLIER_TRY(const FileLock file_lock, FileLock::Take(options_.writer_folder / "lock"));
  BOUCLIER_TRY_VOID(Refresh());
  return tail_->checkpoint.size;
}

Result<std::string> Ledger::CheckpointNote() {
  const MutexLock lock(writer_mutex_);
  BOUCLIER_TRY(const FileLock file_lock, FileLock::Take(options_.writer_folder / "lock"));
  BOUCLIER_TRY_VOID(Refresh());
  return tail_->note;
}

Result<std::vector<ports::LoggedEntry>> Ledger::Read(uint64_t from, uint64_t count) {
  const MutexLock lock(writer_mutex_);
  BOUCLIER_TRY(const FileLock file_lock, FileLock::Take(options_.writer_folder / "lock"));
  BOUCLIER_TRY_VOID(Refresh());
  const uint64_t size = tail_->checkpoint.size;
  std::vector<ports::LoggedEntry> out;
  for (uint64_t index = from; index < size && index - from < count;) {
    BOUCLIER_TRY(std::vector<Bytes> bundle, log_.CheckedBundle(size, index / kTileWidth));
    for (uint64_t at = index % kTileWidth; at < bundle.size() && index - from < count; ++at, ++index) {
      BOUCLIER_TRY(Entry entry, ParseEntry(bundle[at]));
      out.push_back({index, std::move(entry.action), std::move(entry.body), std::move(bundle[at])});
    }
  }
  return out;
}

Result<std::string> Ledger::ReceiptOf(uint64_t index) {
  const MutexLock lock(writer_mutex_);
  BOUCLIER_TRY(const FileLock file_lock, FileLock::Take(options_.writer_folder / "lock"));
  BOUCLIER_TRY_VOID(Refresh());
  const uint64_t size = tail_->checkpoint.size;
  if (index >= size)
    return Error(ErrorCode::kNotFound, "find entry: the log has " + std::to_string(size) + " entries",
                 "see: bouclier ledger tail");
  BOUCLIER_TRY(const std::vector<Bytes> bundle, log_.CheckedBundle(size, index / kTileWidth));
  BOUCLIER_TRY(crypto::MerkleProof proof, crypto::MerkleInclusionProof(index, size, log_.Subtrees(size)));
  return WriteReceipt({bundle[index % kTileWidth], index, std::move(proof), tail_->note});
}

}  // namespace bouclier::ledger

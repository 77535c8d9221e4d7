// SPDX-License-Identifier: Apache-2.0
// The writer of the log: appends entries durably, publishes tiles and a signed checkpoint, gives receipts. The
// checkpoint is the point of commit: it is renamed into place, synced, after everything it covers is synced. Threads
// that record at the same time share one group. Thread-safe; several processes may write (a lock held per group, never
// per job). docs/formats/ledger-entry.md.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>

#include "bouclier/base/file.h"
#include "bouclier/base/mutex.h"
#include "bouclier/ledger/checkpoint.h"
#include "bouclier/ledger/log_files.h"
#include "bouclier/ports/audit.h"
#include "bouclier/ports/audit_trail.h"
#include "bouclier/ports/clock.h"
#include "bouclier/ports/signer.h"

namespace bouclier::ledger {

struct LedgerOptions {
  std::filesystem::path folder;         // the log itself, public
  std::filesystem::path writer_folder;  // lock and head: what the log was when this machine last wrote it
  std::string origin;
};

class Ledger final : public ports::AuditSink, public ports::AuditTrail {
 public:
  // A new log without entries, and its signed checkpoint. **Errors:** conflict (there is one), those of signer and
  // disk.
  static Result<std::unique_ptr<Ledger>> Create(const LedgerOptions& options, ports::Signer& signer,
                                                ports::Clock& clock, FileSystem& files);
  // **Errors:** not_found; corruption: forked or rolled back since this machine last wrote it, or a lost tile;
  // unauthenticated: signed by another key.
  static Result<std::unique_ptr<Ledger>> Open(const LedgerOptions& options, ports::Signer& signer, ports::Clock& clock,
                                              FileSystem& files);
  ~Ledger() override;

  // **Errors:** invalid_argument (an entry malformed: nothing is appended), precondition (the clock went back),
  // corruption, exhausted…
  Result<std::vector<ports::LedgerReceipt>> Record(const std::vector<ports::AuditEntry>& entries) override;
  Result<uint64_t> Size() override;
  Result<std::vector<ports::LoggedEntry>> Read(uint64_t from, uint64_t count) override;

  // The newest signed checkpoint. **Errors:** as Open.
  Result<std::string> CheckpointNote();
  // The receipt of an entry that is in the log, against the newest checkpoint. **Errors:** not_found.
  Result<std::string> ReceiptOf(uint64_t index);
  const Vkey& vkey() const { return vkey_; }

 private:
  using Receipts = std::vector<ports::LedgerReceipt>;
  struct Group;
  struct Tail;
  Ledger(const LedgerOptions& options, Vkey vkey, ports::Signer& signer, ports::Clock& clock, FileSystem& files);
  Result<void> Refresh() BOUCLIER_REQUIRES(writer_mutex_);
  Result<void> CheckAgainstHead(const Checkpoint& checkpoint) BOUCLIER_REQUIRES(writer_mutex_);
  Result<void> RemoveStrays() BOUCLIER_REQUIRES(writer_mutex_);
  Result<void> RemoveSuperseded(uint64_t old_size) BOUCLIER_REQUIRES(writer_mutex_);
  Result<std::vector<Receipts>> AppendGroup(const std::vector<Group*>& groups);  // in the order of `groups`
  Result<void> Publish(const std::vector<Bytes>& entries) BOUCLIER_REQUIRES(writer_mutex_);
  Result<void> WriteBundles(const std::vector<Bytes>& entries) BOUCLIER_REQUIRES(writer_mutex_);
  Result<void> WritePart(const TileName& name, ByteView data);
  Result<std::vector<Receipts>> MakeReceipts(const std::vector<Group*>& groups, uint64_t first,
                                             const std::vector<Bytes>& entries) BOUCLIER_REQUIRES(writer_mutex_);

  const LedgerOptions options_;
  const Vkey vkey_;
  ports::Signer& signer_;
  ports::Clock& clock_;
  FileSystem& files_;

  Mutex queue_mutex_;
  std::deque<Group*> queue_ BOUCLIER_GUARDED_BY(queue_mutex_);
  bool leading_ BOUCLIER_GUARDED_BY(queue_mutex_) = false;  // some thread appends; the others wait for it

  Mutex writer_mutex_;  // one group, or one read, at a time
  LogFiles log_ BOUCLIER_GUARDED_BY(writer_mutex_);
  std::unique_ptr<Tail> tail_ BOUCLIER_GUARDED_BY(writer_mutex_);
};

}  // namespace bouclier::ledger

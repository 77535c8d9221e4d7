// SPDX-License-Identifier: Apache-2.0
// Commits what the workers finished, in batches, from one thread of its own: a few ledger entries and one transaction
// for hundreds of units. Thread-safe.
#pragma once

#include <condition_variable>
#include <thread>

#include "bouclier/base/mutex.h"
#include "bouclier/vault/commit.h"
#include "unit_copier.h"

namespace bouclier::migrate {

struct CommitTotals {
  Tally moved;
  ReasonTally refused, lost;
  uint64_t batches = 0, dropped = 0;  // dropped: another process had committed, or held, one of the batch
  std::map<std::string, uint64_t> md5, property_losses;
  NamedUnits named;
};

class CommitQueue {
 public:
  CommitQueue(const Engine& engine, const InventoryHeader& header, const RunOptions& options, ProgressMeter& meter,
              Halt& halt);
  ~CommitQueue();
  // Waits while two batches are on their way. Ignored once the job is halted by a failed commit.
  void Push(Finished finished, UnitRow row);
  // Commits the rest and ends. **Errors:** the first of any commit.
  Result<CommitTotals> Close();

 private:
  struct Item {
    Finished finished;
    UnitRow row;
  };
  void Loop();
  bool Due() const BOUCLIER_REQUIRES(mutex_);
  std::vector<Item> TakeBatch() BOUCLIER_REQUIRES(mutex_);
  void CommitNow(std::vector<Item> all);
  Result<std::vector<Item>> LeaveOutSettled(std::vector<Item> items);
  Result<void> ApplyTo(ports::StateTransaction& transaction, const std::vector<Item>& items) const;
  void Count(const Item& item);

  const Engine& engine_;
  const InventoryHeader header_;
  const RunOptions& options_;
  ProgressMeter& meter_;
  Halt& halt_;
  CommitTotals totals_;         // of the thread; read after it ended
  std::optional<Error> error_;  // likewise

  Mutex mutex_;
  std::condition_variable changed_;
  std::vector<Item> waiting_ BOUCLIER_GUARDED_BY(mutex_);
  uint64_t waiting_bytes_ BOUCLIER_GUARDED_BY(mutex_) = 0;
  std::chrono::steady_clock::time_point oldest_ BOUCLIER_GUARDED_BY(mutex_);
  bool closing_ BOUCLIER_GUARDED_BY(mutex_) = false, broken_ BOUCLIER_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace bouclier::migrate

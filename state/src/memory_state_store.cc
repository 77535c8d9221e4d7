// SPDX-License-Identifier: Apache-2.0
// Tables are copied when a transaction first writes to them, and put in place by Commit: a reader keeps the tables it
// began with.
#include "bouclier/state/memory_state_store.h"

#include <condition_variable>
#include <map>

#include "bouclier/base/mutex.h"
#include "table_name.h"

namespace bouclier::state {

using ports::ScanNext;
using ports::ScanVisitor;

namespace {

using Table = std::map<Bytes, Bytes>;
// Shared: readers of different moments see the same unchanged table.
using Tables = std::map<std::string, std::shared_ptr<const Table>, std::less<>>;

Error InjectedFault(Retry retry) { return Error(ErrorCode::kUnavailable, "write state: injected fault", "", retry); }

Result<std::optional<Bytes>> GetIn(const Table* table, ByteView key) {
  if (table == nullptr) return std::optional<Bytes>();
  const auto found = table->find(ToBytes(key));
  if (found == table->end()) return std::optional<Bytes>();
  return std::optional<Bytes>(found->second);
}

// `current` is asked again after each visit: the visitor may have written.
Result<void> ScanIn(const std::function<const Table*()>& current, ByteView prefix, ByteView after,
                    const ScanVisitor& visit) {
  KeyRange range = RangeOf(prefix, after);
  for (;;) {
    const Table* table = current();
    if (table == nullptr) return {};
    const auto found = table->lower_bound(range.lower);
    if (found == table->end() || (range.upper && found->first >= *range.upper)) return {};
    const Bytes key = found->first, value = found->second;
    BOUCLIER_TRY(const ScanNext next, visit(key, value));
    if (next == ScanNext::kStop) return {};
    range.lower = key;
    range.lower.push_back(0);
  }
}

const Table* Find(const Tables& tables, std::string_view name) {
  const auto found = tables.find(name);
  return found == tables.end() ? nullptr : found->second.get();
}

class MemoryReader final : public ports::StateReader {
 public:
  explicit MemoryReader(Tables tables) : tables_(std::move(tables)) {}
  Result<std::optional<Bytes>> Get(std::string_view table, ByteView key) override {
    BOUCLIER_TRY_VOID(CheckTableName(table));
    return GetIn(Find(tables_, table), key);
  }
  Result<void> Scan(std::string_view table, ByteView prefix, ByteView after, const ScanVisitor& visit) override {
    BOUCLIER_TRY_VOID(CheckTableName(table));
    return ScanIn([&] { return Find(tables_, table); }, prefix, after, visit);
  }

 private:
  const Tables tables_;
};

}  // namespace

struct MemoryStateStore::Shared {
  explicit Shared(std::chrono::milliseconds timeout) : busy_timeout(timeout) {}

  StateFault Ask(StateStep step) {
    const MutexLock lock(mutex);
    return AskLocked(step);
  }
  StateFault AskLocked(StateStep step) BOUCLIER_REQUIRES(mutex) {
    const uint64_t number = steps++;
    return hook ? hook(step, number) : StateFault::kNone;
  }

  const std::chrono::milliseconds busy_timeout;
  mutable Mutex mutex;
  std::condition_variable writer_left;
  bool writing BOUCLIER_GUARDED_BY(mutex) = false;
  Tables tables BOUCLIER_GUARDED_BY(mutex);
  StateFaultHook hook BOUCLIER_GUARDED_BY(mutex);
  uint64_t steps BOUCLIER_GUARDED_BY(mutex) = 0;

  class Transaction;
};

class MemoryStateStore::Shared::Transaction final : public ports::StateTransaction {
 public:
  Transaction(Shared& shared, Tables tables) : shared_(shared), tables_(std::move(tables)) {}
  ~Transaction() override {
    const MutexLock lock(shared_.mutex);
    LeaveLocked();
  }

  Result<std::optional<Bytes>> Get(std::string_view table, ByteView key) override {
    BOUCLIER_TRY_VOID(CheckTableName(table));
    return GetIn(Current(table), key);
  }
  Result<void> Scan(std::string_view table, ByteView prefix, ByteView after, const ScanVisitor& visit) override {
    BOUCLIER_TRY_VOID(CheckTableName(table));
    return ScanIn([&] { return Current(table); }, prefix, after, visit);
  }
  Result<void> Put(std::string_view table, ByteView key, ByteView value) override {
    return Write(StateStep::kPut, table, [&](Table& rows) { rows[ToBytes(key)] = ToBytes(value); });
  }
  Result<void> Delete(std::string_view table, ByteView key) override {
    return Write(StateStep::kDelete, table, [&](Table& rows) { rows.erase(ToBytes(key)); });
  }
  Result<void> Commit() override {
    if (!usable_) return TransactionUnusable();
    usable_ = false;
    const MutexLock lock(shared_.mutex);
    LeaveLocked();  // as the database on disk does: once it is over, the next writer may begin
    const StateFault fault = shared_.AskLocked(StateStep::kCommit);
    if (fault == StateFault::kFailBefore) return InjectedFault(Retry::kBackoff);
    for (auto& [name, rows] : written_) shared_.tables[name] = std::move(rows);
    written_.clear();
    if (fault == StateFault::kFailAfter) return InjectedFault(Retry::kUnknownOutcome);
    return {};
  }

 private:
  const Table* Current(std::string_view name) const {
    const auto found = written_.find(name);
    return found == written_.end() ? Find(tables_, name) : found->second.get();
  }
  template <typename Change>
  Result<void> Write(StateStep step, std::string_view name, Change change) {
    BOUCLIER_TRY_VOID(CheckTableName(name));
    if (!usable_) return TransactionUnusable();
    const StateFault fault = shared_.Ask(step);
    if (fault != StateFault::kFailBefore) {
      auto found = written_.find(name);
      if (found == written_.end()) {
        const Table* old = Find(tables_, name);
        found = written_.emplace(name, old ? std::make_shared<Table>(*old) : std::make_shared<Table>()).first;
      }
      change(*found->second);
    }
    if (fault == StateFault::kNone) return {};
    usable_ = false;
    return InjectedFault(Retry::kBackoff);
  }

  void LeaveLocked() BOUCLIER_REQUIRES(shared_.mutex) {
    if (!writing_) return;
    writing_ = false;
    shared_.writing = false;
    shared_.writer_left.notify_one();
  }

  Shared& shared_;
  const Tables tables_;
  std::map<std::string, std::shared_ptr<Table>, std::less<>> written_;
  bool usable_ = true;
  bool writing_ = true;
};

StateFaultHook StopAtStep(uint64_t first, StateFault fault) {
  return [first, fault](StateStep, uint64_t number) {
    if (number < first) return StateFault::kNone;
    return number == first ? fault : StateFault::kFailBefore;
  };
}

MemoryStateStore::MemoryStateStore(std::chrono::milliseconds busy_timeout)
    : shared_(std::make_unique<Shared>(busy_timeout)) {}
MemoryStateStore::~MemoryStateStore() = default;

void MemoryStateStore::SetFaultHook(StateFaultHook hook) {
  const MutexLock lock(shared_->mutex);
  shared_->hook = std::move(hook);
  shared_->steps = 0;
}

uint64_t MemoryStateStore::Steps() const {
  const MutexLock lock(shared_->mutex);
  return shared_->steps;
}

Result<std::unique_ptr<ports::StateTransaction>> MemoryStateStore::Begin() {
  MutexLock lock(shared_->mutex);
  const auto deadline = std::chrono::steady_clock::now() + shared_->busy_timeout;
  while (shared_->writing && lock.WaitUntil(shared_->writer_left, deadline)) {
  }
  if (shared_->writing)
    return Error(ErrorCode::kDeadline, "begin state transaction: another one is open",
                 "wait for the other command to end", Retry::kBackoff);
  // A transaction whose caller was told an error is dropped at once: both faults leave nothing.
  if (shared_->AskLocked(StateStep::kBegin) != StateFault::kNone) return InjectedFault(Retry::kBackoff);
  shared_->writing = true;
  return std::unique_ptr<ports::StateTransaction>(new Shared::Transaction(*shared_, shared_->tables));
}

Result<std::unique_ptr<ports::StateReader>> MemoryStateStore::Read() {
  const MutexLock lock(shared_->mutex);
  return std::unique_ptr<ports::StateReader>(new MemoryReader(shared_->tables));
}

}  // namespace bouclier::state

// SPDX-License-Identifier: Apache-2.0
#include "commit_queue.h"

#include <algorithm>
#include <iterator>

#include "foresight.h"

namespace bouclier::migrate {
namespace {

// Only what this unit's end says is changed: a listing under way beside the run keeps what it wrote. `copied` is the
// row the copy began with: where no listing came since, what was copied is newer than the listing, and is what the
// source was last seen to have.
UnitRow WithOutcome(UnitRow row, const Finished& finished, const UnitRow& copied) {
  row.state = finished.state;
  row.reason = finished.reason;
  if (finished.state != UnitState::kMoved) return row;
  row.moved = finished.moved;
  if (row.listed == copied.listed) {
    row.listed.size = finished.moved.size;
    row.listed.validator = finished.moved.validator;
    row.listed.last_modified = finished.moved.last_modified;
  }
  return row;
}

// Whether another process was first: with this generation or a later one, or with a sound copy of the very same
// version.
bool Settled(const UnitRow& now, const Finished& finished) {
  if (finished.state != UnitState::kMoved) return now.state == finished.state && now.reason == finished.reason;
  if (now.moved.generation >= finished.moved.generation) return true;
  return now.moved.generation > 0 && !now.moved.damaged && !finished.moved.validator.empty() &&
         now.moved.validator == finished.moved.validator;
}

// The unit was refused or lost already when this run took it up, and is again, for the same reason.
bool SaysNothingNew(const UnitRow& before, const Finished& finished) {
  return finished.state != UnitState::kMoved && before.state == finished.state && before.reason == finished.reason;
}

}  // namespace

CommitQueue::CommitQueue(const Engine& engine, const InventoryHeader& header, const RunOptions& options,
                         ProgressMeter& meter, Halt& halt)
    : engine_(engine), header_(header), options_(options), meter_(meter), halt_(halt), thread_([this] { Loop(); }) {}

CommitQueue::~CommitQueue() {
  if (!thread_.joinable()) return;
  auto closed = Close();
  static_cast<void>(closed.ok());
}

void CommitQueue::Push(Finished finished, UnitRow row) {
  MutexLock lock(mutex_);
  while (!broken_ && waiting_.size() >= 2 * options_.batch_units) lock.Wait(changed_);
  if (broken_) return;
  if (waiting_.empty()) oldest_ = std::chrono::steady_clock::now();
  waiting_bytes_ += finished.state == UnitState::kMoved ? finished.moved.size : 0;
  waiting_.push_back({std::move(finished), std::move(row)});
  changed_.notify_all();
}

bool CommitQueue::Due() const {
  return closing_ || waiting_.size() >= options_.batch_units || waiting_bytes_ >= options_.batch_bytes ||
         std::chrono::steady_clock::now() - oldest_ >= options_.batch_age;
}

// Never more than a batch, also when more is waiting: of two units that cannot both be committed, one at a time can.
std::vector<CommitQueue::Item> CommitQueue::TakeBatch() {
  const auto count = static_cast<ptrdiff_t>(std::min(std::max<size_t>(options_.batch_units, 1), waiting_.size()));
  std::vector<Item> items(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.begin() + count));
  waiting_.erase(waiting_.begin(), waiting_.begin() + count);
  waiting_bytes_ = 0;
  for (const Item& item : waiting_)
    waiting_bytes_ += item.finished.state == UnitState::kMoved ? item.finished.moved.size : 0;
  return items;
}

void CommitQueue::Loop() {
  MutexLock lock(mutex_);
  for (;;) {
    while (!closing_ && waiting_.empty()) lock.Wait(changed_);
    if (waiting_.empty()) return;  // closing
    if (!Due()) {
      static_cast<void>(lock.WaitUntil(changed_, oldest_ + options_.batch_age));  // Due tells
      continue;
    }
    std::vector<Item> items = TakeBatch();
    changed_.notify_all();
    lock.Unlock();
    CommitNow(std::move(items));
    lock.Lock();
    if (error_) {
      broken_ = true;
      waiting_.clear();
      halt_.Set();
      changed_.notify_all();
      return;
    }
  }
}

// Another process running the same job may have been first: its copy stands, ours is an orphan for the sweep.
Result<std::vector<CommitQueue::Item>> CommitQueue::LeaveOutSettled(std::vector<Item> items) {
  BOUCLIER_TRY(std::unique_ptr<ports::StateReader> reader, engine_.parts.state->Read());
  std::vector<Item> left;
  for (Item& item : items) {
    BOUCLIER_TRY(std::optional<UnitRow> now, engine_.book.Get(*reader, item.finished.id));
    if (now && SaysNothingNew(item.row, item.finished)) continue;  // looked at again, with the same end
    if (!now || Settled(*now, item.finished)) {
      ++totals_.dropped;
    } else {
      left.push_back(std::move(item));
    }
  }
  return left;
}

Result<void> CommitQueue::ApplyTo(ports::StateTransaction& transaction, const std::vector<Item>& items) const {
  for (const Item& item : items) {
    const UnitId id = item.finished.id;
    BOUCLIER_TRY(std::optional<UnitRow> row, engine_.book.Get(transaction, id));
    if (!row || Settled(*row, item.finished))
      return Error(ErrorCode::kConflict, "commit batch: another process was first with one of its units");
    BOUCLIER_TRY_VOID(engine_.book.Put(transaction, id, WithOutcome(std::move(*row), item.finished, item.row)));
  }
  return {};
}

void CommitQueue::CommitNow(std::vector<Item> all) {
  auto left = LeaveOutSettled(std::move(all));
  if (!left.ok()) {
    error_ = std::move(left).error();
    return;
  }
  std::vector<Item>& items = *left;
  if (items.empty()) return;
  vault::CommitBatch batch;
  batch.action = "migrate.batch";
  batch.actor = engine_.parts.actor;
  batch.body = {{"round", header_.round}};
  batch.manifest = header_.manifest;
  batch.keys = engine_.AllKeys();
  for (Item& item : items) {
    batch.lines.push_back({item.finished.dataset, item.finished.line});
    if (item.finished.object) batch.objects.push_back(std::move(*item.finished.object));
  }
  batch.also = [this, &items](ports::StateTransaction& transaction) { return ApplyTo(transaction, items); };
  auto committed =
      vault::Committer(*engine_.parts.state, *engine_.parts.sink, *engine_.parts.trail).Commit(std::move(batch));
  if (!committed.ok()) {
    if (committed.error().code != ErrorCode::kConflict) {
      error_ = std::move(committed).error();
    } else {
      totals_.dropped += items.size();  // the next pass over the rows sees who was first, and takes up the others
    }
    return;
  }
  ++totals_.batches;
  for (const Item& item : items) Count(item);
  meter_.AddUnits(items.size());
}

void CommitQueue::Count(const Item& item) {
  const Finished& finished = item.finished;
  const UnitRow row = WithOutcome(item.row, finished, item.row);
  if (finished.state == UnitState::kMoved) {
    ++totals_.moved.units;
    totals_.moved.bytes += finished.moved.size;
    const std::string md5(vault::Md5StatusName(finished.moved.md5));
    ++totals_.md5[md5];
    for (const std::string& loss : finished.moved.losses) ++totals_.property_losses[loss];
    if (finished.moved.md5 == vault::Md5Status::kStale || finished.moved.md5 == vault::Md5Status::kDifferent)
      AddNamed(totals_.named, NamedFrom(finished.id, row, "md5_" + md5));
    return;
  }
  Tally& tally = (finished.state == UnitState::kLost ? totals_.lost : totals_.refused)[finished.reason];
  ++tally.units;
  tally.bytes += row.listed.size;
  AddNamed(totals_.named, NamedFrom(finished.id, row, finished.reason));
}

Result<CommitTotals> CommitQueue::Close() {
  {
    const MutexLock lock(mutex_);
    closing_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  if (error_) return *error_;
  return std::move(totals_);
}

}  // namespace bouclier::migrate

// SPDX-License-Identifier: Apache-2.0
#include "work_queue.h"

namespace bouclier::migrate {

bool WorkQueue::Push(NumberedRow unit) {
  MutexLock lock(mutex_);
  while (!closed_ && units_.size() >= capacity_) lock.Wait(changed_);
  if (closed_) return false;
  units_.push_back(std::move(unit));
  changed_.notify_all();
  return true;
}

std::optional<NumberedRow> WorkQueue::Pop() {
  MutexLock lock(mutex_);
  while (!closed_ && units_.empty()) lock.Wait(changed_);
  if (units_.empty()) return std::nullopt;
  NumberedRow unit = std::move(units_.front());
  units_.pop_front();
  changed_.notify_all();
  return unit;
}

void WorkQueue::Close() {
  const MutexLock lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void WorkQueue::Drop() {
  const MutexLock lock(mutex_);
  closed_ = true;
  units_.clear();
  changed_.notify_all();
}

}  // namespace bouclier::migrate

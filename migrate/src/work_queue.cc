// SPDX-License-Identifier: Apache-2.0
#include "work_queue.h"

namespace bouclier::migrate {

bool WorkQueue::Push(NumberedRow unit) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || units_.size() < capacity_; });
  if (closed_) return false;
  units_.push_back(std::move(unit));
  changed_.notify_all();
  return true;
}

std::optional<NumberedRow> WorkQueue::Pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !units_.empty(); });
  if (units_.empty()) return std::nullopt;
  NumberedRow unit = std::move(units_.front());
  units_.pop_front();
  changed_.notify_all();
  return unit;
}

void WorkQueue::Close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void WorkQueue::Drop() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  units_.clear();
  changed_.notify_all();
}

}  // namespace bouclier::migrate

// SPDX-License-Identifier: Apache-2.0
// Units on their way from the one who finds them to the workers: bounded, so that memory stays flat. Thread-safe.
#pragma once

#include <condition_variable>
#include <deque>
#include <optional>

#include "bouclier/base/mutex.h"
#include "inventory_book.h"

namespace bouclier::migrate {

class WorkQueue {
 public:
  explicit WorkQueue(size_t capacity) : capacity_(capacity) {}
  // Waits for room; false: closed, the unit is not taken.
  bool Push(NumberedRow unit);
  // Waits for one; nullopt: closed and empty.
  std::optional<NumberedRow> Pop();
  // No more will come; those inside are still handed out.
  void Close();
  // Nothing is handed out any more.
  void Drop();

 private:
  const size_t capacity_;
  Mutex mutex_;
  std::condition_variable changed_;
  std::deque<NumberedRow> units_ BOUCLIER_GUARDED_BY(mutex_);
  bool closed_ BOUCLIER_GUARDED_BY(mutex_) = false;
};

}  // namespace bouclier::migrate

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include "bouclier/base/mutex.h"

namespace bouclier {

size_t CoreCount() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

Result<void> ParallelFor(size_t count, size_t threads, const std::function<Result<void>(size_t)>& work) {
  if (threads == 0) threads = CoreCount();
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  Mutex mutex;
  std::optional<std::pair<size_t, Error>> first;
  const auto run = [&] {
    while (!failed) {
      const size_t i = next++;
      if (i >= count) return;
      Result<void> result = work(i);
      if (result.ok()) continue;
      failed = true;
      const MutexLock lock(mutex);
      if (!first || i < first->first) first.emplace(i, std::move(result).error());
    }
  };
  std::vector<std::jthread> pool;
  for (size_t i = 1; i < std::min(threads, count); ++i) pool.emplace_back(run);
  run();
  pool.clear();  // joins
  if (first) return std::move(first->second);
  return {};
}

}  // namespace bouclier

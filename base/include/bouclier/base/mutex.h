// SPDX-License-Identifier: Apache-2.0
// A mutex whose guarantee clang checks (`./test --all --only thread-safety`): a member names the mutex that guards it,
// a private function the one its caller holds. The standard library's mutex carries no such marks with gcc's headers.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define BOUCLIER_THREAD_MARK(mark) __attribute__((mark))
#else
#define BOUCLIER_THREAD_MARK(mark)
#endif
#define BOUCLIER_GUARDED_BY(mutex) BOUCLIER_THREAD_MARK(guarded_by(mutex))
#define BOUCLIER_REQUIRES(mutex) BOUCLIER_THREAD_MARK(requires_capability(mutex))

namespace bouclier {

class BOUCLIER_THREAD_MARK(capability("mutex")) Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

// Holds the mutex from here to its end. The marks tell what each function does; their bodies are what clang cannot see.
class BOUCLIER_THREAD_MARK(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) BOUCLIER_THREAD_MARK(acquire_capability(mutex)) : lock_(mutex.mutex_) {}
  ~MutexLock() BOUCLIER_THREAD_MARK(release_capability()) {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void Unlock() BOUCLIER_THREAD_MARK(release_capability()) { lock_.unlock(); }
  void Lock() BOUCLIER_THREAD_MARK(acquire_capability()) { lock_.lock(); }

  // Lets go while it waits. Returns when told, or for no reason: belongs in a loop over what is waited for, written out
  // where clang sees that the lock is held.
  void Wait(std::condition_variable& told) { told.wait(lock_); }
  // False: the deadline passed.
  [[nodiscard]] bool WaitUntil(std::condition_variable& told, std::chrono::steady_clock::time_point deadline) {
    return told.wait_until(lock_, deadline) == std::cv_status::no_timeout;
  }

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace bouclier

// SPDX-License-Identifier: Apache-2.0
// expect: calling function 'Settle' requires holding mutex 'mutex_'
// A function that works under a lock is called under it only, also after the lock was let go in between.
#include "bouclier/base/mutex.h"

class Account {
 public:
  void Close() {
    bouclier::MutexLock lock(mutex_);
    lock.Unlock();
#ifndef BOUCLIER_BAD
    lock.Lock();
#endif
    Settle();
#ifdef BOUCLIER_BAD
    lock.Lock();
#endif
  }

 private:
  void Settle() BOUCLIER_REQUIRES(mutex_) { ++settled_; }
  bouclier::Mutex mutex_;
  int settled_ BOUCLIER_GUARDED_BY(mutex_) = 0;
};

int main() { Account().Close(); }

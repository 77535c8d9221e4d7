// SPDX-License-Identifier: Apache-2.0
// expect: requires holding mutex 'mutex_'
// A guarded member is reached under its lock only.
#include "bouclier/base/mutex.h"

class Counter {
 public:
  int Next() {
#ifndef BOUCLIER_BAD
    const bouclier::MutexLock lock(mutex_);
#endif
    return ++count_;
  }

 private:
  bouclier::Mutex mutex_;
  int count_ BOUCLIER_GUARDED_BY(mutex_) = 0;
};

int main() { return Counter().Next(); }

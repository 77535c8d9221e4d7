// SPDX-License-Identifier: Apache-2.0
#include "stop_signals.h"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

namespace bouclier::cli {

void WatchStopSignals(std::atomic<bool>& stop) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([&stop, signals] {
    for (;;) {
      int signal = 0;
      if (sigwait(&signals, &signal) != 0) continue;
      if (stop.exchange(true)) _exit(128 + signal);
      std::fputs("\nbouclier: stopping after the part under way; once more to stop at once\n", stderr);
    }
  }).detach();
}

}  // namespace bouclier::cli

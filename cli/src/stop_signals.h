// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and SIGTERM ask the job to end after the part under way; a second one ends the process at once.
#pragma once

#include <atomic>

namespace bouclier::cli {

// To be called before any other thread begins. `stop` lives as long as the process.
void WatchStopSignals(std::atomic<bool>& stop);

}  // namespace bouclier::cli

// SPDX-License-Identifier: Apache-2.0
// How the HTTP client of this room waits, retries and trusts. Plain data. The seams (clock, rng, sleep) let tests run
// without wall clock, luck or waiting; whatever they point to must outlive the store or source that was opened with
// them.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "bouclier/ports/clock.h"

namespace bouclier::store {

struct HttpOptions {
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::seconds stall_timeout{30};        // less than one KiB/s for that long: the exchange is given up
  int attempts = 6;                              // of one call, the first one included
  std::chrono::milliseconds first_backoff{200};  // doubles with every attempt, with jitter
  std::chrono::milliseconds longest_backoff{20'000};
  std::chrono::seconds longest_retry_after{120};  // what the server asks for is honoured up to here
  std::string ca_file;                            // PEM; empty: the certificates the system trusts

  ports::Clock* clock = nullptr;                         // null: the system's
  ports::Rng* rng = nullptr;                             // null: the system's
  std::function<void(std::chrono::milliseconds)> sleep;  // empty: the thread sleeps
};

}  // namespace bouclier::store

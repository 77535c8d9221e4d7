// SPDX-License-Identifier: Apache-2.0
// HTTP options for tests: a clock that stands still, no noise, and waiting that is only written down.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "bouclier/store/http_options.h"

namespace bouclier::store {

class StoppedClock final : public ports::Clock {
 public:
  explicit StoppedClock(const char* time) : now_(*ParseTime(time)) {}
  TimePoint Now() override { return now_; }

 private:
  const TimePoint now_;
};

class NoNoise final : public ports::Rng {
 public:
  void Fill(MutableByteView out) override {
    for (uint8_t& byte : out) byte = 0;
  }
};

// Owns what the options point to.
struct TestHttp {
  StoppedClock clock{"2026-11-25T09:30:00.000Z"};
  NoNoise rng;
  std::vector<std::chrono::milliseconds> waited;

  HttpOptions Options() {
    HttpOptions options;
    options.clock = &clock;
    options.rng = &rng;
    options.sleep = [this](std::chrono::milliseconds time) { waited.push_back(time); };
    options.attempts = 3;
    return options;
  }
};

}  // namespace bouclier::store

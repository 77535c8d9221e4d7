// SPDX-License-Identifier: Apache-2.0
// The machine's clock as a port.
#pragma once

#include "bouclier/ports/clock.h"

namespace bouclier::app {

class SystemClock final : public ports::Clock {
 public:
  TimePoint Now() override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace bouclier::app

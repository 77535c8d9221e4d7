// SPDX-License-Identifier: Apache-2.0
// Time and randomness as seams, so that tests need neither wall clock nor luck.
#pragma once

#include "bouclier/base/bytes.h"
#include "bouclier/base/time.h"

namespace bouclier::ports {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint Now() = 0;
};

class Rng {
 public:
  virtual ~Rng() = default;
  virtual void Fill(MutableByteView out) = 0;
};

}  // namespace bouclier::ports

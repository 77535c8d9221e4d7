// SPDX-License-Identifier: Apache-2.0
// Counts what is done; tells it to the caller. Counters are lock-free; Tell is called by one thread.
#pragma once

#include <atomic>

#include "engine.h"

namespace bouclier::migrate {

class ProgressMeter {
 public:
  ProgressMeter(const Engine& engine, const JobControl& control, Phase phase);
  void SetTotal(uint64_t units, uint64_t bytes);
  void AddUnits(uint64_t units) { units_ += units; }
  void AddBytes(uint64_t bytes) { bytes_ += bytes; }
  void TakeBackBytes(uint64_t bytes) { bytes_ -= bytes; }  // of an attempt begun anew
  void Tell() const;
  double Seconds() const;
  uint64_t bytes() const { return bytes_; }

 private:
  const Engine& engine_;
  const JobControl& control_;
  Phase phase_;
  double begun_;
  uint64_t units_total_ = 0, bytes_total_ = 0;
  std::atomic<uint64_t> units_{0}, bytes_{0};
};

}  // namespace bouclier::migrate

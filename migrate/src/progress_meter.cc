// SPDX-License-Identifier: Apache-2.0
#include "progress_meter.h"

#include <algorithm>

namespace bouclier::migrate {

ProgressMeter::ProgressMeter(const Engine& engine, const JobControl& control, Phase phase)
    : engine_(engine), control_(control), phase_(phase), begun_(engine.Seconds()) {}

void ProgressMeter::SetTotal(uint64_t units, uint64_t bytes) {
  units_total_ = units;
  bytes_total_ = bytes;
}

double ProgressMeter::Seconds() const { return engine_.Seconds() - begun_; }

void ProgressMeter::Tell() const {
  if (!control_.progress) return;
  Progress told;
  told.phase = phase_;
  told.units_done = units_;
  told.units_total = units_total_;
  told.bytes_done = bytes_;
  told.bytes_total = bytes_total_;
  told.seconds = Seconds();
  if (told.seconds > 0) {
    told.bytes_per_second = static_cast<double>(told.bytes_done) / told.seconds;
    told.units_per_second = static_cast<double>(told.units_done) / told.seconds;
  }
  // Small objects are bound by their number, large ones by their bytes: the longer of the two is what is left.
  const auto left = [](uint64_t done, uint64_t total, double rate) {
    return total > done && rate > 0 ? static_cast<double>(total - done) / rate : 0.0;
  };
  told.seconds_left = std::max(left(told.units_done, told.units_total, told.units_per_second),
                               left(told.bytes_done, told.bytes_total, told.bytes_per_second));
  control_.progress(told);
}

}  // namespace bouclier::migrate

// SPDX-License-Identifier: Apache-2.0
#include "progress_meter.h"

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
  control_.progress(told);
}

}  // namespace bouclier::migrate

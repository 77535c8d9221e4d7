// SPDX-License-Identifier: Apache-2.0
// Which cells have to be hidden, at the least cost, so that a given one may be something else. Private to suppression.
#pragma once

#include <vector>

#include "bouclier/kernels/suppression.h"
#include "linear_program.h"

namespace bouclier::kernels {

class Widening {
 public:
  explicit Widening(const SuppressionTask& task);

  // Hides more, so that `cell` has its protection when fractions of units are allowed. False: nothing that may be
  // hidden gives it that; then nothing is hidden.
  bool Widen(uint32_t cell, std::vector<bool>& hidden);

 private:
  int64_t Furthest(uint32_t cell, int direction);
  bool HideMovesOf(uint32_t cell, int64_t move, std::vector<bool>& hidden);

  const SuppressionTask& task_;
  LinearProgram program_;  // of each cell two columns: how far up, how far down
};

}  // namespace bouclier::kernels

// SPDX-License-Identifier: Apache-2.0
// The classes of persons of every run of consecutive places of a line, without uniting the sets. Private to
// comparisons.
#pragma once

#include <span>
#include <vector>

#include "bouclier/kernels/comparisons.h"

namespace bouclier::kernels {

class WindowPrints {
 public:
  // Of a line whose places hold several cells, or none. **Cost:** each person is looked up once for each cell where it
  // stands.
  WindowPrints(std::span<const std::vector<uint32_t>> places, std::span<const PersonSet> cells);

  // Of the run of `length` (1 to kLongestRun) places that begins with the line's `first`.
  const ClassPrints& Of(size_t first, size_t length) const {
    return prints_[(first + length - 1) * kLongestRun + length - 1];
  }

 private:
  std::vector<ClassPrints> prints_;  // by last cell, then by length less one
};

}  // namespace bouclier::kernels

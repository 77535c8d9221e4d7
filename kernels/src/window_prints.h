// SPDX-License-Identifier: Apache-2.0
// The classes of persons of every run of consecutive cells of a line, without uniting the sets. Private to comparisons.
#pragma once

#include <span>
#include <vector>

#include "bouclier/kernels/comparisons.h"

namespace bouclier::kernels {

class WindowPrints {
 public:
  // **Cost:** each person is looked up once for each cell where it stands.
  WindowPrints(std::span<const uint32_t> line, std::span<const PersonSet> cells);

  // Of the run of `length` (1 to kLongestRun) cells that begins with the line's `first`.
  const ClassPrints& Of(size_t first, size_t length) const {
    return prints_[(first + length - 1) * kLongestRun + length - 1];
  }

 private:
  std::vector<ClassPrints> prints_;  // by last cell, then by length less one
};

}  // namespace bouclier::kernels

// SPDX-License-Identifier: Apache-2.0
// An output as it is judged: its shape, its figures, and whose rows each of its numbers stands on. Values.
// **Secrets:** who is in a cell is as confidential as the rows.
#pragma once

#include <string>
#include <vector>

#include "bouclier/kernels/disclosure_rules.h"
#include "bouclier/kernels/person_set.h"

namespace bouclier::airlock {

// The persons of one number in each cell. The first layer is the cells' own persons; there is another for each measure
// that counts fewer of them (those treated, those who paid).
struct Layer {
  std::string name;  // empty: the cells' own persons
  std::vector<kernels::PersonSet> cells;
  bool operator==(const Layer&) const = default;
};

struct Output {
  kernels::OutputFigures figures;
  std::vector<bool> ordered;  // of each dimension: neighbouring values are neighbours in meaning (days, not regions)
  std::vector<Layer> layers;
};

}  // namespace bouclier::airlock

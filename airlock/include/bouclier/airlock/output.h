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

// The same rows by another unit than the person: by one column that holds its numbers.
struct ByUnit {
  kernels::ProtectionUnit unit = kernels::ProtectionUnit::kEstablishment;
  std::string column;  // t_mcoaac.ETA_NUM
  std::vector<kernels::CellFigures> cells;
  std::vector<kernels::PersonSet> sets;  // which units each cell has, as numbers of this run: nothing remembers them
};

struct Output {
  kernels::OutputFigures figures;
  std::vector<bool> ordered;  // of each dimension: neighbouring values are neighbours in meaning (days, not regions)
  std::vector<Layer> layers;
  std::vector<ByUnit> by_unit = {};
  // Of each cell whose each contribution of `figures` is, in their order. None: not known.
  std::vector<std::vector<uint32_t>> persons = {};
};

}  // namespace bouclier::airlock

// SPDX-License-Identifier: Apache-2.0
// Neighbouring values of a dimension taken together: what may be proposed when an output cannot leave as it is. Only
// where "neighbouring" means something: weeks and ages, not regions. Values; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bouclier/kernels/output_table.h"
#include "bouclier/kernels/person_set.h"

namespace bouclier::kernels {

struct Coarsening {
  uint32_t dimension;
  std::vector<uint32_t> firsts;  // first value of each bucket, ascending from 0. One bucket: leave the dimension out
  uint32_t width;                // values in each bucket, but the last may have fewer; 0: uneven
};

Coarsening EvenlyBy(uint32_t width, uint32_t dimension, uint32_t values);

struct CoarserTable {
  OutputTable table;
  std::vector<PersonSet> persons;
  std::vector<uint32_t> cell_of;  // of each cell of the finer table, the one that it is in now
};
// The table in which each bucket is one value, `first…last`. Cells keep the order of their first member.
CoarserTable Coarsen(const OutputTable& table, std::span<const PersonSet> persons, const Coarsening& coarsening);

}  // namespace bouclier::kernels

// SPDX-License-Identifier: Apache-2.0
// What to propose when an output has too many small cells: neighbouring values of a dimension taken together. Values;
// thread-safe.
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

// Groupings of the dimension's values in which every cell has 0 persons or at least `threshold`: the narrowest of one
// width, and the one with most buckets of any widths when that has more. Empty: not even one bucket passes. It judges
// small cells alone; whether the coarser table passes everything else shows when it is checked itself. Only where
// "neighbouring" means something: weeks and ages, not regions. CHECK: a set for each cell.
std::vector<Coarsening> ProposeCoarser(const OutputTable& table, std::span<const PersonSet> persons, uint32_t dimension,
                                       uint32_t threshold);

struct CoarserTable {
  OutputTable table;
  std::vector<PersonSet> persons;
};
// The table in which each bucket is one value, `first…last`. Cells keep the order of their first member.
CoarserTable Coarsen(const OutputTable& table, std::span<const PersonSet> persons, const Coarsening& coarsening);

}  // namespace bouclier::kernels

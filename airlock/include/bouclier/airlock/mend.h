// SPDX-License-Identifier: Apache-2.0
// A coarser grouping of a refused output that rules and memory let pass.
#pragma once

#include <string>
#include <vector>

#include "bouclier/airlock/assessment.h"
#include "bouclier/airlock/output.h"
#include "bouclier/kernels/coarsening.h"

namespace bouclier::airlock {

struct Mend {
  kernels::Coarsening coarsening;
  std::string dimension;
  std::vector<std::string> buckets;  // `2019-01…2019-02`
  Verdict verdict = Verdict::kPass;
  size_t cells = 0, hidden = 0;
  bool whole = false;  // judged by every rule; otherwise by who is in each cell alone
};

// The narrowest for each dimension whose values have an order. Sums, dominance and unanimity are judged where it is
// known what each person adds to the coarser cells: not where a person's lines cancel each other between cells that are
// taken together, where shares are beyond 64 bits, or where persons are counted and another unit is protected too (one
// person may be of a unit in several cells). **Errors:** those of the memory.
Result<std::vector<Mend>> ProposeMends(const Output& output, const kernels::RuleParameters& rules,
                                       ReleaseMemory& memory);

}  // namespace bouclier::airlock

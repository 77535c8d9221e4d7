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
};

// The narrowest for each dimension whose values have an order. What it judges is who is in each cell: sums are judged
// when the coarser query is checked itself. **Errors:** those of the memory.
Result<std::vector<Mend>> ProposeMends(const Output& output, const kernels::RuleParameters& rules,
                                       ReleaseMemory& memory);

}  // namespace bouclier::airlock

// SPDX-License-Identifier: Apache-2.0
// What an outsider could compute of what an output hides who had all totals that left or may leave: for its reviewers,
// and for nobody else. Pure.
#pragma once

#include <optional>

#include "bouclier/airlock/assessment.h"

namespace bouclier::airlock {

// Of the cells that a rule hides, the one of which such an outsider knows most: from what is shown, from these totals,
// and from the fact that a hidden cell is not empty. Bounds that are not exact are left out: they are made from the
// count itself, and would tell more than an outsider can compute.
struct NarrowestCell {
  InBoth where;
  uint64_t open = 0;  // so many numbers of persons stay possible at least
  struct Bounds {
    uint64_t low, high;
  };
  std::optional<Bounds> bounds;  // exact ones: all else can be excluded
};

struct HiddenAudit {
  uint64_t hidden = 0;                     // cells
  uint64_t by_rule = 0;                    // of these; the others are second ones, of which nothing is promised
  std::optional<NarrowestCell> narrowest;  // none: no total bounds a cell that a rule hides
};
HiddenAudit AuditOf(const kernels::OutputTable& table, const Assessment& assessment,
                    const kernels::RuleParameters& rules);

}  // namespace bouclier::airlock

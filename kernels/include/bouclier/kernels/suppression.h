// SPDX-License-Identifier: Apache-2.0
// Which further cells have to be hidden so that sums do not give the hidden ones back, and what a reader can still
// infer of each. docs/adr/0012-secondary-suppression.md. Values in, values out; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bouclier/kernels/person_set.h"

namespace bouclier::kernels {

// What a reader knows of the sum of some cells: a margin of this table, or what remains of a released one. Equal bounds
// are a known total. Margins of distinct persons are no sums where a person may stand in several cells: then the total
// is the lower bound, and total times cells the upper one.
struct Relation {
  std::vector<uint32_t> cells;
  int64_t at_least;
  int64_t at_most;
};

// Another unit of protection than the persons that are counted: which ones stand in each cell.
struct FurtherUnits {
  std::span<const PersonSet> cells;
  uint32_t threshold;
};

// What "hidden means 1 to threshold - 1" leaves open anyway.
constexpr uint32_t ProtectionOf(uint32_t threshold) { return threshold - 2; }

struct SuppressionTask {
  std::vector<uint32_t> counts;     // of each cell, as they are
  std::vector<bool> primary;        // hidden by a rule; of at least one unit each
  std::vector<Relation> relations;  // that hold for these counts
  // Cells whose hidden ones must be at least `threshold` units together, or none: where somebody knows, or may come to
  // know, the total. Relations that are known totals count as such by themselves.
  std::vector<std::vector<uint32_t>> lines;
  std::span<const PersonSet> persons = {};  // of each cell, to unite them; none: no unit stands in two cells of a line
  uint32_t threshold = 11;
  std::vector<FurtherUnits> further = {};  // of these too, the hidden ones of a line are none or enough
  // The highest value that a reader cannot exclude less the lowest: at least this, for each primary cell.
  uint32_t protection = ProtectionOf(11);
};

// A reader knows every shown cell, every relation, and that a hidden cell is not 0 (0 is shown).
struct Inferred {
  uint32_t cell;
  int64_t low, high;  // tables with both values exist that agree with all the reader knows: at least this is open
  bool exact;  // the reader can exclude everything outside; else more may be open (kReach, or no whole-numbered table
               // was found)
  bool is_primary;
  bool is_protected;  // a primary cell that has its protection, or a second one
};
constexpr int64_t kReach = 1000000;  // further than this from the true value nobody looks

struct SuppressionPlan {
  std::vector<bool> hidden;          // the primary cells, and the second ones
  std::vector<Inferred> audit;       // of each hidden cell
  std::vector<uint32_t> open_lines;  // lines (then relations) whose hidden units are too few, with nothing left to hide
  bool safe = false;                 // all are protected and no line is open. Otherwise: coarsen, or refuse
};

// The output must not tell first and second cells apart: both are blank in one way.
// **Errors:** precondition (a relation does not hold for these counts: it is of other data). CHECK: marks for each
// cell, and no cell of 0 is hidden.
Result<SuppressionPlan> PlanSuppression(const SuppressionTask& task);
// The same judgement of cells that somebody else hid. CHECK: all primary cells are among them.
Result<SuppressionPlan> AuditSuppression(const SuppressionTask& task, const std::vector<bool>& hidden);

}  // namespace bouclier::kernels

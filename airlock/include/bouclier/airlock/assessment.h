// SPDX-License-Identifier: Apache-2.0
// What the rules and the release memory say of one output. Pure but for what the memory reads.
// docs/formats/disclosure.md says which outputs there are; kernels holds the maths.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "bouclier/airlock/output.h"
#include "bouclier/airlock/release_memory.h"
#include "bouclier/base/result.h"
#include "bouclier/kernels/comparisons.h"
#include "bouclier/kernels/suppression.h"

namespace bouclier::airlock {

enum class Verdict : uint8_t { kPass, kPassWithHiddenCells, kRefused };
std::string_view VerdictName(Verdict verdict);  // pass, pass_with_hidden_cells, refused

struct InBoth {
  std::string en, fr;
};

// Two groups that differ by fewer persons than the threshold: one of this output, one of a release or of this output
// too.
struct NearHit {
  size_t layer = 0;  // of the output
  kernels::ComparedGroup group;
  uint64_t release = 0;  // 0: none, `there` is in this output
  std::string project;   // whose release it is
  InBoth there;          // the released group, by its name
  size_t persons = 0;    // |X △ Y|: **confidential** like the groups
};

// A group of this output whose number a release shows: what is hidden inside it can be computed from what is not.
struct KnownTotal {
  std::vector<uint32_t> cells;
  uint64_t release = 0;
  std::string project;  // whose release it is
  InBoth there;         // the released group, by its name
};

// A released table whose hidden cells could be computed once this output is out: it shows a total of them.
struct Reopened {
  kernels::ComparedGroup group;  // of this output: the first such total
  uint64_t release = 0;
  std::string project;  // whose release it is
  InBoth there;         // the same group in the release, by its name
};

// What was compared with what: printed on the certificate, but for whose the releases of others are.
struct Compared {
  uint64_t groups = 0;                                       // of this output
  uint64_t releases = 0;                                     // remembered
  uint64_t released_groups = 0;                              // of these
  std::map<std::string, std::vector<uint64_t>> releases_of;  // their numbers, ascending, by project
};

struct Assessment {
  Verdict verdict = Verdict::kRefused;
  std::vector<kernels::Finding> findings;
  std::vector<bool> hidden;  // of each cell
  std::vector<kernels::Inferred> audit;
  std::vector<KnownTotal> known;  // looked for when something is hidden; of one group, one a project
  bool safe = true;               // what is hidden cannot be computed from what is shown and remembered
  std::vector<NearHit> hits;
  std::vector<Reopened> reopened;
  Compared compared;
};

// Hides what a rule hides, then what sums would give back; refuses what a rule forbids, what cannot be hidden safely,
// and what is near to a released group. **Errors:** those of the memory.
Result<Assessment> Assess(const Output& output, const kernels::RuleParameters& rules, ReleaseMemory& memory);
// Each by itself, as if the others were not there: the memory is read once or twice for all of them.
Result<std::vector<Assessment>> AssessAll(std::span<const Output> outputs, const kernels::RuleParameters& rules,
                                          ReleaseMemory& memory);

}  // namespace bouclier::airlock

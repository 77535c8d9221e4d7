// SPDX-License-Identifier: Apache-2.0
// A verdict in plain words, French and English: what an outsider would learn, and how to mend it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/airlock/assessment.h"

namespace bouclier::airlock {

struct Told {
  std::string rule;      // small, second, small_complement, few_apart, dominance, unanimity, key_of_few, record_of_few,
                         // mean_alone, too_many_hidden, computable, reopens_release, near_release, near_itself
  bool refuses = false;  // otherwise it hides the cell
  std::optional<uint32_t> cell;
  InBoth where, learns, mend;
  std::string column;  // of the output, where the rule is about one
  std::optional<kernels::Limit> limit;
  kernels::ProtectionUnit unit = kernels::ProtectionUnit::kPerson;  // what the rule counts
  std::optional<uint64_t> release;  // a near one, or one that shows a total; and whose: not told to who may not know
  std::string project;
};

// Whom it is told to. A reviewer sees whose release an output is near to; the author only of the own project.
enum class Audience : uint8_t { kAuthor, kReviewer };

// Hidden cells by number, then what refuses. Counts of persons are in none of it.
std::vector<Told> Explain(const kernels::OutputTable& table, const Assessment& assessment,
                          const kernels::RuleParameters& rules, const std::string& project, Audience audience);

// What refuses, in a few words that everybody may read in the ledger: the names of the rules, whether the memory is
// among them, and the own project's releases. No figure, no cell, nothing of another project.
std::string RefusalCauses(const kernels::OutputTable& table, const Assessment& assessment,
                          const kernels::RuleParameters& rules, const std::string& project);

}  // namespace bouclier::airlock

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/workspace/output_run.h"

#include <algorithm>

namespace bouclier::workspace {

std::vector<uint32_t> PersonsOf(const OutputCell& cell, const std::vector<size_t>& measures) {
  std::vector<uint32_t> persons;
  for (size_t i = 0; i < cell.persons.size(); ++i) {
    const bool adds = std::any_of(measures.begin(), measures.end(),
                                  [&](size_t measure) { return cell.measures[measure].contributions[i] != 0; });
    if (adds) persons.push_back(cell.persons[i]);
  }
  return persons;
}

}  // namespace bouclier::workspace

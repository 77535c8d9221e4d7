// SPDX-License-Identifier: Apache-2.0
// Released tables of which an output tells one more total: would what they hid still be hidden? Private to the room.
#pragma once

#include <string>
#include <vector>

#include "comparison.h"

namespace bouclier::airlock {

// A released table that hides cells, and the groups with hidden cells of which outputs now show the number.
struct ToldOf {
  struct Total {
    Place by;
    kernels::ComparedGroup group;  // of the released table
    InBoth name;
  };
  uint64_t release = 0;
  std::string project;
  Output table;  // its shape and its cells' own persons
  std::vector<bool> hidden;
  std::vector<Total> totals;
};

// Adds to each assessment the tables that its output would open: judged with all that was released, and this output.
Result<void> NoteReopened(const std::vector<ToldOf>& tables, const std::vector<OwnGroups>& outputs, uint32_t threshold,
                          ReleaseMemory& memory, std::vector<Assessment>& assessments);

}  // namespace bouclier::airlock

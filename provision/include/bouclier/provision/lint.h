// SPDX-License-Identifier: Apache-2.0
// What is wrong, doubtful or worth knowing in a permit before somebody signs it. Pure. cli/words says each rule in
// sentences.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bouclier/policy/permit.h"
#include "bouclier/provision/compile.h"

namespace bouclier::provision {

// An error: nobody should sign, and the hub does not issue. A warning: read it before you sign. Info: for the file.
enum class FindingLevel : uint8_t { kError, kWarning, kInfo };
std::string_view FindingLevelName(FindingLevel level);

struct Finding {
  FindingLevel level = FindingLevel::kError;
  std::string rule;                   // unknown_column, identifier_crossing…
  std::string subject;                // "ER_PRS_F", "local/7", "2026-05-03"
  std::vector<std::string> carriers;  // the columns that carry it, or other items of a list
  bool operator==(const Finding&) const = default;
};

// Errors first, then warnings, then info; inside a level by rule and subject.
std::vector<Finding> Lint(const policy::Permit& permit, const LoadedFacts& loaded = {});
bool HasErrors(const std::vector<Finding>& findings);

// Settlement and lateness (docs/SNDS.md): a line of care in month m is in flows m + 1 to m + 28; 99 % are in by m + 7.
constexpr int kFirstFlowAfterCare = 1;
constexpr int kMonthsForAlmostAll = 6, kMonthsForAll = 27;  // beyond the first flow

}  // namespace bouclier::provision

// SPDX-License-Identifier: Apache-2.0
// What is left of an output when hidden cells are blank. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bouclier/airlock/proposal.h"
#include "bouclier/airlock/submission.h"

namespace bouclier::airlock {

// All that a drawing or a file may be made of: nothing hidden is in it.
struct ShownTable {
  SubmissionText text;
  std::vector<bool> keys;                                     // of each column: whether it is one
  std::vector<std::vector<std::optional<std::string>>> rows;  // of each cell, as many as columns
  std::vector<bool> hidden;                                   // of each cell: then only its keys are there
};

// **Errors:** invalid_argument: columns and labels are not as many, a key is not shown or shown twice, the query's text
// or a key holds what is not seen, a key or label is a formula to a spreadsheet; those of CheckSaidNumbers.
Result<ShownTable> Show(const Proposal& proposal, const SubmissionText& text, const std::vector<bool>& hidden);
// docs/formats/release.md.
std::string WriteCsv(const ShownTable& table);

}  // namespace bouclier::airlock

// SPDX-License-Identifier: Apache-2.0
// Title and labels leave with the cells, so they are outputs too: a number in them must be one that leaves anyway, in
// the query's text, a column's name or a key. All others leave in the table, where the rules judge them. Pure.
#pragma once

#include <span>
#include <string_view>

#include "bouclier/airlock/proposal.h"
#include "bouclier/airlock/submission.h"

namespace bouclier::airlock {

// Of words that CheckSubmissionText let pass. Numbers are digits, and the words for two to ten in French and English.
// Refused too: characters that may be a digit or another's double (other scripts, exponents, fractions), and blanks
// that say something by their number or kind.
// **Errors:** invalid_argument, naming which text; never what it says.
Result<void> CheckSaidNumbers(const SubmissionText& text, const Proposal& proposal);
// The same for what leaves with them.
Result<void> CheckSaidNumbers(const SubmissionText& text, std::span<const std::string_view> leaves);

}  // namespace bouclier::airlock

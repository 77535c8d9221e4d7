// SPDX-License-Identifier: Apache-2.0
// Why an output, or words that leave with it, are refused before anything is judged: codes that stay, so that whoever
// is told can be told in their language, with what an outsider would learn and how to mend it (cli/words).
// What each is about: docs/formats/disclosure.md, docs/formats/submission.md.
#pragma once

#include <cstdint>
#include <string_view>

namespace bouclier {

enum class Refusal : uint8_t {
  kNone,  // the error is no such refusal
  // Of a query, by the grammar of outputs.
  kOnePersonsValue,  // a median, a minimum, a percentile at the top
  kAggregate,        // another aggregate at the top that is no sum over persons
  kMissingCells,     // HAVING
  kChosenLines,      // LIMIT, QUALIFY or a sample at the top
  kWindow,           // at the top
  kUnion,            // at the top
  kTotalsAmongCells,
  kNoMeasure,
  kKeyNotShown,
  kNotArithmetic,
  kPseudonym,
  kDistinctOfOthers,  // distinct things that are not persons
  kNoPerson,
  kPersonLost,  // below the top
  kJoin,
  kRowsOfNobody,
  kDependsOnOthers,
  kNotRepeatable,
  kName,
  kUnitLost,
  kNotUnderstood,
  // Of what it answers.
  kKeyType,
  kRealSum,
  kSumTooLarge,
  kTooManyCells,
  // Of title, labels and keys.
  kTextNumber,
  kTextUnseen,
  kTextForm,
  kLabels,
  kFormula,
};
constexpr Refusal kLastRefusal = Refusal::kFormula;

// `one_persons_value`, …; empty for kNone.
std::string_view RefusalName(Refusal refusal);

}  // namespace bouclier

// SPDX-License-Identifier: Apache-2.0
#include "bouclier/base/refusal.h"

namespace bouclier {

std::string_view RefusalName(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNone:
      return "";
    case Refusal::kOnePersonsValue:
      return "one_persons_value";
    case Refusal::kAggregate:
      return "aggregate";
    case Refusal::kMissingCells:
      return "missing_cells";
    case Refusal::kChosenLines:
      return "chosen_lines";
    case Refusal::kWindow:
      return "window";
    case Refusal::kUnion:
      return "union";
    case Refusal::kTotalsAmongCells:
      return "totals_among_cells";
    case Refusal::kNoMeasure:
      return "no_measure";
    case Refusal::kKeyNotShown:
      return "key_not_shown";
    case Refusal::kNotArithmetic:
      return "not_arithmetic";
    case Refusal::kPseudonym:
      return "pseudonym";
    case Refusal::kDistinctOfOthers:
      return "distinct_of_others";
    case Refusal::kNoPerson:
      return "no_person";
    case Refusal::kPersonLost:
      return "person_lost";
    case Refusal::kJoin:
      return "join";
    case Refusal::kRowsOfNobody:
      return "rows_of_nobody";
    case Refusal::kDependsOnOthers:
      return "depends_on_others";
    case Refusal::kNotRepeatable:
      return "not_repeatable";
    case Refusal::kName:
      return "name";
    case Refusal::kUnitLost:
      return "unit_lost";
    case Refusal::kNotUnderstood:
      return "not_understood";
    case Refusal::kKeyType:
      return "key_type";
    case Refusal::kRealSum:
      return "real_sum";
    case Refusal::kSumTooLarge:
      return "sum_too_large";
    case Refusal::kTooManyCells:
      return "too_many_cells";
    case Refusal::kTextNumber:
      return "text_number";
    case Refusal::kTextUnseen:
      return "text_unseen";
    case Refusal::kTextForm:
      return "text_form";
    case Refusal::kLabels:
      return "labels";
    case Refusal::kFormula:
      return "formula";
  }
  return "";
}

}  // namespace bouclier

// SPDX-License-Identifier: Apache-2.0
// Two reviews are what the ledger's chain of a submission says: nobody writes them down.
// expect: TwoReviews::TwoReviews\(\).* is private
#include "bouclier/airlock/released_output.h"

using namespace bouclier;

Result<airlock::TwoReviews> Use(const airlock::Submission& submission) {
#ifdef BOUCLIER_BAD
  airlock::TwoReviews of_my_own;
#endif
  return airlock::TwoReviews::Of(submission);
}

// SPDX-License-Identifier: Apache-2.0
// A submission is what the book read and compared with the ledger.
// expect: Submission::Submission\(\).* is private
#include "bouclier/airlock/submission_book.h"

using namespace bouclier;

Result<airlock::Submission> Use(airlock::SubmissionBook& book) {
#ifdef BOUCLIER_BAD
  airlock::Submission of_my_own;
#endif
  return book.Read({"asthma-2026", 1});
}

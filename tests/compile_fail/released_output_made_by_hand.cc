// SPDX-License-Identifier: Apache-2.0
// What leaves is what the desk released: a verdict, reviews and a receipt that somebody holds make no output.
// expect: ReleasedOutput::ReleasedOutput\(.*\).* is private
#include "bouclier/airlock/release_desk.h"

using namespace bouclier;

Result<airlock::ReleasedOutput> Use(airlock::ReleaseDesk& desk, airlock::Verdict verdict, airlock::TwoReviews reviews,
                                    ports::LedgerReceipt receipt) {
#ifdef BOUCLIER_BAD
  return airlock::ReleasedOutput(verdict, reviews, receipt);
#else
  static_cast<void>(verdict);
  static_cast<void>(reviews);
  static_cast<void>(receipt);
#endif
  return desk.HandOut({"asthma-2026", 1}, 7);
}

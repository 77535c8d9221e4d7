// SPDX-License-Identifier: Apache-2.0
// What may leave. There is no other way to make one than a verdict that passed, two reviews and a receipt of the ledger
// that the release is done.
#pragma once

#include <array>
#include <string>

#include "bouclier/airlock/assessment.h"
#include "bouclier/airlock/submission_book.h"
#include "bouclier/ports/audit.h"

namespace bouclier::airlock {

struct Review {
  uint64_t reviewer = 0;
  uint64_t entry = 0;  // ledger index of the vote
  TimePoint time{};
};

// The two approvals of a submission's newest version.
class TwoReviews {
 public:
  // **Errors:** precondition: it has fewer.
  static Result<TwoReviews> Of(const Submission& submission);
  const std::array<Review, kApprovals>& each() const { return reviews_; }

 private:
  TwoReviews() = default;
  std::array<Review, kApprovals> reviews_{};
};

class ReleasedOutput {
 public:
  Verdict verdict() const { return verdict_; }
  const TwoReviews& reviews() const { return reviews_; }
  const ports::LedgerReceipt& receipt() const { return receipt_; }  // of airlock.released
  // The signed text; with the receipt behind it, it is the file: ledger::WriteCertificate(document, receipt.text()).
  const std::string& document() const { return document_; }
  const std::string& csv() const { return csv_; }
  const std::string& svg() const { return svg_; }

 private:
  friend class ReleaseDesk;
  ReleasedOutput(Verdict verdict, TwoReviews reviews, ports::LedgerReceipt receipt)
      : verdict_(verdict), reviews_(std::move(reviews)), receipt_(std::move(receipt)) {}
  Verdict verdict_;
  TwoReviews reviews_;
  ports::LedgerReceipt receipt_;
  std::string document_, csv_, svg_;
};

}  // namespace bouclier::airlock

// SPDX-License-Identifier: Apache-2.0
// One change of a submission on its way into ledger and database.
#pragma once

#include <optional>
#include <string>

#include "bouclier/airlock/submission_book.h"
#include "bouclier/crypto/json.h"

namespace bouclier::airlock {

struct SubmissionBook::Step {
  SubmissionEvent event;
  std::optional<std::string> text;  // sealed; its digest goes into the entry
  crypto::Json::Object body;        // members besides those every entry has
  vault::StateChange also;          // other rows of the same change; may be empty
};

}  // namespace bouclier::airlock

// SPDX-License-Identifier: Apache-2.0
// The words of a refusal that judged nothing: of a query, by the grammar of outputs, and of titles, labels and keys.
// Pure.
#pragma once

#include <string>

#include "bouclier/base/error.h"
#include "bouclier/crypto/json.h"
#include "words/terms.h"

namespace bouclier::cli {

struct RefusalTerm {
  Term met;     // what the hub met
  Term learns;  // why it is refused: what an outsider would learn
  Term mend;
};
// CHECK: not kNone.
const RefusalTerm& RefusalTermOf(Refusal refusal);

// The lines of an error that has a refusal: what was met, why, how to mend it. In English what was met, and the way to
// mend it when there is one, are the error's own, which name the part of the query.
std::string RefusalLines(Language language, const Error& error);
// `code`, `about`; `met`, `learns` and `mend` in both languages.
crypto::Json::Object RefusalJson(const Error& error);

}  // namespace bouclier::cli

// SPDX-License-Identifier: Apache-2.0
// What a permit gives and refuses, as data that cli/words turns into sentences. Pure.
#pragma once

#include "bouclier/crypto/json.h"
#include "bouclier/provision/compile.h"
#include "bouclier/provision/lint.h"
#include "bouclier/provision/permit_book.h"

namespace bouclier::app {

crypto::Json::Array FindingsJson(const std::vector<provision::Finding>& findings);
// `document`, `tables` (columns with their steps, care dates, codes), `withheld`, `regions` with names, `findings`.
crypto::Json::Object PermitReport(const policy::Permit& permit);
// `state`, `life` (the entries of its chain), `signers`, `digest` of the signed text.
void AddLife(crypto::Json::Object& report, const provision::ValidPermit& permit, TimePoint now);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// A permit as canonical JSON: docs/formats/permit.md. Pure; the text is untrusted.
#pragma once

#include <string>
#include <string_view>

#include "bouclier/crypto/json.h"
#include "bouclier/policy/permit.h"

namespace bouclier::provision {

constexpr size_t kPermitLimit = 1 << 20;  // bytes of a document

// **Errors:** invalid_argument, naming the place in the document; unsupported, naming what this program cannot enforce
// yet (cohort, reversible and no-link pseudonyms, freeze, archive, destroy): nothing of a permit is ever ignored.
Result<policy::Permit> ParsePermit(std::string_view canonical_json);
Result<policy::Permit> PermitFromJson(const crypto::Json& json);

crypto::Json PermitJson(const policy::Permit& permit);
std::string WritePermit(const policy::Permit& permit);  // canonical; ParsePermit reads back the same permit

}  // namespace bouclier::provision

// SPDX-License-Identifier: Apache-2.0
// What a permit asks of outputs: its rules, and which columns of the extract hold the units it protects beside persons.
#pragma once

#include <vector>

#include "bouclier/kernels/disclosure_rules.h"
#include "bouclier/policy/permit.h"
#include "bouclier/workspace/output_query.h"

namespace bouclier::app {

kernels::RuleParameters RulesOf(const policy::Permit& permit);
// By the catalogue's identity classes, under the names that the extract gives. None: persons alone are protected.
// **Errors:** unsupported: the permit cannot be compiled.
Result<std::vector<workspace::CountedUnit>> CountedUnitsOf(const policy::Permit& permit);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// What tools/gen_catalog makes from spec/catalog.
#pragma once

#include <vector>

#include "bouclier/catalog/row_rule.h"
#include "bouclier/catalog/table.h"

namespace bouclier::catalog {

std::vector<Table> MakeTables();
std::vector<Department> MakeDepartments();
std::vector<QualityRule> MakeQualityRules();
std::vector<DoubleDeclaration> MakeDoubleDeclarations();
std::vector<PersonHeader> MakePersonHeaders();

}  // namespace bouclier::catalog

// SPDX-License-Identifier: Apache-2.0
// What tools/gen_catalog makes from spec/catalog.
#pragma once

#include <vector>

#include "bouclier/catalog/table.h"

namespace bouclier::catalog {

std::vector<Table> MakeTables();
std::vector<Department> MakeDepartments();

}  // namespace bouclier::catalog

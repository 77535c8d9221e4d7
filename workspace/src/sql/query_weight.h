// SPDX-License-Identifier: Apache-2.0
// How much larger DuckDB makes a query when it binds it. Some forms write an expression more than once (x BETWEEN a AND
// b becomes x >= a AND x <= b); nested, they double at each level, in a phase that no limit of time or memory stops.
#pragma once

#include "bouclier/base/result.h"
#include "parsed_query.h"

namespace bouclier::workspace {

constexpr double kMostCopies = 2000;  // expressions that binding adds to those that are written

// **Errors:** unsupported.
Result<void> CheckWeight(const Tree& select);

}  // namespace bouclier::workspace

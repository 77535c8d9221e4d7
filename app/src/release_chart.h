// SPDX-License-Identifier: Apache-2.0
// The drawing that leaves with a released table: of what is shown, and nothing else.
#pragma once

#include <string>

#include "bouclier/airlock/shown_table.h"

namespace bouclier::app {

// The first key is x, the others tell series apart, the last other column is y: hidden and null are gaps. Without keys
// its counts stand side by side. **Errors:** those of report::DrawSvg; invalid_argument: it has keys alone.
Result<std::string> DrawRelease(const airlock::ShownTable& table);

}  // namespace bouclier::app

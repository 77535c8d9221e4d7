// SPDX-License-Identifier: Apache-2.0
// Reports as people read them: one page a kind. Pure.
#pragma once

#include <string>

#include "bouclier/app/report.h"

namespace bouclier::cli {

std::string RenderReport(const app::Report& report);

}  // namespace bouclier::cli

// SPDX-License-Identifier: Apache-2.0
// A command, run and written to the hub's log: when, which one, how it ended, how long it took. The log knows object
// ids, reasons and counts; no name of an object or a person, no operand.
#pragma once

#include <functional>
#include <string>

#include "bouclier/app/config.h"
#include "bouclier/app/report.h"

namespace bouclier::app {

// Runs `work` and logs its end. A log that cannot be written does not undo what was done: it is told on standard error
// by the caller through `log_failed` in the report's data.
Result<Report> RunLogged(const Config& config, const std::string& command, const std::function<Result<Report>()>& work);

}  // namespace bouclier::app

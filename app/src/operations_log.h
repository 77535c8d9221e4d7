// SPDX-License-Identifier: Apache-2.0
// Lines of the hub's log file (JSON, one a line): logs/bouclier.log.
#pragma once

#include <string_view>

#include "bouclier/app/config.h"
#include "bouclier/crypto/json.h"

namespace bouclier::app {

// Adds `time`. **Errors:** exhausted, denied, unavailable.
Result<void> WriteLogLine(const Config& config, crypto::Json::Object line);
Result<void> LogUnmoved(const Config& config, const std::string& unit, std::string_view outcome,
                        const std::string& reason);

}  // namespace bouclier::app

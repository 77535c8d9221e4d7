// SPDX-License-Identifier: Apache-2.0
// Findings of a check as JSON, with the old names for the terminal; progress of checks.
#pragma once

#include "bouclier/app/report.h"
#include "bouclier/vault/check.h"
#include "hub.h"

namespace bouclier::app {

Result<crypto::Json::Array> FindingsJson(Hub& hub, const std::vector<vault::CheckFinding>& findings);
vault::CheckProgressFn ShowAs(ProgressSink& waiting, const std::string& what);

}  // namespace bouclier::app

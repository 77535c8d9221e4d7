// SPDX-License-Identifier: Apache-2.0
// Findings of a check as JSON, with the old names for the terminal; progress of checks.
#pragma once

#include "bouclier/app/report.h"
#include "bouclier/vault/check.h"
#include "hub.h"

namespace bouclier::app {

constexpr size_t kCheckThreads = 4;  // a check mostly waits for the host

// **Cost:** two token calls for each dataset with findings.
Result<crypto::Json::Array> FindingsJson(Hub& hub, const std::vector<vault::CheckFinding>& findings);
vault::CheckProgressFn ShowAs(ProgressSink& waiting, const std::string& what);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// The log as commands read it: without tokens, against the verifier key the hub was made with.
#pragma once

#include <filesystem>
#include <optional>

#include "bouclier/app/config.h"
#include "bouclier/app/report.h"

namespace bouclier::app {

// **Errors:** not_found: no such entry; corruption, unauthenticated: the log is not what it was.
Result<Report> ShowEntry(const Config& config, uint64_t index);
Result<Report> ShowTail(const Config& config, uint64_t count);
// The receipt of an entry, against the newest checkpoint; to `out`, or into the report.
Result<Report> ProveEntry(const Config& config, uint64_t index, const std::optional<std::filesystem::path>& out);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// Verifies a whole log offline, trusting only the verifier key (and the checkpoint its owner kept): every entry is
// hashed again, every tile and the root compared, times may not go back, and nothing else may lie in the folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "bouclier/base/file.h"
#include "bouclier/ledger/checkpoint.h"

namespace bouclier::ledger {

struct LogSummary {
  Checkpoint checkpoint;
  uint64_t entries = 0;
  std::string first_time, last_time;  // empty in an empty log
  std::optional<uint64_t> continues;  // size of the kept checkpoint that this log continues
};

// `since`: the signed checkpoint that somebody kept. **Errors:** corruption (names the file or entry), unauthenticated
// (signature), not_found (no log there), unavailable.
Result<LogSummary> VerifyLog(FileSystem& files, const std::filesystem::path& folder, const Vkey& vkey,
                             const std::optional<std::string>& since);

}  // namespace bouclier::ledger

// SPDX-License-Identifier: Apache-2.0
// Making a hub, and looking at one: init, doctor, status.
#pragma once

#include <filesystem>
#include <optional>

#include "bouclier/app/config.h"
#include "bouclier/app/report.h"

namespace bouclier::app {

enum class DryRun : uint8_t { kNo, kYes };

struct InitOptions {
  DryRun dry_run = DryRun::kNo;
  std::optional<std::filesystem::path> vkey_out, checkpoint_out;
};
// Keys on the tokens, database, ledger, a key for each dataset. Typed again it goes on, or adds the datasets newly
// configured. **Ledger:** hub.init (both signing keys, root epoch), hub.datasets. **Errors:** those of tokens, disk;
// unauthenticated when the tokens are another hub's.
Result<Report> InitHub(const Config& config, const InitOptions& options);

enum class WriteProbe : uint8_t { kNo, kYes };
// Every check is tried, whatever the others say; incomplete when one failed.
Result<Report> Doctor(const Config& config, WriteProbe probe);

// Without tokens and without names: datasets, objects, host, ledger. **Errors:** precondition: no hub yet.
Result<Report> HubStatus(const Config& config);

}  // namespace bouclier::app

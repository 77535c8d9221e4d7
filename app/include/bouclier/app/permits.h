// SPDX-License-Identifier: Apache-2.0
// Permits as commands: draft, lint, sign, issue; list, show, ask; suspend, resume, revoke. docs/formats/permit.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/app/asker.h"
#include "bouclier/app/config.h"
#include "bouclier/app/report.h"
#include "bouclier/app/setup.h"

namespace bouclier::app {

// --- files, without a hub

struct DraftOptions {
  std::filesystem::path out;
  // What is not given stands as in the commented example.
  std::string id, project, title, controller, base, start, end;
  std::vector<std::string> people;  // numbers of `actor list`
  std::vector<std::string> tables;  // TABLE:COLUMN,COLUMN…
};
// Writes a draft (YAML, commented). **Errors:** conflict: the file is there; invalid_argument.
Result<Report> DraftPermit(const DraftOptions& options);
// Of a draft or a signed permit. Incomplete when a finding is an error. With the configuration of a hub that is made,
// also against what its steward loaded; no tokens.
Result<Report> LintPermit(const std::filesystem::path& path, const Config* config);
// What a draft or a signed permit gives and refuses; signatures are counted, not verified.
Result<Report> ShowPermitFile(const std::filesystem::path& path);

// --- in a hub

// A draft becomes signed text at `out`; a permit with one signature gets the second. **Ledger:** permit.sign.
// **Errors:** denied (neither role), precondition (findings of level error), those of the signatures.
Result<Report> SignPermit(const Config& config, const Asker& asker, const std::filesystem::path& path,
                          const std::optional<std::filesystem::path>& out);
// **Ledger:** permit.issue; access.denied, with the reason, when it refuses. **Errors:** those of verification and of
// the book of permits.
Result<Report> IssuePermit(const Config& config, const Asker& asker, const std::filesystem::path& path, DryRun dry_run);

// A researcher sees the permits that name them; to any other researcher a permit does not exist.
Result<Report> ListPermits(const Config& config, const Asker& asker);
Result<Report> ShowPermit(const Config& config, const Asker& asker, const std::string& id);
// What the permit answers to the asker who would read these columns now. **Ledger:** access.denied, when it refuses.
// **Errors:** denied with the true reason, not_found for who is not named in it.
Result<Report> AskPermit(const Config& config, const Asker& asker, const std::string& id, const std::string& table,
                         const std::vector<std::string>& columns);

enum class PermitChange : uint8_t { kSuspend, kResume, kRevoke };
// **Ledger:** permit.suspend, permit.resume, permit.revoke. **Errors:** not_found, invalid_argument (the reason is no
// code), conflict, precondition.
Result<Report> ChangePermit(const Config& config, const Asker& asker, PermitChange change, const std::string& id,
                            const std::string& reason, DryRun dry_run);

}  // namespace bouclier::app

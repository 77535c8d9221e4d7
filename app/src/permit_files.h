// SPDX-License-Identifier: Apache-2.0
// Permits in files: a draft (YAML or JSON) or signed text.
#pragma once

#include <filesystem>
#include <optional>

#include "bouclier/provision/lint.h"
#include "bouclier/provision/signed_permit.h"

namespace bouclier::app {

struct PermitFile {
  policy::Permit permit;
  std::optional<provision::UnverifiedPermit> read;  // of signed text
  std::string text;                                 // of signed text, as it stands
};
// **Errors:** not_found, those of reading.
Result<PermitFile> ReadPermitFile(const std::filesystem::path& path);

// **Errors:** precondition: there are findings of level error.
Result<void> RefuseLintErrors(const policy::Permit& permit, const std::string& verb);

}  // namespace bouclier::app

// SPDX-License-Identifier: Apache-2.0
// A certificate: its document's digest into the ledger, document and receipt into a file. docs/formats/certificate.md.
#pragma once

#include <filesystem>

#include "hub.h"

namespace bouclier::app {

// `action` names the entry. Returns its index. **Ledger:** one entry with `certificate`.
Result<uint64_t> WriteCertificateFile(Hub& hub, ports::EntryClass entry_class, const std::string& action,
                                      uint64_t actor, std::string_view document, const std::filesystem::path& path);

}  // namespace bouclier::app

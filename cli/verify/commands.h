// SPDX-License-Identifier: Apache-2.0
// What each command does. A verdict tells accepted or not; an Error only what could not be looked at (exit 2).
#pragma once

#include <string>

#include "bouclier/crypto/json.h"
#include "options.h"

namespace bouclier::verify {

struct Verdict {
  bool accepted = false;
  std::string text;  // for people
  crypto::Json::Object data;
};

Result<Verdict> Run(const Options& options);

// foreign_proofs.cc
Result<Verdict> RunInclusion(const Options& options);
Result<Verdict> RunConsistency(const Options& options);

// manifest_export.cc: compares a migration certificate's document with the manifest's lines. **Errors:** corruption,
// naming the line.
struct ManifestFigures {
  uint64_t listed = 0, moved = 0, refused = 0, lost = 0, bytes_moved = 0;
};
Result<ManifestFigures> CheckManifest(const crypto::Json& document, std::string_view manifest);

// Reads a file that was named on the command line; any failure is exit 2.
Result<std::string> ReadNamedFile(const std::string& path, uint64_t limit);
Verdict Refused(const Error& error);

}  // namespace bouclier::verify

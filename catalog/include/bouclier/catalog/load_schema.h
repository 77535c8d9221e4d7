// SPDX-License-Identifier: Apache-2.0
// Reads a folder with the official schema of a base: Table Schema files in JSON, code lists in CSV. Nothing of it is
// trusted, and nothing is refused for being odd: it is reported. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>

#include "bouclier/base/result.h"
#include "bouclier/catalog/loaded_schema.h"

namespace bouclier::catalog {

// Where things lie: tables in `schemas` or `schema`, code lists in `nomenclatures`; a folder without any of these is
// one of tables. Folders inside are walked; links are not followed.
struct LoadLimits {
  uint64_t files = 20'000;
  uint64_t schema_bytes = 4 << 20;  // of a file
  uint64_t all_schema_bytes = 256 << 20;
  uint64_t list_bytes = 64 << 20;    // of a file
  uint64_t codes_bytes = 512 << 20;  // of all codes together
};

// A file that is too large, or no schema, is a finding. **Errors:** not_found (no such folder), invalid_argument (no
// table in it), exhausted (more files, text or codes than the limits), unavailable. **Cost:** one file in memory beside
// what is loaded.
Result<LoadedSchema> LoadSchema(const std::filesystem::path& folder, const LoadLimits& limits = {});

}  // namespace bouclier::catalog

// SPDX-License-Identifier: Apache-2.0
// The first line of a delivered file: whether it is CSV at all, its separator, its names. Pure; thread-safe; untrusted
// bytes. docs/formats/csv.md.
#pragma once

#include <string_view>

#include "csv_tokenizer.h"

namespace bouclier::ingest {

constexpr size_t kLongestHeader = kMiB;
// Several times the widest table there is. Every column costs some KiB, whatever its name is long.
constexpr size_t kMostColumns = 4096;

// `bytes`: the file up to the end of its first line, which is not among them.
// **Errors:** unsupported (a format that was recognised, or bytes that are no text), invalid_argument.
Result<CsvHeader> ReadCsvHeader(std::string_view bytes);

}  // namespace bouclier::ingest

// SPDX-License-Identifier: Apache-2.0
// Small pieces of which pages are made: reading a report's members, lines, tallies, lists of names. Pure.
#pragma once

#include <string>
#include <string_view>

#include "bouclier/crypto/json.h"

namespace bouclier::cli {

using Object = crypto::Json::Object;

// Of a member that the use-case always sets; empty, zero, none otherwise.
std::string TextIn(const crypto::Json& json, std::string_view key);
uint64_t CountIn(const crypto::Json& json, std::string_view key);
bool IsTrue(const crypto::Json& json, std::string_view key);
const crypto::Json::Array& ListIn(const crypto::Json& json, std::string_view key);
const crypto::Json& In(const crypto::Json& json, std::string_view key);  // null when absent

std::string SizeText(uint64_t bytes);                                // "96.0 MiB"
std::string Tally(const crypto::Json& json, std::string_view key);   // "35 objects, 324.1 MiB"
std::string Line(std::string_view label, const std::string& value);  // "  label          value"
// "  refused: archived   1" for each reason of a tally by reasons.
std::string Counted(uint64_t count, std::string_view one);  // "1 object", "3 objects"
std::string Reasons(const crypto::Json& json, std::string_view key, std::string_view label);
std::string Counts(const crypto::Json& json, std::string_view key);  // "absent 3, equal 32"
// "name (snapshot …): reason", at most `limit` of them, then how many more.
std::string Named(const crypto::Json& json, std::string_view key, size_t limit = 40);

constexpr size_t kPageWidth = 100;
// Breaks `text` at spaces so that no line is longer than kPageWidth bytes, each line but the first indented; the first
// begins at column `first`.
std::string Wrapped(std::string_view text, size_t indent, size_t first);

}  // namespace bouclier::cli

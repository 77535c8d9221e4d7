// SPDX-License-Identifier: Apache-2.0
// What may be asked: one SELECT, made only of parts, functions, types and tables that stand on a list. Whatever is not
// on it is refused, also parts that a later version of DuckDB may add. Pure; no DuckDB here.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "bouclier/base/result.h"
#include "parsed_query.h"

namespace bouclier::workspace {

constexpr size_t kLongestQuery = 64 * 1024;
constexpr size_t kMostTablesNamed = 64;      // each costs the planner; their joins more than that
constexpr size_t kLongestRange = 1'000'000;  // rows of range() and generate_series()

// **Errors:** invalid_argument (no such table), unsupported (everything else, by its name).
Result<void> CheckQuery(const ParsedQuery& query, const std::set<std::string>& tables);

std::string LowerCase(std::string_view text);  // as DuckDB compares names: letters of ASCII

// A name as a message may say it: what is not a plain name may be a path or a value.
std::string Said(std::string_view name);

bool IsAllowedFunction(std::string_view name);    // in lower case
bool IsAggregateFunction(std::string_view name);  // of those allowed
bool IsWindowFunction(std::string_view name);     // that is nothing without OVER; an aggregate is none
std::span<const std::string_view> AllowedFunctions();

}  // namespace bouclier::workspace

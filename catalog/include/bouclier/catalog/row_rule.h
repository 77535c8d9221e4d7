// SPDX-License-Identifier: Apache-2.0
// What makes a delivered row doubtful, and a delivered file suspect: dated data of spec/catalog, none confirmed by a
// person on an official text yet. Immutable; thread-safe.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace bouclier::catalog {

enum class RowTest { kPrefix, kOneOf, kNotOneOf, kNotZero, kNotBetween };
enum class RuleLevel { kFlag, kInfo };

// A row whose cell passes the test gets the flag; an empty cell passes none.
struct QualityRule {
  std::string_view flag;    // docs/formats/quality-flags.md
  std::string_view table;   // `*`: any
  std::string_view column;  // `*_RET`: all that end so
  RowTest test;
  std::vector<std::string_view> arguments;
  RuleLevel level;
};

// A site's number under which stays were declared a second time, beside the legal entity's.
struct DoubleDeclaration {
  std::string_view finess;
  std::string_view entity;
  int first_year;
  int last_year;
};

enum class HeaderLevel { kFlag, kIncident };

// A column's name that announces a named person: lower case, no accents, no separators, no digits at its end.
struct PersonHeader {
  std::string_view name;
  HeaderLevel level;
};

std::span<const QualityRule> QualityRules();
std::span<const DoubleDeclaration> DoubleDeclarations();
std::span<const PersonHeader> PersonHeaders();

}  // namespace bouclier::catalog

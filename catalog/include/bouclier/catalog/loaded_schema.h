// SPDX-License-Identifier: Apache-2.0
// What the steward loads of a base's official schema: tables, keys, links to code lists, the lists' codes, and all that
// was odd on the way. Plain values. Texts are the source's and untrusted: names are plain (see IsPlainName), everything
// is UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/catalog/table.h"

namespace bouclier::catalog {

// What was odd. Nothing is refused for it: the second column of docs/formats/loaded-catalogue.md says what was done.
enum class FindingKind : uint8_t {
  kFileUnreadable = 1,
  kNotASchema,
  kNameDiffers,
  kTableTwice,
  kNameUnusable,
  kColumnTwice,
  kMemberTwice,
  kMemberUnreadable,
  kTypeUnknown,
  kFormatUnknown,
  kNotADate,
  kBooleanUnclear,
  kLengthUnreadable,
  kScaleBeyondLength,
  kScaleUnknown,
  kIntegerTooWide,
  kKeyAsText,
  kKeyNotAColumn,
  kForeignKeyUnreadable,
  kForeignKeyBroken,
  kYearInName,
  kLowerCase,
  kColumnVanished,
  kTypeDiffers,
  kListUnknown,
  kListWithoutData,
  kListColumnUnknown,
  kListHeaderDiffers,
  kRowWidth,
  kQuoteOpen,
  kCodeEmpty,
  kCodeTwice,
  kTextCut,
  kIdentityUnknown,
  kIdentityUnclear,
  kTypeCorrected,
  kDiffersFromBuiltIn,
};

std::string_view FindingKindName(FindingKind kind);  // "file_unreadable", …

struct Finding {
  FindingKind kind = FindingKind::kFileUnreadable;
  std::string place;   // the file, relative to the folder that was loaded; a table for what only shows between files
  std::string where;   // a column, a key, a row; may be empty
  std::string detail;  // may be empty
  bool operator==(const Finding&) const = default;
};

struct LoadedColumn {
  std::string name;
  ColumnType type = ColumnType::kText;
  uint8_t scale = 0;          // of a decimal(18, scale)
  std::string format;         // of dates, strptime letters; empty for other types
  std::string declared_type;  // as the source states it
  std::string length;         // as the source states it; lengths do not validate
  std::string list;           // the code list it links to; empty: none
  std::string list_column;    // that list's column
  std::string description;
  std::string since, until;                // years in which the column appears and vanishes; empty: not stated
  std::vector<std::string> missing_years;  // years without it in between
  std::string minimum, maximum;            // as stated, for marks of quality: no row is refused for one
  std::vector<std::string> allowed;        // the same of an enumeration
  bool operator==(const LoadedColumn&) const = default;
};

struct ForeignKey {
  std::vector<std::string> columns;
  std::string table;
  std::vector<std::string> referenced;  // as many as columns
  bool operator==(const ForeignKey&) const = default;
};

struct LoadedTable {
  std::string name;  // PMSI names hold the placeholder `aa` of the year
  std::string title;
  std::string product;  // the base, in the source's words
  std::string place;
  std::vector<LoadedColumn> columns;  // in the order of the files
  std::vector<std::string> primary_key;
  std::vector<ForeignKey> foreign_keys;
  bool operator==(const LoadedTable&) const = default;
};

// The codes of one column of a code list: its own code column, or another that a table links to.
struct CodeList {
  std::string name;
  std::string column;
  bool own = true;  // its own code column
  std::string title;
  std::string place;
  bool has_data = false;           // false: the list is described, and its codes are not there
  std::vector<std::string> codes;  // sorted, each once, none empty
  bool operator==(const CodeList&) const = default;
};

struct LoadedSchema {
  std::vector<LoadedTable> tables;  // by name
  std::vector<CodeList> lists;      // by name, then column
  std::vector<Finding> findings;    // by place, in the order seen
  bool operator==(const LoadedSchema&) const = default;
};

const LoadedTable* FindLoadedTable(const LoadedSchema& schema, std::string_view name);  // null: not there
// Null: no such list. An empty column stands for the list's own.
const CodeList* FindList(const LoadedSchema& schema, std::string_view name, std::string_view column);
// nullopt: the list has no data, so that nobody knows.
std::optional<bool> HasCode(const CodeList& list, std::string_view code);

// A code as cells of a column of this type are stored: of integers without leading zeros (007 is 7), else as it is.
std::string CodeAsStored(std::string_view code, ColumnType type);

// 1 to 128 bytes of UTF-8 without control characters, quotes, `;`, `:`, `/`, `\` or `<`, and no blank at an end.
bool IsPlainName(std::string_view name);

}  // namespace bouclier::catalog

// SPDX-License-Identifier: Apache-2.0
// Names of delivery files, both ways: ER_PRS_F_201902.csv (flux month), T_MCO19B.csv and KI_CCI_R_2019.csv (year),
// IR_BEN_R.csv (once). Which table a name is of: known_tables.h. Pure; thread-safe. Parsing takes untrusted names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bouclier/catalog/table.h"

namespace bouclier::catalog {

struct FilePeriod {
  int year = 0;        // 0: the table has no period
  unsigned month = 0;  // 0: a whole year
  auto operator<=>(const FilePeriod&) const = default;
};

// The base name of the file of a table for a period of the table's kind.
std::string FileName(const Table& table, FilePeriod period);
// Such a name, of a period that is only an example.
std::string ExampleFileName(const Table& table);

// Of a name without `.csv`. Two-digit years are 2000 to 2099.
enum class NameMatch { kNone, kTableOnly, kWhole };  // kTableOnly: the period is missing, or none of the table's kind
struct ReadName {
  NameMatch match = NameMatch::kNone;
  FilePeriod period;  // of a whole match
};
ReadName ReadFileName(const Table& table, std::string_view stem);

// Whether the table's name holds a place for the year, `aa` or `AAAA`.
bool HasYearInName(std::string_view table);

}  // namespace bouclier::catalog

// SPDX-License-Identifier: Apache-2.0
// Names of delivery files, both ways: ER_PRS_F_201902.csv (flux month), T_MCO19B.csv and KI_CCI_R_2019.csv (year),
// IR_BEN_R.csv (once). Pure; thread-safe. Parsing takes untrusted names.
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

struct FileIdentity {
  const Table* table;  // of BuiltInTables
  FilePeriod period;
};

// The base name of the file of a table for a period of the table's kind.
std::string FileName(const Table& table, FilePeriod period);

// The table and period of a file, from its base name (`.csv` in either case); nothing when the name is not of a known
// table. Two-digit years are 2000 to 2099.
std::optional<FileIdentity> IdentifyFile(std::string_view base_name);

}  // namespace bouclier::catalog

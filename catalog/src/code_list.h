// SPDX-License-Identifier: Apache-2.0
// One code list: a CSV file (`;`, quotes as in RFC 4180, line breaks inside quotes) and its description. Pure; the text
// is untrusted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema_file.h"

namespace bouclier::catalog {

struct ListFile {
  std::vector<CodeList> lists;  // one for each column asked for that is there
  std::vector<Finding> findings;
};

// `linked`: columns that tables link to beside the list's own code column; "" is that one. What cannot be read is a
// finding; a file that is not UTF-8 gives lists without data. **Cost:** one pass, the codes in memory.
ListFile ReadCodeLists(std::string_view csv, const std::string& place, const SchemaFile& described,
                       const std::vector<std::string>& linked);

// The same without a CSV file.
ListFile ListsWithoutData(const SchemaFile& described, const std::vector<std::string>& linked);

}  // namespace bouclier::catalog

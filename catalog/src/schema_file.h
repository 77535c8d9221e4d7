// SPDX-License-Identifier: Apache-2.0
// One file of a schema: a Table Schema in JSON, as the official files write it (docs/formats/loaded-catalogue.md tells
// their traps). Pure; the text is untrusted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/catalog/loaded_schema.h"

namespace bouclier::catalog {

struct SchemaFile {
  LoadedTable table;
  std::vector<std::string> code_columns;  // those whose role is `code`: of code lists
  std::vector<Finding> findings;
};

// `place`: the file, relative to what is loaded; its stem is the table's name where the text gives none.
// **Errors:** invalid_argument (no JSON, or no list of fields). **Cost:** some 10 bytes of memory a byte of text.
Result<SchemaFile> ReadSchemaFile(std::string_view json, const std::string& place);

// The file's name without folders and ending.
std::string_view StemOf(std::string_view place);

}  // namespace bouclier::catalog

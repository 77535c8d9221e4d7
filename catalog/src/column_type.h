// SPDX-License-Identifier: Apache-2.0
// From what a source declares of a column to how its cells are read. Where the declaration cannot be true or is not
// known, the column is text, which loses nothing. Pure.
#pragma once

#include "bouclier/catalog/loaded_schema.h"
#include "findings.h"

namespace bouclier::catalog {

// Sets type, scale and format of `column` from its declared type, its length and `format`.
void SettleType(LoadedColumn& column, const std::string& format, Findings& findings);

// The same format in other words is not another format: "default" and "" are the type's own.
std::string_view DefaultFormat(ColumnType type);

}  // namespace bouclier::catalog

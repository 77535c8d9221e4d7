// SPDX-License-Identifier: Apache-2.0
// The tables of a hub: those built in, and those its steward loaded, as one. Where both speak of a table, the built-in
// facts win; loaded ones add what is not there. Plain values; pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/catalog/loaded_schema.h"
#include "bouclier/catalog/table.h"

namespace bouclier::catalog {

enum class Origin { kBuiltIn, kLoaded, kBoth };

struct CatalogueColumn {
  std::string name;
  std::string description;
  ColumnType type = ColumnType::kText;
  uint8_t scale = 0;
  std::string format;
  std::string declared_type;
  std::string length;
  IdentityClass identity = IdentityClass::kNone;
  // False: no built-in table has a column of this name, so kNone means that nobody looked. Such a column may hold an
  // identifier: whoever grants it must say what it is first.
  bool identity_known = false;
  Concept concept_ = Concept::kNone;
  std::string list, list_column;  // code list; empty: none, or its own column
  Origin origin = Origin::kBuiltIn;
};

struct CatalogueTable {
  std::string name;
  std::string dataset;
  std::string title;
  std::vector<CatalogueColumn> columns;
  std::vector<std::string> primary_key;
  std::vector<ForeignKey> foreign_keys;
  Origin origin = Origin::kBuiltIn;

  const CatalogueColumn* Find(std::string_view column) const;  // null: not there
};

struct Catalogue {
  std::vector<CatalogueTable> tables;  // by name
  std::vector<Finding> findings;       // of combining; those of loading stay with what was loaded

  const CatalogueTable* Find(std::string_view table) const;  // null: not there
};

// Identity and concept of a table that is not built in go by column name, where built-in tables have that name and
// agree; where they do not agree, the column gets an identity of theirs that is not none, and is reported. Its type is
// the declared one, corrected to text where built-in tables correct that name to text, and where the name is part of a
// key and is text in some table (so that keys join), and to what they correct it to where they correct the same
// declaration.
Catalogue Combine(std::span<const Table> built_in, const LoadedSchema& loaded);

// The dataset of a loaded table: the source's word for the product, lower case, `_` between words.
std::string DatasetOfProduct(std::string_view product);

}  // namespace bouclier::catalog

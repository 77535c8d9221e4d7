// SPDX-License-Identifier: Apache-2.0
// The tables whose files a hub takes: those built in, as they are, and one made of each that its steward only loaded.
// Immutable once made; thread-safe. Pointers to tables hold as long as the value, moved or not.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bouclier/catalog/catalogue.h"
#include "bouclier/catalog/file_name.h"

namespace bouclier::catalog {

struct FileIdentity {
  const Table* table;
  FilePeriod period;
};

class KnownTables {
 public:
  KnownTables();  // those built in
  // What a table that was only loaded is made to be (docs/formats/loaded-catalogue.md): a column that nobody classified
  // is text that identifies nothing known; one that identifies only together with columns that are not there is text;
  // a detail of a built-in table joins it, and no other joins.
  explicit KnownTables(const Catalogue& catalogue);  // copied from
  KnownTables(KnownTables&&) = default;
  KnownTables& operator=(KnownTables&&) = default;

  static const KnownTables& BuiltIn();

  const Table* Find(std::string_view name) const;  // null: not known
  // The table and period of a file, from its base name (`.csv` in either case); nothing when the name is not of a known
  // table, or of none of its periods. Of several tables that a name may be of, the one with the longest name counts.
  std::optional<FileIdentity> Identify(std::string_view base_name) const;
  // The table whose name it is, but without a period of its kind; null: of none.
  const Table* WithoutPeriod(std::string_view base_name) const;

 private:
  struct Match {
    const Table* table = nullptr;
    ReadName name;
  };
  Match MatchOf(std::string_view base_name) const;

  std::vector<CatalogueTable> texts_;  // what the tables of loaded_ point into
  std::vector<Table> loaded_;
  std::vector<const Table*> tables_;  // all, longest name first
};

}  // namespace bouclier::catalog

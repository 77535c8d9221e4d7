// SPDX-License-Identifier: Apache-2.0
// Finds datasets, tables and columns by words of their names and descriptions, without regard to case and accents.
// Public facts: nothing here depends on who asks. Immutable once made; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bouclier/catalog/catalogue.h"

namespace bouclier::catalog {

enum class HitKind { kDataset, kTable, kColumn };

struct Hit {
  HitKind kind = HitKind::kTable;
  std::string dataset;
  std::string table;   // empty: a dataset
  std::string column;  // empty: a dataset or a table
  int score = 0;       // more is nearer: the whole name, its beginning, a part of it, words of the description
};

class CatalogueSearch {
 public:
  explicit CatalogueSearch(const Catalogue& catalogue);

  // What holds every word of the query, nearest first; at most `limit`. An empty query finds nothing.
  // **Cost:** one pass over all names and descriptions.
  std::vector<Hit> Find(std::string_view query, size_t limit) const;

 private:
  struct Entry {
    Hit hit;
    std::string name, words;  // folded
  };
  std::vector<Entry> entries_;
};

}  // namespace bouclier::catalog

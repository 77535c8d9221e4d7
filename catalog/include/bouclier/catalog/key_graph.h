// SPDX-License-Identifier: Apache-2.0
// Which tables join by which keys. Plain values; pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "bouclier/catalog/catalogue.h"

namespace bouclier::catalog {

struct KeyGraphNode {
  std::string table;
  std::string dataset;
  std::vector<std::string> primary_key;
};

struct KeyGraphEdge {
  size_t from = 0, to = 0;  // nodes: the table with the foreign key, the one it points to
  std::vector<std::string> columns, referenced;
  bool as_text = false;  // the two sides are read as different types: compare their texts
};

struct KeyGraph {
  std::vector<KeyGraphNode> nodes;  // by name
  std::vector<KeyGraphEdge> edges;  // by from, to, columns
};

// All tables and keys between them. A key to a table that is not in the catalogue (a code list) is left out.
KeyGraph BuildKeyGraph(const Catalogue& catalogue);
// The same of some tables, or those of one dataset, and of what they point to directly.
KeyGraph KeyGraphOfTables(const Catalogue& catalogue, std::span<const std::string> tables);
KeyGraph KeyGraphOfDataset(const Catalogue& catalogue, std::string_view dataset);

}  // namespace bouclier::catalog

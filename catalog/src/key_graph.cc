// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/key_graph.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace bouclier::catalog {
namespace {

bool TypesDiffer(const CatalogueTable& from, const CatalogueTable& to, const ForeignKey& key) {
  for (size_t i = 0; i < key.columns.size(); ++i) {
    const CatalogueColumn *ours = from.Find(key.columns[i]), *theirs = to.Find(key.referenced[i]);
    if (ours != nullptr && theirs != nullptr && (ours->type != theirs->type || ours->scale != theirs->scale))
      return true;
  }
  return false;
}

KeyGraph Build(const Catalogue& catalogue, const std::set<std::string>& wanted) {
  KeyGraph graph;
  std::map<std::string, size_t> numbers;
  for (const CatalogueTable& table : catalogue.tables) {
    if (!wanted.contains(table.name)) continue;
    numbers.emplace(table.name, graph.nodes.size());
    graph.nodes.push_back({table.name, table.dataset, table.primary_key});
  }
  for (const auto& [name, from] : numbers) {
    const CatalogueTable& table = *catalogue.Find(name);
    for (const ForeignKey& key : table.foreign_keys) {
      const auto to = numbers.find(key.table);
      if (to == numbers.end()) continue;
      graph.edges.push_back(
          {from, to->second, key.columns, key.referenced, TypesDiffer(table, *catalogue.Find(key.table), key)});
    }
  }
  std::sort(graph.edges.begin(), graph.edges.end(), [](const KeyGraphEdge& a, const KeyGraphEdge& b) {
    return std::tie(a.from, a.to, a.columns) < std::tie(b.from, b.to, b.columns);
  });
  return graph;
}

}  // namespace

KeyGraph BuildKeyGraph(const Catalogue& catalogue) {
  std::set<std::string> all;
  for (const CatalogueTable& table : catalogue.tables) all.insert(table.name);
  return Build(catalogue, all);
}

KeyGraph KeyGraphOfTables(const Catalogue& catalogue, std::span<const std::string> tables) {
  std::set<std::string> wanted;
  for (const std::string& name : tables) {
    const CatalogueTable* table = catalogue.Find(name);
    if (table == nullptr) continue;
    wanted.insert(name);
    for (const ForeignKey& key : table->foreign_keys) wanted.insert(key.table);
  }
  return Build(catalogue, wanted);
}

KeyGraph KeyGraphOfDataset(const Catalogue& catalogue, std::string_view dataset) {
  std::vector<std::string> tables;
  for (const CatalogueTable& table : catalogue.tables)
    if (table.dataset == dataset) tables.push_back(table.name);
  return KeyGraphOfTables(catalogue, tables);
}

}  // namespace bouclier::catalog

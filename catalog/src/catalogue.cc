// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/catalogue.h"

#include <algorithm>
#include <map>
#include <set>

#include "findings.h"
#include "folding.h"

namespace bouclier::catalog {
namespace {

// Where the word of the built-in tables is not the source's.
constexpr std::pair<std::string_view, std::string_view> kDatasets[] = {{"beneficiaire", "beneficiaires"},
                                                                       {"causes_de_deces", "causes_deces"}};

class Combiner {
 public:
  Combiner(std::span<const Table> built_in, const LoadedSchema& loaded) : built_in_(built_in), loaded_(loaded) {
    for (const Table& table : built_in)
      for (const Column& column : table.columns) known_[std::string(column.name)].push_back(&column);
    for (const LoadedTable& table : loaded.tables) {
      for (const LoadedColumn& column : table.columns)
        if (column.declared_type == "string") text_somewhere_.insert(column.name);
      keys_.insert(table.primary_key.begin(), table.primary_key.end());
      for (const ForeignKey& key : table.foreign_keys) {
        keys_.insert(key.columns.begin(), key.columns.end());
        keys_.insert(key.referenced.begin(), key.referenced.end());
      }
    }
  }

  Catalogue Run() {
    std::map<std::string, CatalogueTable> tables;
    for (const Table& table : built_in_) tables.emplace(table.name, OfBuiltIn(table));
    for (const LoadedTable& table : loaded_.tables) {
      Findings findings(table.name);
      const auto at = tables.find(table.name);
      if (at == tables.end())
        tables.emplace(table.name, OfLoaded(table, findings));
      else
        Add(table, at->second, findings);
      for (Finding& one : findings.Take()) out_.findings.push_back(std::move(one));
    }
    for (auto& [name, table] : tables) out_.tables.push_back(std::move(table));
    return std::move(out_);
  }

 private:
  static CatalogueTable OfBuiltIn(const Table& table) {
    CatalogueTable out;
    out.name = table.name;
    out.dataset = table.dataset;
    out.primary_key.assign(table.primary_key.begin(), table.primary_key.end());
    if (!table.parent.empty()) {
      const std::vector<std::string> key(table.parent_key.begin(), table.parent_key.end());
      out.foreign_keys.push_back({key, std::string(table.parent), key});
    }
    for (const Column& column : table.columns) {
      CatalogueColumn one;
      one.name = column.name;
      one.type = column.type;
      one.scale = column.scale;
      one.format = column.format;
      one.declared_type = column.declared_type;
      one.length = column.length;
      one.identity = column.identity;
      one.identity_known = true;
      one.concept_ = column.concept_;
      out.columns.push_back(std::move(one));
    }
    return out;
  }

  CatalogueTable OfLoaded(const LoadedTable& table, Findings& findings) {
    CatalogueTable out;
    out.name = table.name;
    out.title = table.title;
    out.dataset = DatasetOfProduct(table.product);
    out.primary_key = table.primary_key;
    out.foreign_keys = table.foreign_keys;
    out.origin = Origin::kLoaded;
    for (const LoadedColumn& column : table.columns) out.columns.push_back(OfLoaded(column, findings));
    return out;
  }

  CatalogueColumn OfLoaded(const LoadedColumn& column, Findings& findings) {
    CatalogueColumn out;
    out.name = column.name;
    out.description = column.description;
    out.type = column.type;
    out.scale = column.scale;
    out.format = column.format;
    out.declared_type = column.declared_type;
    out.length = column.length;
    out.list = column.list;
    out.list_column = column.list_column;
    out.origin = Origin::kLoaded;
    Identify(out, findings);
    Correct(out, findings);
    return out;
  }

  void Identify(CatalogueColumn& column, Findings& findings) const {
    const auto at = known_.find(column.name);
    if (at == known_.end()) return findings.Add(FindingKind::kIdentityUnknown, column.name);
    column.identity_known = true;
    bool agree = true;
    for (const Column* one : at->second) {
      agree = agree && one->identity == at->second.front()->identity && one->concept_ == at->second.front()->concept_;
      if (column.identity == IdentityClass::kNone) column.identity = one->identity;
      if (column.concept_ == Concept::kNone) column.concept_ = one->concept_;
    }
    if (!agree) findings.Add(FindingKind::kIdentityUnclear, column.name, IdentityClassName(column.identity));
  }

  // A correction of the same declaration, or one to text, which loses nothing.
  void Correct(CatalogueColumn& column, Findings& findings) const {
    const ColumnType before = column.type;
    const auto at = known_.find(column.name);
    if (at != known_.end()) {
      const Column& first = *at->second.front();
      const bool agree =
          std::all_of(at->second.begin(), at->second.end(), [&](const Column* one) { return one->type == first.type; });
      const bool same_declaration = first.declared_type == column.declared_type && first.length == column.length;
      if (agree && first.type == ColumnType::kText) {
        column.type = ColumnType::kText;
      } else if (agree && same_declaration && first.type != before) {
        column.type = first.type;
        column.format = first.format;
        column.scale = first.scale;
      }
    }
    if (keys_.contains(column.name) && text_somewhere_.contains(column.name)) column.type = ColumnType::kText;
    if (column.type == before) return;
    findings.Add(FindingKind::kTypeCorrected, column.name,
                 std::string(ColumnTypeName(before)) + " read as " + std::string(ColumnTypeName(column.type)));
    if (column.type == ColumnType::kText) {
      column.scale = 0;
      column.format.clear();
    }
  }

  // What is loaded of a built-in table: words, links to code lists, keys it has none of, new columns. Facts that differ
  // are reported, and stay as they are built in.
  void Add(const LoadedTable& table, CatalogueTable& out, Findings& findings) {
    out.title = table.title;
    out.origin = Origin::kBoth;
    if (table.primary_key != out.primary_key) findings.Add(FindingKind::kDiffersFromBuiltIn, "primary key");
    for (const ForeignKey& key : table.foreign_keys)
      if (std::find(out.foreign_keys.begin(), out.foreign_keys.end(), key) == out.foreign_keys.end())
        out.foreign_keys.push_back(key);
    std::set<std::string> built_in;
    for (const CatalogueColumn& column : out.columns) built_in.insert(column.name);
    for (const LoadedColumn& column : table.columns) {
      const auto same = std::find_if(out.columns.begin(), out.columns.end(),
                                     [&](const CatalogueColumn& one) { return one.name == column.name; });
      if (same == out.columns.end()) {
        findings.Add(FindingKind::kDiffersFromBuiltIn, column.name, "a column that is not built in");
        out.columns.push_back(OfLoaded(column, findings));
        continue;
      }
      built_in.erase(column.name);
      same->description = column.description;
      same->list = column.list;
      same->list_column = column.list_column;
      same->origin = Origin::kBoth;
      if (same->declared_type != column.declared_type || same->length != column.length)
        findings.Add(
            FindingKind::kDiffersFromBuiltIn, column.name,
            same->declared_type + " " + same->length + ", loaded as " + column.declared_type + " " + column.length);
    }
    for (const std::string& name : built_in) findings.Add(FindingKind::kDiffersFromBuiltIn, name, "not loaded");
  }

  const std::span<const Table> built_in_;
  const LoadedSchema& loaded_;
  std::map<std::string, std::vector<const Column*>, std::less<>> known_;
  std::set<std::string> text_somewhere_, keys_;
  Catalogue out_;
};

}  // namespace

const CatalogueColumn* CatalogueTable::Find(std::string_view column) const {
  for (const CatalogueColumn& one : columns)
    if (one.name == column) return &one;
  return nullptr;
}

const CatalogueTable* Catalogue::Find(std::string_view table) const {
  const auto at = std::lower_bound(tables.begin(), tables.end(), table,
                                   [](const CatalogueTable& one, std::string_view key) { return one.name < key; });
  return at != tables.end() && at->name == table ? &*at : nullptr;
}

Catalogue Combine(std::span<const Table> built_in, const LoadedSchema& loaded) {
  return Combiner(built_in, loaded).Run();
}

std::string DatasetOfProduct(std::string_view product) {
  std::string out;
  for (char byte : Folded(product)) {
    const bool kept = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
    if (kept)
      out.push_back(byte);
    else if (!out.empty() && out.back() != '_')
      out.push_back('_');
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  for (const auto& [theirs, ours] : kDatasets)
    if (out == theirs) out = ours;
  return out.empty() ? "other" : out;
}

}  // namespace bouclier::catalog

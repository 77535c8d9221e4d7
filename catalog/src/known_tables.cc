// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/known_tables.h"

#include <algorithm>

namespace bouclier::catalog {
namespace {

// Columns that identify together only (docs/SNDS.md).
constexpr std::string_view kNumber = "BEN_NIR_PSA", kRank = "BEN_RNG_GEM", kStayPlace = "ETA_NUM";

bool HasClass(const CatalogueColumn& column, IdentityClass identity) {
  return column.identity_known && column.identity == identity;
}

bool NamesPersons(const CatalogueTable& table) {
  return std::ranges::any_of(table.columns, [](const CatalogueColumn& column) {
    const bool psa = HasClass(column, IdentityClass::kPsa) && column.name != kRank;
    return psa || HasClass(column, IdentityClass::kPerson);
  });
}

// Whether the table's own key is that of care lines or stays, and not that of its parent.
bool IsKeyed(const Table& table) {
  if (table.primary_key.empty() || table.parent_key == table.primary_key) return false;
  return std::ranges::any_of(table.primary_key, [&](std::string_view name) {
    const IdentityClass identity = table.columns[*table.IndexOf(name)].identity;
    return identity == IdentityClass::kCareLine || identity == IdentityClass::kStay;
  });
}

// The built-in table of the same dataset whose key stands whole in this one. A table that names persons itself is
// nobody's detail: two rows that say whose a line is could disagree.
const Table* ParentOf(const CatalogueTable& table) {
  if (NamesPersons(table)) return nullptr;
  for (const Table& other : BuiltInTables())
    if (other.dataset == table.dataset && IsKeyed(other) &&
        std::ranges::all_of(other.primary_key, [&](std::string_view name) {
          const CatalogueColumn* column = table.Find(name);
          return column != nullptr && HasClass(*column, other.columns[*other.IndexOf(name)].identity);
        }))
      return &other;
  return nullptr;
}

IdentityClass ClassOf(const CatalogueTable& table, const CatalogueColumn& column, const Table* parent) {
  if (!column.identity_known) return IdentityClass::kNone;
  switch (column.identity) {
    case IdentityClass::kCareLine: {
      const bool of_key = parent != nullptr && std::ranges::find(parent->primary_key, column.name) !=
                                                   parent->primary_key.end();  // not a tenth one
      return of_key ? column.identity : IdentityClass::kNone;
    }
    case IdentityClass::kStay:
      return table.Find(kStayPlace) != nullptr ? column.identity : IdentityClass::kNone;
    case IdentityClass::kPsa: {
      const bool with_number = table.Find(kNumber) != nullptr;
      const bool alone = column.name == kRank ? !with_number : column.name != kNumber && with_number;
      return alone ? IdentityClass::kNone : column.identity;
    }
    default:
      return column.identity;
  }
}

Column MakeColumn(const CatalogueTable& table, const CatalogueColumn& from, const Table* parent) {
  Column column{from.name,          from.type,   from.scale,           from.format,
                from.declared_type, from.length, IdentityClass::kNone, from.concept_};
  column.identity = ClassOf(table, from, parent);
  if (from.identity_known && column.identity == from.identity) return column;
  column.may_identify = true;
  column.type = ColumnType::kText;
  column.scale = 0;
  column.format = {};
  return column;
}

Table MakeTable(const CatalogueTable& from) {
  const Table* parent = ParentOf(from);
  Table table{};
  table.name = from.name;
  table.dataset = from.dataset;
  table.period = HasYearInName(from.name) ? Period::kYear : parent != nullptr ? parent->period : Period::kAsNamed;
  for (const CatalogueColumn& column : from.columns) table.columns.push_back(MakeColumn(from, column, parent));
  table.primary_key.assign(from.primary_key.begin(), from.primary_key.end());
  table.required = table.primary_key;
  table.care_date = CareDateRoute::kNone;
  if (parent == nullptr) return table;
  table.parent = parent->name;
  table.parent_key = parent->primary_key;
  table.required = parent->primary_key;
  table.care_date = CareDateRoute::kParent;
  return table;
}

}  // namespace

KnownTables::KnownTables() : KnownTables(Catalogue()) {}

KnownTables::KnownTables(const Catalogue& catalogue) {
  for (const CatalogueTable& table : catalogue.tables)
    if (FindTable(table.name) == nullptr) texts_.push_back(table);
  for (const CatalogueTable& table : texts_) loaded_.push_back(MakeTable(table));
  for (const Table& table : BuiltInTables()) tables_.push_back(&table);
  for (const Table& table : loaded_) tables_.push_back(&table);
  std::ranges::sort(tables_, [](const Table* a, const Table* b) {
    return a->name.size() != b->name.size() ? a->name.size() > b->name.size() : a->name < b->name;
  });
}

const KnownTables& KnownTables::BuiltIn() {
  static const KnownTables known;
  return known;
}

const Table* KnownTables::Find(std::string_view name) const {
  const auto found = std::ranges::find(tables_, name, [](const Table* table) { return table->name; });
  return found == tables_.end() ? nullptr : *found;
}

KnownTables::Match KnownTables::MatchOf(std::string_view base_name) const {
  if (!base_name.ends_with(".csv") && !base_name.ends_with(".CSV")) return {};
  const std::string_view stem = base_name.substr(0, base_name.size() - 4);
  for (const Table* table : tables_)
    if (const ReadName name = ReadFileName(*table, stem); name.match != NameMatch::kNone) return {table, name};
  return {};
}

std::optional<FileIdentity> KnownTables::Identify(std::string_view base_name) const {
  const Match match = MatchOf(base_name);
  if (match.name.match != NameMatch::kWhole) return std::nullopt;
  return FileIdentity{match.table, match.name.period};
}

const Table* KnownTables::WithoutPeriod(std::string_view base_name) const {
  const Match match = MatchOf(base_name);
  return match.name.match == NameMatch::kTableOnly ? match.table : nullptr;
}

}  // namespace bouclier::catalog

// SPDX-License-Identifier: Apache-2.0
#include "catalogue_json.h"

#include <algorithm>
#include <map>

namespace bouclier::app {
namespace {

using catalog::CatalogueColumn;
using catalog::CatalogueTable;
using crypto::Json;

std::string_view OriginName(catalog::Origin origin) {
  switch (origin) {
    case catalog::Origin::kBuiltIn:
      return "built_in";
    case catalog::Origin::kLoaded:
      return "loaded";
    case catalog::Origin::kBoth:
      return "both";
  }
  return "built_in";
}

std::string_view PeriodName(catalog::Period period) {
  switch (period) {
    case catalog::Period::kOnce:
      return "once";
    case catalog::Period::kFluxMonth:
      return "flux_month";
    case catalog::Period::kYear:
      return "year";
    case catalog::Period::kAsNamed:
      return "as_named";
  }
  return "once";
}

std::string_view RouteName(catalog::CareDateRoute route) {
  switch (route) {
    case catalog::CareDateRoute::kOwn:
      return "own";
    case catalog::CareDateRoute::kParent:
      return "parent";
    case catalog::CareDateRoute::kSpell:
      return "spell";
    case catalog::CareDateRoute::kNone:
      return "none";
  }
  return "none";
}

template <typename Names>
Json::Array NamesJson(const Names& names) {
  Json::Array out;
  for (const auto& name : names) out.emplace_back(std::string(name));
  return out;
}

// How a filter on dates of care reaches the table; nobody said so of one that was only loaded, unless it has a parent.
Json CareJson(const catalog::Table* table) {
  const bool loaded = table == nullptr || catalog::FindTable(table->name) == nullptr;
  if (loaded && (table == nullptr || table->parent.empty())) return Json::Object{{"route", "unknown"}};
  return Json::Object{{"columns", NamesJson(table->care_date_columns)},
                      {"parent", std::string(table->parent)},
                      {"route", RouteName(table->care_date)}};
}

Json::Array HeldJson(const std::string& table, std::span<const BaseHolding> holdings) {
  Json::Array out;
  for (const BaseHolding& holding : holdings)
    if (const auto held = holding.tables.find(table); held != holding.tables.end())
      out.emplace_back(Json::Object{{"base", holding.base},
                                    {"files", held->second.files},
                                    {"rows", held->second.rows},
                                    {"snapshot", holding.snapshot}});
  return out;
}

bool IsAmong(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

Json::Array KeysJson(const CatalogueTable& table) {
  Json::Array out;
  for (const catalog::ForeignKey& key : table.foreign_keys)
    out.emplace_back(Json::Object{
        {"columns", NamesJson(key.columns)}, {"referenced", NamesJson(key.referenced)}, {"table", key.table}});
  return out;
}

// Null: no list, or nobody knows its codes.
Json CodesOf(const HubCatalogue& catalogue, const CatalogueColumn& column) {
  if (column.list.empty() || !catalogue.saved) return nullptr;
  const catalog::CodeList* list = catalog::FindList(catalogue.saved->schema, column.list, column.list_column);
  if (list == nullptr || !list->has_data) return nullptr;
  return uint64_t{list->codes.size()};
}

}  // namespace

Json::Object TableLine(const HubCatalogue& catalogue, const CatalogueTable& table,
                       std::span<const BaseHolding> holdings) {
  const catalog::Table* known = catalogue.known.Find(table.name);
  return {{"care", CareJson(known)},
          {"columns", uint64_t{table.columns.size()}},
          {"dataset", table.dataset},
          {"held", HeldJson(table.name, holdings)},
          {"identity_unknown",
           static_cast<uint64_t>(std::ranges::count(table.columns, false, &CatalogueColumn::identity_known))},
          {"origin", OriginName(table.origin)},
          {"period", known == nullptr ? "unknown" : PeriodName(known->period)},
          {"table", table.name},
          {"title", table.title}};
}

Json::Object ColumnDetails(const HubCatalogue& catalogue, const CatalogueTable& table, const CatalogueColumn& column) {
  return {{"codes", CodesOf(catalogue, column)},
          {"column", column.name},
          {"concept", catalog::ConceptName(column.concept_)},
          {"declared", column.declared_type + (column.length.empty() ? "" : " " + column.length)},
          {"description", column.description},
          {"format", column.format},
          {"identity", column.identity_known ? catalog::IdentityClassName(column.identity) : "unknown"},
          {"key", IsAmong(table.primary_key, column.name)},
          {"list", column.list + (column.list_column.empty() ? "" : ":" + column.list_column)},
          {"origin", OriginName(column.origin)},
          {"scale", uint64_t{column.scale}},
          {"type", catalog::ColumnTypeName(column.type)}};
}

Json::Object TableDetails(const HubCatalogue& catalogue, const CatalogueTable& table,
                          std::span<const BaseHolding> holdings) {
  Json::Object out = TableLine(catalogue, table, holdings);
  Json::Array columns;
  for (const CatalogueColumn& column : table.columns) columns.emplace_back(ColumnDetails(catalogue, table, column));
  out["columns"] = std::move(columns);
  out["primary_key"] = NamesJson(table.primary_key);
  out["foreign_keys"] = KeysJson(table);
  return out;
}

Json::Array FindingKinds(const std::vector<catalog::Finding>& loading, const std::vector<catalog::Finding>& combining) {
  std::map<catalog::FindingKind, std::pair<uint64_t, const catalog::Finding*>> kinds;
  for (const auto* findings : {&loading, &combining})
    for (const catalog::Finding& finding : *findings) {
      auto& [count, first] = kinds[finding.kind];
      if (count++ == 0) first = &finding;
    }
  Json::Array out;
  for (const auto& [kind, seen] : kinds)
    out.emplace_back(Json::Object{{"count", seen.first},
                                  {"detail", seen.second->detail},
                                  {"kind", catalog::FindingKindName(kind)},
                                  {"place", seen.second->place},
                                  {"where", seen.second->where}});
  return out;
}

}  // namespace bouclier::app

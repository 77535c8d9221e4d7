// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/cataloguing.h"

#include <algorithm>
#include <functional>

#include "admission.h"
#include "bouclier/catalog/file_name.h"
#include "bouclier/catalog/key_graph.h"
#include "bouclier/catalog/load_schema.h"
#include "bouclier/catalog/search.h"
#include "bouclier/report/key_diagram.h"
#include "catalogue_json.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using catalog::CatalogueTable;
using crypto::Json;

// A hub whose catalogue the asker may read.
struct ReadingRoom {
  std::unique_ptr<Hub> hub;
  HubCatalogue catalogue;
  std::vector<BaseHolding> holdings;
};

Result<ReadingRoom> OpenReadingRoom(const Config& config, const Asker& asker) {
  ReadingRoom room;
  BOUCLIER_TRY(room.hub, Hub::Open(config));
  BOUCLIER_TRY_VOID(Admit(*room.hub, asker, policy::Action::kCatalogRead));
  BOUCLIER_TRY(room.catalogue, ReadHubCatalogue(room.hub->state()));
  BOUCLIER_TRY(room.holdings, ReadHoldings(*room.hub));
  return room;
}

Json VersionJson(const HubCatalogue& catalogue) {
  if (!catalogue.saved) return nullptr;
  return Json::Object{{"digest", Hex(catalogue.saved->version.digest)}, {"number", catalogue.saved->version.number}};
}

Json::Object LoadData(const catalog::LoadedSchema& schema, const Digest32& digest) {
  const catalog::Catalogue combined = catalog::Combine(catalog::BuiltInTables(), schema);
  uint64_t columns = 0, codes = 0, without_data = 0, unknown = 0, built_in = 0;
  for (const catalog::LoadedTable& table : schema.tables) {
    columns += table.columns.size();
    built_in += catalog::FindTable(table.name) != nullptr;
  }
  for (const catalog::CodeList& list : schema.lists) {
    codes += list.codes.size();
    without_data += !list.has_data;
  }
  for (const CatalogueTable& table : combined.tables)
    unknown +=
        static_cast<uint64_t>(std::ranges::count(table.columns, false, &catalog::CatalogueColumn::identity_known));
  return {{"built_in", built_in},
          {"codes", codes},
          {"columns", columns},
          {"digest", Hex(digest)},
          {"findings", FindingKinds(schema.findings, combined.findings)},
          {"identity_unknown", unknown},
          {"lists", uint64_t{schema.lists.size()}},
          {"lists_without_data", without_data},
          {"tables", uint64_t{schema.tables.size()}}};
}

// The tables of a base: those of the catalogue's datasets that it is made of, and those that its snapshot holds; or of
// a dataset, when no base has the name.
Result<std::vector<std::string>> TablesOf(const ReadingRoom& room, const std::string& base) {
  std::vector<std::string> names;
  if (base.empty()) {
    for (const CatalogueTable& table : room.catalogue.tables.tables) names.push_back(table.name);
    return names;
  }
  const std::vector<BaseConfig>& bases = room.hub->config().bases;
  const auto configured = std::ranges::find(bases, base, &BaseConfig::name);
  if (configured == bases.end()) {
    for (const CatalogueTable& table : room.catalogue.tables.tables)
      if (table.dataset == base) names.push_back(table.name);
    if (!names.empty()) return names;
    return Error(ErrorCode::kNotFound, "find base: there is no base and no dataset of that name here",
                 "`bases` of the configuration names them; datasets stand in: bouclier catalog list");
  }
  const auto holding = std::ranges::find(room.holdings, base, &BaseHolding::base);
  for (const CatalogueTable& table : room.catalogue.tables.tables) {
    const auto& datasets = configured->datasets;
    const bool of_base = std::ranges::find(datasets, table.dataset) != datasets.end();
    if (of_base || (holding != room.holdings.end() && holding->tables.contains(table.name)))
      names.push_back(table.name);
  }
  return names;
}

Json::Array SnapshotsJson(const ReadingRoom& room, const std::string& base) {
  Json::Array out;
  for (const BaseHolding& holding : room.holdings)
    if (base.empty() || holding.base == base)
      out.emplace_back(Json::Object{{"base", holding.base}, {"snapshot", holding.snapshot}});
  return out;
}

// A PMSI table goes by its placeholder (T_MCOaaB), or by a year (T_MCO20B).
const CatalogueTable* FindTableOf(const HubCatalogue& catalogue, const std::string& name) {
  if (const CatalogueTable* table = catalogue.tables.Find(name)) return table;
  const auto identified = catalogue.known.Identify(name + ".csv");
  return identified ? catalogue.tables.Find(identified->table->name) : nullptr;
}

Error NoSuchName() {
  return {ErrorCode::kNotFound, "find in catalogue: there is no dataset, table or column of that name",
          "look for it: bouclier catalog search WORDS"};
}

Result<Report> ShowDataset(const ReadingRoom& room, const std::string& dataset) {
  Json::Array tables;
  for (const CatalogueTable& table : room.catalogue.tables.tables)
    if (table.dataset == dataset) tables.emplace_back(TableLine(room.catalogue, table, room.holdings));
  if (tables.empty()) return NoSuchName();
  return Report{"catalog.list",
                {{"base", ""},
                 {"dataset", dataset},
                 {"loaded", VersionJson(room.catalogue)},
                 {"snapshots", SnapshotsJson(room, "")},
                 {"tables", std::move(tables)}}};
}

report::Diagram DiagramOf(const catalog::KeyGraph& graph, const std::string& title) {
  const bool dashes = std::ranges::any_of(graph.edges, &catalog::KeyGraphEdge::as_text);
  report::Diagram diagram{title, dashes ? "types differ: join as text" : "", {}, {}};
  for (const catalog::KeyGraphNode& node : graph.nodes)
    diagram.boxes.push_back({node.table, node.dataset, node.primary_key});
  for (const catalog::KeyGraphEdge& edge : graph.edges) {
    std::string label;
    for (size_t i = 0; i < edge.columns.size(); ++i) {
      label += (i == 0 ? "" : ", ") + edge.columns[i];
      if (edge.referenced[i] != edge.columns[i]) label += " = " + edge.referenced[i];
    }
    diagram.links.push_back({edge.from, edge.to, std::move(label), edge.as_text});
  }
  return diagram;
}

}  // namespace

Result<Report> LoadCatalogue(const Config& config, const Asker& asker, const std::filesystem::path& folder,
                             DryRun dry_run) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY(const policy::Actor actor, Admit(*hub, asker, policy::Action::kCatalogLoad));
  BOUCLIER_TRY(const catalog::LoadedSchema schema, catalog::LoadSchema(folder));
  const Digest32 digest = catalog::SchemaDigest(schema);
  std::optional<FileLock> lock;
  if (dry_run == DryRun::kNo) {
    BOUCLIER_TRY(lock, hub->BeginJob());
  }
  std::optional<catalog::SchemaVersion> before;
  {
    BOUCLIER_TRY(const auto reader, hub->state().Read());
    BOUCLIER_TRY(before, catalog::ReadSchemaVersion(*reader));
  }
  const bool same = before && before->digest == digest;
  const uint64_t number = same ? before->number : before ? before->number + 1 : 1;
  Report report{dry_run == DryRun::kYes ? "catalog.load.dry_run" : "catalog.load", LoadData(schema, digest)};
  report.data["number"] = number;
  report.data["changed"] = !same;
  if (same || dry_run == DryRun::kYes) return report;
  vault::CommitBatch batch;
  batch.action = "catalog.load";
  batch.entry_class = ports::EntryClass::kAdministration;
  batch.actor = actor.number;
  batch.body = {{"digest", Hex(digest)},
                {"lists", uint64_t{schema.lists.size()}},
                {"number", number},
                {"tables", uint64_t{schema.tables.size()}}};
  batch.also = [&](ports::StateTransaction& transaction) -> Result<void> {
    BOUCLIER_TRY(const catalog::SchemaVersion saved, catalog::SaveSchema(transaction, schema));
    if (saved == catalog::SchemaVersion{number, digest}) return {};
    return Error(ErrorCode::kConflict, "load catalogue: another one was loaded meanwhile", "do it again");
  };
  vault::Committer committer = hub->committer();
  BOUCLIER_TRY(const vault::Committed committed, committer.Commit(std::move(batch)));
  report.data["ledger_index"] = committed.intent.index();
  return report;
}

Result<Report> ListCatalogue(const Config& config, const Asker& asker, const std::string& base) {
  BOUCLIER_TRY(const ReadingRoom room, OpenReadingRoom(config, asker));
  BOUCLIER_TRY(const std::vector<std::string> names, TablesOf(room, base));
  std::vector<BaseHolding> holdings = room.holdings;
  const auto is_base = [&](const BaseHolding& holding) { return holding.base == base; };
  const bool of_base = std::ranges::any_of(holdings, is_base);
  if (of_base) std::erase_if(holdings, std::not_fn(is_base));
  Json::Array tables;
  for (const std::string& name : names)
    tables.emplace_back(TableLine(room.catalogue, *room.catalogue.tables.Find(name), holdings));
  return Report{"catalog.list",
                {{"base", base},
                 {"dataset", ""},
                 {"loaded", VersionJson(room.catalogue)},
                 {"snapshots", SnapshotsJson(room, of_base ? base : "")},
                 {"tables", std::move(tables)}}};
}

Result<Report> ShowCatalogue(const Config& config, const Asker& asker, const std::string& name) {
  BOUCLIER_TRY(const ReadingRoom room, OpenReadingRoom(config, asker));
  const size_t dot = name.find('.');
  const CatalogueTable* table = FindTableOf(room.catalogue, name.substr(0, dot));
  if (table == nullptr) {
    if (dot != std::string::npos) return NoSuchName();
    return ShowDataset(room, name);
  }
  Report report{"catalog.table", TableDetails(room.catalogue, *table, room.holdings)};
  report.data["snapshots"] = SnapshotsJson(room, "");
  if (dot == std::string::npos) return report;
  const catalog::CatalogueColumn* column = table->Find(name.substr(dot + 1));
  if (column == nullptr) return NoSuchName();
  report = {"catalog.column", ColumnDetails(room.catalogue, *table, *column)};
  report.data["table"] = table->name;
  Json::Array others;
  for (const CatalogueTable& other : room.catalogue.tables.tables)
    if (other.name != table->name && other.Find(column->name) != nullptr) others.emplace_back(other.name);
  report.data["also_in"] = std::move(others);
  return report;
}

Result<Report> SearchCatalogue(const Config& config, const Asker& asker, const std::string& words, uint64_t limit) {
  BOUCLIER_TRY(const auto hub, Hub::Open(config));
  BOUCLIER_TRY_VOID(Admit(*hub, asker, policy::Action::kCatalogRead));
  BOUCLIER_TRY(const HubCatalogue catalogue, ReadHubCatalogue(hub->state()));
  const std::vector<catalog::Hit> found = catalog::CatalogueSearch(catalogue.tables).Find(words, limit + 1);
  Json::Array hits;
  for (size_t i = 0; i < found.size() && i < limit; ++i) {
    const catalog::Hit& hit = found[i];
    std::string says;
    if (const CatalogueTable* table = catalogue.tables.Find(hit.table)) {
      const catalog::CatalogueColumn* column = table->Find(hit.column);
      says = column != nullptr ? column->description : table->title;
    }
    hits.emplace_back(Json::Object{
        {"column", hit.column}, {"dataset", hit.dataset}, {"says", std::move(says)}, {"table", hit.table}});
  }
  return Report{"catalog.search", {{"hits", std::move(hits)}, {"more", found.size() > limit}, {"words", words}}};
}

Result<Report> DrawCatalogue(const Config& config, const Asker& asker, const std::string& base,
                             const std::filesystem::path& out) {
  BOUCLIER_TRY(const ReadingRoom room, OpenReadingRoom(config, asker));
  BOUCLIER_TRY(const std::vector<std::string> names, TablesOf(room, base));
  const catalog::KeyGraph graph = catalog::KeyGraphOfTables(room.catalogue.tables, names);
  const std::string title = base.empty() ? "Tables and their keys" : "Tables of " + base + " and their keys";
  const std::string svg = report::DiagramSvg(DiagramOf(graph, title));
  BOUCLIER_TRY_VOID(WriteTextFile(out, svg));
  return Report{"catalog.graph",
                {{"bytes", uint64_t{svg.size()}},
                 {"file", out.string()},
                 {"keys", uint64_t{graph.edges.size()}},
                 {"tables", uint64_t{graph.nodes.size()}}}};
}

}  // namespace bouclier::app

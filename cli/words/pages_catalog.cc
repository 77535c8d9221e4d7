// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <fmt/format.h>

#include "words/page.h"
#include "words/pages.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

std::string Joined(const Json::Array& names) {
  std::string out;
  for (const Json& name : names)
    if (name.if_string() != nullptr) out += (out.empty() ? "" : ", ") + *name.if_string();
  return out;
}

// How a filter on dates of care reaches a table.
std::string CareWords(const Json& care) {
  const std::string route = TextIn(care, "route"), columns = Joined(ListIn(care, "columns"));
  if (route == "own") return "by its own " + columns;
  if (route == "parent") return "by its parent " + TextIn(care, "parent");
  if (route == "spell") return "by a spell, " + columns;
  if (route == "none") return "none: a filter on dates is refused";
  return "not known: it was only loaded";
}

std::string PeriodWords(const std::string& period) {
  if (period == "flux_month") return "a file a month of settlement";
  if (period == "year") return "a file a year";
  return period == "once" ? "one file" : "as many as come; the name of each says its year, its month or neither";
}

std::string OriginWords(const std::string& origin) {
  if (origin == "both") return "built in, and loaded";
  return origin == "loaded" ? "loaded only: ingest takes its files, no permit gives any of it" : "built in";
}

// "1,234 rows" of the only base, or of each.
std::string HeldWords(const Json& table) {
  std::string out;
  for (const Json& held : ListIn(table, "held"))
    out += (out.empty() ? "" : "; ") + fmt::format("{}: {}, {} (snapshot {})", TextIn(held, "base"),
                                                   Counted(CountIn(held, "rows"), "row"),
                                                   Counted(CountIn(held, "files"), "file"), CountIn(held, "snapshot"));
  return out;
}

std::string Unclassified(uint64_t columns) {
  return columns == 0 ? ""
                      : fmt::format("{} not classified: nobody said what {} identif{}, and {} cannot be granted",
                                    Counted(columns, "column"), columns == 1 ? "it" : "they",
                                    columns == 1 ? "ies" : "y", columns == 1 ? "it" : "they");
}

std::string Folded(std::string_view label, const std::string& text) {
  return text.empty() ? "" : Line(label, Wrapped(text, 24, 24));
}

std::string LoadBody(const Json& data) {
  std::string out = Line("tables", fmt::format("{} with {} ({} of them built in)", CountIn(data, "tables"),
                                               Counted(CountIn(data, "columns"), "column"), CountIn(data, "built_in")));
  const uint64_t without = CountIn(data, "lists_without_data");
  out += Line("code lists", fmt::format("{} with {}{}", CountIn(data, "lists"), Counted(CountIn(data, "codes"), "code"),
                                        without == 0 ? "" : fmt::format(", {} without data", without)));
  out += Line("digest", TextIn(data, "digest"));
  const Json::Array& findings = ListIn(data, "findings");
  if (findings.empty()) return out + "Nothing in it was odd.\n";
  out += "What was odd, and taken all the same (docs/formats/loaded-catalogue.md), with the first of each kind:\n";
  for (const Json& finding : findings) {
    std::string first;
    for (const char* member : {"place", "where", "detail"})
      if (const std::string text = TextIn(finding, member); !text.empty()) first += (first.empty() ? "" : ", ") + text;
    out +=
        fmt::format("  {:<22} {:>6}  {}\n", TextIn(finding, "kind"), CountIn(finding, "count"), Wrapped(first, 34, 34));
  }
  if (const std::string words = Unclassified(CountIn(data, "identity_unknown")); !words.empty())
    out += Wrapped("Look at this: " + words + ".", 2, 0) + "\n";
  return out;
}

std::string TypeWords(const Json& column) {
  const std::string type = TextIn(column, "type");
  return type == "decimal" ? fmt::format("decimal({})", CountIn(column, "scale")) : type;
}

std::string Remarks(const Json& column) {
  std::string out;
  const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  if (IsTrue(column, "key")) add("key");
  if (const std::string what = TextIn(column, "concept"); what != "none") add(what);
  if (const std::string list = TextIn(column, "list"); !list.empty())
    add("codes " + list + (In(column, "codes").is_null() ? " (not loaded)" : ""));
  return out;
}

}  // namespace

std::string CatalogLoadPage(const Json& data) {
  if (!IsTrue(data, "changed"))
    return fmt::format("This is schema {}, which is loaded already; nothing was changed.\n", CountIn(data, "number")) +
           LoadBody(data);
  return fmt::format("Schema {} is loaded (ledger entry {}).\n", CountIn(data, "number"),
                     CountIn(data, "ledger_index")) +
         LoadBody(data);
}

std::string CatalogLoadDryRunPage(const Json& data) {
  if (!IsTrue(data, "changed"))
    return fmt::format("This is schema {}, which is loaded already.\n", CountIn(data, "number")) + LoadBody(data);
  return fmt::format("`bouclier catalog load` would load it as schema {}; nothing was changed.\n",
                     CountIn(data, "number")) +
         LoadBody(data);
}

std::string CatalogListPage(const Json& data) {
  std::string out = fmt::format("{:<20} {:<18} {:>7} {:>14} {:>7}  {}\n", "table", "dataset", "columns", "rows",
                                "files", "dates of care");
  uint64_t unknown = 0;
  for (const Json& table : ListIn(data, "tables")) {
    uint64_t rows = 0, files = 0;
    for (const Json& held : ListIn(table, "held")) {
      rows += CountIn(held, "rows");
      files += CountIn(held, "files");
    }
    const bool held = !ListIn(table, "held").empty();
    unknown += CountIn(table, "identity_unknown");
    out += fmt::format("{:<20} {:<18} {:>7} {:>14} {:>7}  {}\n", TextIn(table, "table"), TextIn(table, "dataset"),
                       CountIn(table, "columns"), held ? fmt::format("{}", rows) : "-",
                       held ? fmt::format("{}", files) : "-", CareWords(In(table, "care")));
  }
  const Json& loaded = In(data, "loaded");
  out += Counted(ListIn(data, "tables").size(), "table");
  out += loaded.is_null() ? "; no schema is loaded.\n"
                          : fmt::format("; schema {} is loaded.\n", CountIn(loaded, "number"));
  for (const Json& snapshot : ListIn(data, "snapshots"))
    out += CountIn(snapshot, "snapshot") == 0 ? fmt::format("Base {} has no snapshot yet.\n", TextIn(snapshot, "base"))
                                              : fmt::format("Base {}: rows of snapshot {}.\n", TextIn(snapshot, "base"),
                                                            CountIn(snapshot, "snapshot"));
  if (unknown != 0) out += Wrapped(Unclassified(unknown) + ".", 2, 0) + "\n";
  return out;
}

std::string CatalogTablePage(const Json& data) {
  const std::string title = TextIn(data, "title");
  std::string out = TextIn(data, "table") + (title.empty() ? "" : ": " + title) + "\n";
  out += Line("dataset", TextIn(data, "dataset"));
  out += Line("known", OriginWords(TextIn(data, "origin")));
  out += Line("files", PeriodWords(TextIn(data, "period")));
  out += Folded("dates of care", CareWords(In(data, "care")));
  out += Folded("key", Joined(ListIn(data, "primary_key")));
  std::map<std::string, std::string> links;  // by the columns, the tables they point to
  for (const Json& key : ListIn(data, "foreign_keys")) {
    std::string& to = links[Joined(ListIn(key, "columns"))];
    to += (to.empty() ? "" : ", ") + TextIn(key, "table");
  }
  for (const auto& [columns, tables] : links) out += Folded("points to", tables + " by " + columns);
  const std::string held = HeldWords(data);
  out += Folded("held", held.empty() ? "by no snapshot" : held);
  out += fmt::format("\n  {:<20} {:<12} {}\n", "column", "type", "identifies");
  for (const Json& column : ListIn(data, "columns")) {
    const std::string identity = TextIn(column, "identity");
    out += fmt::format("  {:<20} {:<12} {:<18} {}\n", TextIn(column, "column"), TypeWords(column),
                       identity == "unknown" ? "NOT CLASSIFIED"
                       : identity == "none"  ? "-"
                                             : identity,
                       Wrapped(Remarks(column), 54, 54));
    while (out.ends_with(" \n")) out.erase(out.size() - 2, 1);
  }
  if (const std::string words = Unclassified(CountIn(data, "identity_unknown")); !words.empty())
    out += "\n" + Wrapped(words + ".", 2, 0) + "\n";
  return out;
}

std::string CatalogColumnPage(const Json& data) {
  std::string out = TextIn(data, "table") + "." + TextIn(data, "column") + "\n";
  out += Folded("says", TextIn(data, "description"));
  const std::string declared = TextIn(data, "declared"), format = TextIn(data, "format");
  out += Line("type", TypeWords(data) + (format.empty() ? "" : ", " + format) +
                          (declared.empty() ? "" : " (declared: " + declared + ")"));
  const std::string identity = TextIn(data, "identity");
  if (identity == "unknown") {
    out += Folded("identifies",
                  "NOT CLASSIFIED: no built-in table has a column of this name, so nobody has said what it identifies. "
                  "It cannot be granted.");
  } else {
    out += Line("identifies", identity == "none" ? "nobody" : identity);
  }
  if (const std::string what = TextIn(data, "concept"); what != "none") out += Line("potential identifier", what);
  if (IsTrue(data, "key")) out += Line("key", "part of the table's");
  if (const std::string list = TextIn(data, "list"); !list.empty())
    out += Line("codes", list + (In(data, "codes").is_null() ? ", not loaded: no code is checked"
                                                             : ", " + Counted(CountIn(data, "codes"), "code")));
  out += Line("known", TextIn(data, "origin") == "loaded" ? "loaded only: no permit gives it"
                                                          : OriginWords(TextIn(data, "origin")));
  const Json::Array& others = ListIn(data, "also_in");
  return out + Folded("also in", others.empty() ? "no other table" : Joined(others));
}

std::string CatalogSearchPage(const Json& data) {
  std::string out;
  for (const Json& hit : ListIn(data, "hits")) {
    const std::string table = TextIn(hit, "table"), column = TextIn(hit, "column"), says = TextIn(hit, "says");
    const std::string name = table.empty()    ? "dataset " + TextIn(hit, "dataset")
                             : column.empty() ? table
                                              : table + "." + column;
    out += fmt::format("{:<32}{}\n", name, says.empty() ? "" : " " + Wrapped(says, 33, 33));
    while (out.ends_with(" \n")) out.erase(out.size() - 2, 1);
  }
  if (IsTrue(data, "more")) out += "There are more: --limit N.\n";
  return out.empty() ? "Nothing holds all of these words.\n" : out;
}

std::string CatalogGraphPage(const Json& data) {
  return fmt::format("{} and {} between them are drawn in {}.\n", Counted(CountIn(data, "tables"), "table"),
                     Counted(CountIn(data, "keys"), "key"), TextIn(data, "file"));
}

}  // namespace bouclier::cli

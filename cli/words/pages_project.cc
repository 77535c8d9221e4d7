// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "words/page.h"
#include "words/pages.h"
#include "words/permit_sentences.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

std::string Names(const Json& json, std::string_view key) {
  std::string out;
  for (const Json& item : ListIn(json, key)) out += (out.empty() ? "" : ", ") + *item.if_string();
  return out;
}

// The filters of a manifest, in sentences.
class Sentences {
 public:
  Sentences(Language language, const Json& manifest) : language_(language), manifest_(manifest) {}

  std::string Page() {
    for (const Json& table : ListIn(manifest_, "tables")) Table(table);
    if (const std::string regions = Names(manifest_, "regions"); !regions.empty())
      Line(fmt::format(fmt::runtime(Say("Seulement des personnes qui résident dans les régions : {}.",
                                        "Only of persons who live in the regions {}.")),
                       regions));
    Line(Opposition(TextIn(manifest_, "opposition")));
    return std::move(out_);
  }

 private:
  std::string Say(const char* french, const char* english) const {
    return language_ == Language::kFrench ? french : english;
  }
  void Line(const std::string& sentence) { out_ += "  " + Wrapped(sentence, 4, 2) + "\n"; }

  void Table(const Json& table) {
    const std::string name = TextIn(table, "table");
    std::string columns;
    for (const Json& column : ListIn(table, "columns"))
      columns += (columns.empty() ? "" : ", ") + TextIn(column, "name");
    const uint64_t rows = CountIn(table, "rows");
    Line(language_ == Language::kFrench ? fmt::format("{} : {} ligne{} ; {}.", name, rows, rows > 1 ? "s" : "", columns)
                                        : fmt::format("{}: {}; {}.", name, Counted(rows, "row"), columns));
    if (const Json& care = In(table, "care"); !care.is_null())
      Line(fmt::format(fmt::runtime(Say("{} : les soins du {} au {}.", "{}: care from {} to {}.")), name,
                       DayText(language_, TextIn(care, "from")), DayText(language_, TextIn(care, "to"))));
    if (const Json& late = In(table, "late"); !late.is_null()) Late(name, late);
    for (const Json& codes : ListIn(table, "codes")) Codes(name, codes);
  }

  void Late(const std::string& name, const Json& late) {
    const Json& percent = In(late, "missing_percent_at_most");
    const std::string share = percent.is_null() ? Say("plus de 1 %", "more than 1 %")
                              : *percent.if_int() == 0
                                  ? Say("aucune", "none")
                                  : fmt::format(fmt::runtime(Say("au plus {} %", "at most {} %")), *percent.if_int());
    Line(fmt::format(fmt::runtime(Say("{} : flux lus jusqu'à {} ; lignes tardives manquantes attendues : {}.",
                                      "{}: flows read up to {}; late lines expected missing: {}.")),
                     name, MonthText(language_, TextIn(late, "cutoff")), share));
  }

  void Codes(const std::string& name, const Json& codes) {
    const std::string values = Names(codes, "values"), starts = Names(codes, "starts_with");
    const std::string what = TextIn(codes, "column");
    if (!values.empty())
      Line(fmt::format(fmt::runtime(Say("{} : {} est l'un de {}.", "{}: {} is one of {}.")), name, what, values));
    if (!starts.empty())
      Line(fmt::format(fmt::runtime(Say("{} : {} commence par {}.", "{}: {} begins with {}.")), name, what, starts));
  }

  std::string Opposition(const std::string& scope) const {
    if (scope == "all")
      return Say("Les personnes inscrites sur une liste d'opposition n'y sont pas.",
                 "Persons on any opposition list are not in it.");
    if (scope == "named")
      return Say("Les personnes inscrites sur les listes d'opposition que le permis nomme n'y sont pas.",
                 "Persons on the opposition lists that the permit names are not in it.");
    return Say("Aucune liste d'opposition n'est appliquée, comme le permis le dit.",
               "No opposition list is applied, as the permit says.");
  }

  const Language language_;
  const Json& manifest_;
  std::string out_;
};

}  // namespace

std::string ProjectListPage(const Json& data) {
  std::string out =
      fmt::format("{:<20} {:>3}  {:<10} {:>8} {:>6}  {}\n", "permit", "ver", "state", "extract", "files", "title");
  for (const Json& row : ListIn(data, "projects"))
    out += fmt::format("{:<20} {:>3}  {:<10} {:>8} {:>6}  {}\n", TextIn(row, "permit"), CountIn(row, "version"),
                       TextIn(row, "state"),
                       In(row, "extract").is_null() ? "none" : fmt::format("{}", CountIn(row, "extract")),
                       CountIn(row, "files"), TextIn(row, "title"));
  return out + Counted(ListIn(data, "projects").size(), "project") + "\n";
}

std::string ProjectExtractPage(const Json& data) {
  const Json& manifest = In(data, "manifest");
  const bool french = TextIn(data, "lang") == "fr";
  const Language language = french ? Language::kFrench : Language::kEnglish;
  const uint64_t number = CountIn(data, "number"), entry = CountIn(data, "ledger_index");
  const std::string permit = TextIn(data, "permit");
  std::string out =
      IsTrue(data, "nothing_new")
          ? fmt::format(
                fmt::runtime(french ? "L'extrait {} du permis {} est déjà là, fait des mêmes données (écriture nº {} "
                                      "du registre).\n"
                                    : "Extract {} of {} is there already, made of the same (ledger entry {}).\n"),
                number, permit, entry)
          : fmt::format(
                fmt::runtime(french ? "L'extrait {} du permis {} est fait, de l'instantané {} de {} (écriture nº {} du "
                                      "registre).\n"
                                    : "Extract {} of {} is made, of snapshot {} of {} (ledger entry {}).\n"),
                number, permit, CountIn(manifest, "base_snapshot"), TextIn(manifest, "base"), entry);
  out += Sentences(language, manifest).Page();
  out += Line(french ? "personnes" : "persons", fmt::format("{}", CountIn(manifest, "persons")));
  out += Line(french ? "fichiers" : "files", fmt::format("{}", CountIn(data, "files")));
  out += Line(french ? "empreinte" : "digest", TextIn(manifest, "digest"));
  if (const Json& objections = In(data, "objections"); !objections.is_null())
    out += french ? Line("opposition",
                         fmt::format("personnes écartées : {} ; identifiants : {}, sur {} listes, inconnus ici : {}",
                                     CountIn(objections, "persons"), CountIn(objections, "identifiers"),
                                     CountIn(objections, "lists"), CountIn(objections, "unknown")))
                  : Line("objected",
                         fmt::format("{} left out; {} on {}, {} of them not known here",
                                     Counted(CountIn(objections, "persons"), "person"),
                                     Counted(CountIn(objections, "identifiers"), "identifier"),
                                     Counted(CountIn(objections, "lists"), "list"), CountIn(objections, "unknown")));
  return out;
}

std::string ProjectExtractDryRunPage(const Json& data) {
  const bool french = TextIn(data, "lang") == "fr";
  std::string out =
      fmt::format(fmt::runtime(french ? "`bouclier project extract` lirait, de l'instantané {}, au plus :\n"
                                      : "`bouclier project extract` would read, of snapshot {}, at most:\n"),
                  CountIn(data, "base_snapshot"));
  for (const Json& table : ListIn(data, "tables")) {
    const std::string name = TextIn(table, "table"), columns = Names(table, "columns");
    const uint64_t rows = CountIn(table, "rows_at_most"), files = CountIn(table, "files");
    const std::string line =
        french ? fmt::format("{} : lignes : {}, fichiers : {} ; il donnerait {}", name, rows, files, columns)
               : fmt::format("{}: {} in {}; it would give {}", name, Counted(rows, "row"), Counted(files, "file"),
                             columns);
    out += "  " + Wrapped(line, 4, 2) + "\n";
  }
  return out;
}

std::string ProjectExportPage(const Json& data) {
  return fmt::format("Extract {} of {}: {}, {}, are in {} (ledger entry {}).\n  for {}\n", CountIn(data, "number"),
                     TextIn(data, "permit"), Counted(CountIn(data, "files"), "Crypt4GH file"),
                     SizeText(CountIn(data, "bytes")), TextIn(data, "folder"), CountIn(data, "ledger_index"),
                     Names(data, "recipients"));
}

}  // namespace bouclier::cli

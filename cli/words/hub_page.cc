// SPDX-License-Identifier: Apache-2.0
#include "words/hub_page.h"

#include <fmt/format.h>

#include "bouclier/report/flow.h"
#include "words/page.h"
#include "words/pages.h"

namespace bouclier::cli {

using crypto::Json;
using report::PageSection;
using report::PageTable;
using report::PageText;

std::string HubSections::Say(std::string_view french, std::string_view english) const {
  return std::string(language_ == Language::kFrench ? french : english);
}

PageText HubSections::Plain(std::string_view french, std::string_view english) const {
  return {Say(french, english), {}};
}

std::string HubSections::Number(uint64_t count) const {
  const std::string digits = std::to_string(count);
  std::string out;
  for (size_t at = 0; at < digits.size(); ++at) {
    if (at > 0 && (digits.size() - at) % 3 == 0) out += Say("\u202f", ",");
    out += digits[at];
  }
  return out;
}

std::string HubSections::Size(uint64_t bytes) const {
  if (bytes < 1'000'000) return Number(bytes) + Say(" octets", " bytes");
  return Number((bytes + 500'000) / 1'000'000) + Say(" Mo", " MB");
}

// 2026-11-26T05:26:37.123Z, to the minute and in words.
std::string HubSections::Moment(const Json& json, std::string_view key) const {
  const std::string time = TextIn(json, key);
  if (time.size() < 16) return time;
  return DayText(language_, time.substr(0, 10)) + Say(" à ", " at ") + time.substr(11, 5) + " UTC";
}

PageText HubSections::Told(const Json& json, std::string_view key) const {
  const Json& both = In(json, key);
  if (both.if_string() != nullptr) return {*both.if_string(), {}};
  const std::string mine = TextIn(both, Say("fr", "en"));
  if (!mine.empty()) return {mine, {}};
  const auto other = language_ == Language::kFrench ? report::Language::kEnglish : report::Language::kFrench;
  return {TextIn(both, Say("en", "fr")), other};
}

PageSection HubSections::Short() const {
  PageSection section{Say("En bref", "In short"), {}};
  report::Figures figures;
  uint64_t objects = 0, bytes = 0, rows = 0, left = 0;
  for (const Json& dataset : ListIn(hub_, "datasets")) {
    objects += CountIn(dataset, "objects");
    bytes += CountIn(dataset, "bytes");
  }
  for (const Json& base : ListIn(hub_, "bases"))
    for (const Json& table : ListIn(base, "tables")) rows += CountIn(table, "rows");
  for (const Json& one : ListIn(hub_, "submissions")) left += TextIn(one, "stage") == "released";
  figures.figures = {
      {Number(objects), Say("objets sous scellé", "objects under seal")},
      {Size(bytes), Say("en clair, avant scellement", "in clear, before sealing")},
      {Number(rows), Say("lignes dans les tables scellées", "rows in sealed tables")},
      {Number(ListIn(hub_, "permits").size()), Say("permis", "permits")},
      {Number(left), Say("résultats sortis par le sas", "results that left through the airlock")},
      {Number(CountIn(In(hub_, "ledger"), "size")), Say("écritures au registre", "entries in the ledger")}};
  section.blocks.emplace_back(std::move(figures));
  const std::string place = TextIn(hub_, "processing");
  section.blocks.emplace_back(report::Facts{
      {{Say("Page faite le", "Page made on"), {Moment(hub_, "made_at")}},
       {Say("Lieu du traitement, déclaré par l'opérateur", "Place of processing, as the operator states it"), {place}},
       {Say("Empreinte de la clé du registre", "Fingerprint of the ledger's key"),
        {TextIn(In(hub_, "ledger"), "fingerprint")}}}});
  section.blocks.emplace_back(report::Note{
      Plain("Comparez cette empreinte avec celle que « bouclier init » a imprimée : cette page elle-même n'est pas une "
            "preuve, les commandes qu'elle donne en sont une.",
            "Compare this fingerprint with the one that “bouclier init” printed: this page itself proves nothing, the "
            "commands that it gives do.")});
  return section;
}

PageSection HubSections::Walk() const {
  PageSection section{Say("Le chemin des données", "The way of the data"), {}};
  report::Flow flow{Say("Le chemin des données dans cette plateforme", "The way of the data in this hub"), {}};
  const auto stage = [&](const std::string& title, std::vector<std::string> lines, const std::string& arrow) {
    flow.stages.push_back({title, std::move(lines), arrow});
  };
  std::vector<std::string> sources, hosts, bases, projects, released;
  for (const Json& one : ListIn(hub_, "sources")) sources.push_back(TextIn(one, "source"));
  for (const Json& one : ListIn(hub_, "hosts"))
    hosts.push_back(TextIn(one, "host") + (IsTrue(one, "in_use") ? Say(" (en usage)", " (in use)") : ""));
  for (const Json& one : ListIn(hub_, "bases"))
    bases.push_back(TextIn(one, "base") +
                    fmt::format(fmt::runtime(Say(", instantané {}", ", snapshot {}")), CountIn(one, "snapshot")));
  for (const Json& one : ListIn(hub_, "permits"))
    if (!ListIn(one, "extracts").empty()) projects.push_back(TextIn(one, "permit"));
  for (const Json& one : ListIn(hub_, "submissions"))
    if (TextIn(one, "stage") == "released") released.push_back(TextIn(one, "title"));
  if (!sources.empty())
    stage(Say("Ancien nuage ou dossier", "Old cloud or folder"), sources,
          Say("copié et scellé en mémoire, relu", "copied, sealed in memory, read back"));
  stage(Say("Hébergeur : ne voit que des scellés", "Host: sees sealed bodies only"), hosts,
        Say("descellé ici seulement, avec deux jetons", "unsealed here only, with two tokens"));
  if (!bases.empty())
    stage(Say("Tables scellées", "Sealed tables"), bases,
          Say("permis à deux signatures", "a permit with two signatures"));
  if (!projects.empty())
    stage(Say("Extraits, sous pseudonymes propres", "Extracts, under pseudonyms of their own"), projects,
          Say("règles, mémoire, deux vérificateurs", "rules, memory, two reviewers"));
  if (!released.empty()) stage(Say("Résultats sortis, certifiés", "Released results, certified"), released, "");
  section.blocks.emplace_back(report::PageDrawing{report::FlowSvg(flow), {"", {}}});
  report::Steps steps;
  for (const Json& step : ListIn(story_, "steps")) steps.steps.push_back({Told(step, "title"), Told(step, "text")});
  if (!steps.steps.empty()) {
    section.blocks.emplace_back(report::Subheading{Say("Ce qui a été fait, pas à pas", "What was done, step by step")});
    section.blocks.emplace_back(std::move(steps));
  }
  return section;
}

PageTable HubSections::Datasets() const {
  PageTable table{Plain("Objets scellés, par jeu de données", "Sealed objects, by dataset"), "", {}, {}};
  table.columns = {{Say("Jeu de données", "Dataset"), false},
                   {Say("Objets", "Objects"), true},
                   {Say("Taille en clair", "Plain size"), true}};
  for (const Json& one : ListIn(hub_, "datasets"))
    table.rows.push_back({{TextIn(one, "name")}, {Number(CountIn(one, "objects"))}, {Size(CountIn(one, "bytes"))}});
  return table;
}

PageTable HubSections::TablesOf(const Json& base) const {
  const std::string caption =
      fmt::format(fmt::runtime(Say("Tables de « {} », instantané {}", "Tables of “{}”, snapshot {}")),
                  TextIn(base, "base"), CountIn(base, "snapshot"));
  PageTable table{{caption, {}}, "", {}, {}};
  table.columns = {
      {Say("Table", "Table"), false}, {Say("Lignes", "Rows"), true}, {Say("Fichiers scellés", "Sealed files"), true}};
  for (const Json& one : ListIn(base, "tables"))
    table.rows.push_back({{TextIn(one, "table")}, {Number(CountIn(one, "rows"))}, {Number(CountIn(one, "files"))}});
  return table;
}

PageSection HubSections::Held() const {
  PageSection section{Say("Ce que la plateforme détient", "What the hub holds"), {}};
  report::Bullets hosts;
  for (const Json& one : ListIn(hub_, "hosts"))
    hosts.items.push_back({fmt::format("{} ({}){}", TextIn(one, "host"), TextIn(one, "profile"),
                                       IsTrue(one, "in_use") ? Say(" : en usage", ": in use") : ""),
                           {}});
  section.blocks.emplace_back(report::Subheading{Say("Hébergeurs configurés", "Hosts that are configured")});
  section.blocks.emplace_back(std::move(hosts));
  section.blocks.emplace_back(report::Subheading{Say("Objets et tables", "Objects and tables")});
  section.blocks.emplace_back(Datasets());
  for (const Json& base : ListIn(hub_, "bases")) {
    if (CountIn(base, "snapshot") > 0) section.blocks.emplace_back(TablesOf(base));
    for (const Json& snapshot : ListIn(base, "snapshots"))
      if (IsTrue(snapshot, "revoked"))
        section.blocks.emplace_back(report::Paragraph{
            {fmt::format(
                 fmt::runtime(Say("L'instantané {} de « {} » a été révoqué.", "Snapshot {} of “{}” was revoked.")),
                 CountIn(snapshot, "number"), TextIn(base, "base")),
             {}}});
  }
  return section;
}

PageSection HubSections::Permits() const {
  PageSection section{Say("Les permis, en toutes lettres", "The permits, in words"), {}};
  if (ListIn(hub_, "permits").empty())
    section.blocks.emplace_back(report::Paragraph{Plain("Aucun permis n'a été délivré.", "No permit was issued.")});
  std::vector<const Json*> permits;  // those in force first
  for (const bool active : {true, false})
    for (const Json& permit : ListIn(hub_, "permits"))
      if ((TextIn(permit, "state") == "active") == active) permits.push_back(&permit);
  for (const Json* one_permit : permits) {
    const Json& permit = *one_permit;
    PermitSentences sentences(language_, permit);
    section.blocks.emplace_back(report::Subheading{sentences.Title()});
    std::vector<report::Fact> facts;
    for (const PermitPart& part : sentences.Parts()) {
      facts.push_back({part.heading, {}});
      for (const PermitPart::Sentence& one : part.sentences) facts.back().values.push_back(one.text);
    }
    std::vector<std::string> extracts;
    for (const Json& one : ListIn(permit, "extracts"))
      extracts.push_back(fmt::format(
          fmt::runtime(Say("nº {} : {} fichiers scellés (écriture {})", "no. {}: {} sealed files (entry {})")),
          CountIn(one, "number"), CountIn(one, "files"), CountIn(one, "entry")));
    if (extracts.empty()) extracts.push_back(Say("aucun", "none"));
    facts.push_back({Say("Extraits faits", "Extracts made"), std::move(extracts)});
    section.blocks.emplace_back(report::Facts{std::move(facts)});
  }
  return section;
}

PageSection HubSections::Log() const {
  const Json& ledger = In(hub_, "ledger");
  PageSection section{Say("Le registre", "The ledger"), {}};
  section.blocks.emplace_back(report::Paragraph{
      Plain("Chaque accès et chaque changement est une écriture, avant et après. Aucune ne porte de nom de personne ni "
            "d'objet. Les plus récentes d'abord.",
            "Each access and each change is an entry, before and after. None carries a name of a person or an object. "
            "The newest first.")});
  PageTable table{Plain("Dernières écritures", "Newest entries"), "", {}, {}};
  table.columns = {{Say("Nº", "No."), true},
                   {Say("Quand (UTC)", "When (UTC)"), false},
                   {Say("Ce qui s'est passé", "What happened"), false},
                   {Say("Code dans le registre", "Code in the ledger"), false}};
  for (const Json& entry : ListIn(ledger, "entries")) {
    const std::string action = TextIn(entry, "action"), time = TextIn(entry, "time");
    table.rows.push_back({{Number(CountIn(entry, "index"))},
                          {time.size() < 19 ? time : time.substr(0, 10) + " " + time.substr(11, 8)},
                          {EntryTerm(language_, action)},
                          {action}});
  }
  section.blocks.emplace_back(std::move(table));
  section.blocks.emplace_back(report::Verbatim{
      Say("Point de contrôle signé (à garder hors de la machine)", "Signed checkpoint (to be kept off this machine)"),
      TextIn(ledger, "checkpoint")});
  return section;
}

PageSection HubSections::Limits() const {
  PageSection section{Say("Limites, dites franchement", "Honest limits"), {}};
  report::Bullets limits;
  limits.items = {
      Plain(
          "Sans témoin extérieur, le registre prouve seulement que rien n'a changé depuis le point de contrôle que "
          "vous avez gardé.",
          "Without an outside witness the ledger only proves that nothing changed since the checkpoint that you kept."),
      Plain("Qui possède cette machine et les codes des deux jetons peut tout ouvrir : les rôles lient le logiciel.",
            "Whoever owns this machine and both tokens' PINs can open everything: roles bind the software."),
      Plain("Ce qui est dit de l'hébergeur vaut pour le stockage, pas pour le calcul.",
            "What is said of the host is said of storage, not of computing."),
      Plain("Les données pseudonymisées restent des données personnelles.",
            "Pseudonymised data remain personal data.")};
  for (const Json& limit : ListIn(story_, "limits")) {
    const Json one(Json::Object{{"limit", limit}});
    limits.items.push_back(Told(one, "limit"));
  }
  section.blocks.emplace_back(std::move(limits));
  return section;
}

Result<std::vector<PageSection>> HubSections::All() const {
  std::vector<PageSection> sections = {Short(), Walk()};
  BOUCLIER_TRY(PageSection looks, Looks());
  if (!looks.blocks.empty()) sections.push_back(std::move(looks));
  sections.push_back(Left());
  sections.push_back(Held());
  sections.push_back(Permits());
  if (PageSection attacks = Attacks(); !attacks.blocks.empty()) sections.push_back(std::move(attacks));
  sections.push_back(Checks());
  sections.push_back(Log());
  sections.push_back(Limits());
  return sections;
}

Result<std::string> HubPage(const Json& hub, const Json& story) {
  report::PageDocument page;
  page.title = TextIn(hub, "hub");
  page.french = {"L'état de cette plateforme de données de santé",
                 "Ce qui s'y trouve, qui peut en voir quoi, ce qui en est sorti, et comment le vérifier soi-même.",
                 "Sommaire",
                 {}};
  page.english = {"The state of this health data hub",
                  "What it holds, who may see what of it, what has left it, and how to check that yourself.",
                  "Contents",
                  {}};
  BOUCLIER_TRY(page.french.sections, HubSections(Language::kFrench, hub, story).All());
  BOUCLIER_TRY(page.english.sections, HubSections(Language::kEnglish, hub, story).All());
  return report::WritePage(page);
}

std::string HubReportPage(const Json& data) {
  return fmt::format("The page of this hub is in {}: {}, {}, {} entries in the ledger.\n", TextIn(data, "file"),
                     Counted(CountIn(data, "permits"), "permit"), Counted(CountIn(data, "submissions"), "submission"),
                     CountIn(data, "entries"));
}

}  // namespace bouclier::cli

// SPDX-License-Identifier: Apache-2.0
// The sections of a hub's page that a story fills: what was looked at, what left, attacks, claims.
#include <fmt/format.h>

#include "bouclier/report/tile_grid.h"
#include "words/airlock_terms.h"
#include "words/hub_page.h"
#include "words/page.h"

namespace bouclier::cli {

using crypto::Json;
using report::PageSection;
using report::PageTable;

namespace {

// One command for several claims in a row stands behind the last of them.
void ShareCommands(std::vector<report::PageClaim>& claims, const std::string& shared) {
  size_t same = 1;
  for (size_t at = 0; at < claims.size(); ++at) {
    const bool goes_on = at + 1 < claims.size() && !claims[at].command.empty() &&
                         claims[at].command == claims[at + 1].command && claims[at].result == claims[at + 1].result;
    if (goes_on) {
      ++same;
      claims[at].command.clear();
      claims[at].result.clear();
      continue;
    }
    if (same > 1) {
      std::string& result = claims[at].result;
      result += (result.empty() ? "" : " · ") + fmt::format(fmt::runtime(shared), same);
    }
    same = 1;
  }
}

}  // namespace

Result<PageSection> HubSections::Looks() const {
  PageSection section{Say("Ce que l'on y voit", "What can be seen in it"), {}};
  for (const Json& chart : ListIn(story_, "charts")) {
    section.blocks.emplace_back(report::Subheading{Told(chart, "title").text});
    section.blocks.emplace_back(report::PageDrawing{TextIn(chart, "svg"), Told(chart, "caption")});
  }
  for (const Json& map : ListIn(story_, "maps")) {
    report::TileGrid grid;
    grid.title = Told(map, "title").text;
    grid.unit = Told(map, "unit").text;
    grid.language = language_ == Language::kFrench ? report::Language::kFrench : report::Language::kEnglish;
    for (const Json& one : ListIn(map, "values")) {
      const int64_t* value = In(one, "value").if_int();
      grid.values.push_back({TextIn(one, "region"), value == nullptr ? std::nullopt : std::optional<int64_t>(*value)});
    }
    BOUCLIER_TRY(std::string svg, report::TileGridSvg(grid));
    section.blocks.emplace_back(report::Subheading{grid.title});
    section.blocks.emplace_back(report::PageDrawing{std::move(svg), Told(map, "caption")});
  }
  return section;
}

PageTable HubSections::TableOfStory(const Json& json) const {
  PageTable table{Told(json, "title"), Say("masqué", "hidden"), {}, {}};
  table.caption.text += Say(" : le tableau", ": the table");
  const Json::Array& columns = ListIn(json, "columns");
  for (const Json& column : columns) table.columns.push_back({Told(column, "name").text, IsTrue(column, "number")});
  for (const Json& row : ListIn(json, "rows")) {
    std::vector<PageTable::Cell> cells;
    if (row.if_array() != nullptr)
      for (const Json& cell : *row.if_array())
        cells.push_back({cell.if_string() == nullptr ? "" : *cell.if_string(), cell.is_null()});
    table.rows.push_back(std::move(cells));
  }
  return table;
}

PageSection HubSections::Left() const {
  PageSection section{Say("Ce qui est sorti, et comment", "What has left, and how"), {}};
  section.blocks.emplace_back(report::Paragraph{
      Plain("Un résultat ne sort que par le sas : la plateforme refait la requête, compte les personnes derrière "
            "chaque cellule, compare avec tout ce qui est déjà sorti ; deux vérificateurs, jamais l'auteur, décident.",
            "A result leaves through the airlock only: the hub runs the query again, counts the persons behind each "
            "cell, compares with all that has left before; two reviewers, never the author, decide.")});
  const Json::Array& submissions = ListIn(hub_, "submissions");
  if (submissions.empty()) {
    section.blocks.emplace_back(report::Paragraph{Plain("Rien n'a encore été demandé.", "Nothing was submitted yet.")});
  } else {
    PageTable table{Plain("Demandes de sortie", "Submissions"), "", {}, {}};
    table.columns = {{Say("Demande", "Submission")},
                     {Say("État", "State")},
                     {Say("Titre (si sorti)", "Title (if released)")},
                     {Say("Écriture", "Entry"), true},
                     {Say("SHA-256 du certificat", "SHA-256 of the certificate"), false, true}};
    const auto or_dash = [](const std::string& text) { return text.empty() ? std::string("–") : text; };
    for (const Json& one : submissions)
      table.rows.push_back({{TextIn(one, "submission")},
                            {SubmissionStageTerm(language_, TextIn(one, "stage"))},
                            {or_dash(TextIn(one, "title"))},
                            {Number(CountIn(one, "entry"))},
                            {or_dash(TextIn(one, "certificate"))}});
    section.blocks.emplace_back(std::move(table));
  }
  for (const Json& released : ListIn(story_, "released")) {
    section.blocks.emplace_back(report::Subheading{Told(released, "title").text});
    if (const std::string svg = TextIn(released, "svg"); !svg.empty())
      section.blocks.emplace_back(report::PageDrawing{svg, Told(released, "caption")});
    section.blocks.emplace_back(TableOfStory(released));
    if (const std::string check = TextIn(released, "check"); !check.empty())
      section.blocks.emplace_back(report::Claims{
          Say("à vérifier", "check it"),
          "",
          {{Plain("La commande qui vérifie ce fichier, sans réseau :", "The command that checks this file, offline:"),
            {},
            true,
            check,
            ""}}});
  }
  return section;
}

PageSection HubSections::Attacks() const {
  PageSection section{Say("Attaques tentées, et refusées", "Attacks that were tried, and refused"), {}};
  report::Claims claims{Say("refusée", "refused"), Say("NON REFUSÉE", "NOT REFUSED"), {}};
  for (const Json& one : ListIn(story_, "attacks"))
    claims.claims.push_back(
        {Told(one, "attack"), Told(one, "reason"), IsTrue(one, "refused"), TextIn(one, "check"), ""});
  if (claims.claims.empty()) return section;
  ShareCommands(claims.claims, Say("une commande pour ces {} attaques", "one command for these {} attacks"));
  section.blocks.emplace_back(
      report::Paragraph{Plain("Chacune a été menée pour de bon pendant la démonstration ; la commande la remontre.",
                              "Each was carried out for real during the demonstration; the command shows it again.")});
  section.blocks.emplace_back(std::move(claims));
  return section;
}

PageSection HubSections::Checks() const {
  PageSection section{Say("Vérifier soi-même", "Check it yourself"), {}};
  section.blocks.emplace_back(report::Paragraph{
      Plain("« bouclier-verify » travaille sans réseau et ne croit personne, sauf la clé que vous avez gardée.",
            "“bouclier-verify” works offline and trusts nobody but the key that you kept.")});
  report::Claims claims{Say("vu", "seen"), Say("NON VU", "NOT SEEN"), {}};
  for (const Json& one : ListIn(story_, "claims")) {
    const std::string check = TextIn(one, "check");
    const uint64_t code = CountIn(one, "check_exit");
    claims.claims.push_back(
        {Told(one, "claim"),
         check.empty() && IsTrue(one, "seen")
             ? Plain("vu pendant l'exécution seulement : aucune commande ne le remontre",
                     "seen while it ran only: no command shows it again")
             : report::PageText{},
         IsTrue(one, "seen"), check,
         code == 0
             ? ""
             : fmt::format(fmt::runtime(Say("elle finit avec le code {} (« bouclier --help » dit ce qu'il veut dire)",
                                            "it ends with exit code {} (“bouclier --help” says what it means)")),
                           code)});
  }
  ShareCommands(claims.claims, Say("une commande pour ces {} constats", "one command for these {} claims"));
  if (claims.claims.empty()) {
    claims.seen = Say("commande", "command");  // nothing was seen: who reads types it
    claims.claims = {{Plain("Le registre a-t-il changé depuis le point de contrôle gardé ?",
                            "Has the ledger changed since the checkpoint that was kept?"),
                      {},
                      true,
                      "bouclier-verify log LEDGER --vkey ledger.vkey --since first.checkpoint",
                      ""}};
  }
  section.blocks.emplace_back(std::move(claims));
  return section;
}

}  // namespace bouclier::cli
